"""Registers the sandbox's applications, and keeps what they declare as this version has it."""

import json

from homeroom.foundation.database import Session
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import hash_secret, new_client_secret
from homeroom.oauth import actions as oauth
from homeroom.oauth.declared import declared
from homeroom.oauth.queries import App, app_proved
from homeroom.sandbox.applications import Application
from homeroom.sandbox.kept import Kept, write_kept


def register(parts: Parts, kept: Kept, asked: Application, now: int, demo_url: str) -> None:
    """The application exists and its secret is kept; both or neither. `now` in milliseconds."""
    mine = kept.client(asked.key)
    with parts.store.control.writing() as session:
        known = app_proved(session, mine.client_id, hash_secret(mine.client_secret), now)
        if known is not None:
            _refresh(session, known, asked, demo_url)
            return
        new = oauth.NewApplication(
            asked.name,
            asked.declaration(demo_url),
            (asked.redirect_uri(demo_url),),
            new_client_secret(),
        )
        made = oauth.register_application(session, now, new)
        mine.application, mine.client_id = made.application, made.client_id
        mine.client_secret = made.client_secret
        # Before the commit: a crash between the two leaves a line that nothing answers to,
        # which the next start notices, and no application whose secret is lost.
        write_kept(parts.settings.home, kept)


def _refresh(session: Session, known: App, asked: Application, demo_url: str) -> None:
    """An application of an older sandbox, or one whose demo moved, is as it is registered now."""
    said = asked.declaration(demo_url)
    if known.declared != declared(json.dumps(said)):
        oauth.declare(session, known.application, said)
    uris = (asked.redirect_uri(demo_url),)
    if known.redirect_uris != uris:
        oauth.set_redirect_uris(session, known, uris)
