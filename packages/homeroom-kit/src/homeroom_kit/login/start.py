"""Begins a login: a state and a secret of its own, and the address to send the browser to."""

import secrets
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from homeroom_kit.login.app import App
from homeroom_kit.login.keeping import Begun, Session, kept_in, write
from homeroom_kit.login.rules import challenge_of, place_of

__all__ = ["start"]

_TABS: Final = 4


def start(  # noqa: PLR0913 -- each is a question of its own, and none has to be answered
    app: App,
    session: Session,
    *,
    next: str | None = None,  # noqa: A002 -- the word that everybody uses for it
    district_id: str | None = None,
    confirm: bool = False,
    return_unshared: bool = False,
    as_admin: bool = False,
    draw: Callable[[], str] = lambda: secrets.token_urlsafe(32),
) -> str:
    """Return where to send the browser, and remember in its session that it was sent.

    Args:
        app: The application.
        session: The browser's session with the application.
        next: A path of this site to come back to; anything else becomes `/`.
        district_id: The district, if it is known; the hub then does not ask.
        confirm: Whether a pupil who is still signed in at the hub is asked "is this you?", this
            time; `App.shared_devices` asks every time.
        return_unshared: Whether who may not use this application comes back with an error instead
            of seeing a page of the hub. For several applications behind one button; never for the
            last of them.
        as_admin: Whether an administrator began this at the hub; the kit's own callback says so.
        draw: Who draws secrets, for tests.
    """
    state, verifier = draw(), draw()
    _remember(session, state, Begun(verifier, place_of(next), app.now, as_admin))
    asked = _always(app, state, verifier)
    if district_id:
        asked["district_id"] = district_id
    if confirm or app.shared_devices:
        asked["confirmed"] = "false"
    if return_unshared:
        asked["return_unshared"] = "true"
    address = app.endpoints.authorize
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def _remember(session: Session, state: str, begun: Begun) -> None:
    """Keep it beside the logins of other tabs, of which the oldest is forgotten."""
    kept = kept_in(session)
    for old in sorted(kept.logins, key=lambda one: kept.logins[one].at)[: 1 - _TABS]:
        del kept.logins[old]
    kept.logins[state] = begun
    write(session, kept)


def _always(app: App, state: str, verifier: str) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
