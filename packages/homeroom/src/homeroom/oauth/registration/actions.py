"""Verbs of an application's owners; each inside a writing session of `control`.

`held` comes first in all of them: it keeps the application's row until the end, so that of two
forms which were sent at once the second sees what the first has done.
"""

from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.foundation.errors import ConflictError, InvalidRequestError, NotFoundError
from homeroom.foundation.secrets import new_client_secret
from homeroom.oauth.actions import add_secret, wait_for_issuers
from homeroom.oauth.models import application, application_owner, application_secret
from homeroom.oauth.registration.queries import Registration, registration_of

MOST_SECRETS: Final = 2
"""The one in use and the one that is being replaced (sso.md 11.7)."""

CHANGED: Final = (
    "This application was changed since the page was loaded, here or by somebody else. Look at"
    " what is there now; then send your change again."
)

_WAIT: Final = Prepared(sa.text("SELECT pg_advisory_xact_lock(:of_person)"))
_OWN: Final = upsert(application_owner, replace=[])
_NAMED = application.c.application == sa.bindparam("named")
_RENAME: Final = Prepared(
    sa.update(application).where(_NAMED).values(name=sa.bindparam("new_name"))
)
_END_OTHERS: Final = Prepared(
    sa.update(application_secret)
    .where(
        application_secret.c.application == sa.bindparam("named"),
        sa.or_(
            application_secret.c.expires_at.is_(None),
            application_secret.c.expires_at > sa.bindparam("end"),
        ),
    )
    .values(expires_at=sa.bindparam("end"))
)
_DROP_SECRET: Final = Prepared(
    sa.delete(application_secret).where(
        application_secret.c.application == sa.bindparam("named"),
        application_secret.c.secret_hash == sa.bindparam("of_secret"),
    )
)
_DROP_ENDED: Final = Prepared(
    sa.delete(application_secret).where(
        application_secret.c.application == sa.bindparam("named"),
        application_secret.c.expires_at <= sa.bindparam("now"),
    )
)


class ChangedError(ConflictError):
    """A form was shown before the application changed; nothing of it was done."""

    default_code = "changed_meanwhile"

    def __init__(self) -> None:
        super().__init__(CHANGED)


def wait_for_owner(session: Session, person: int) -> None:
    """Until this transaction ends nobody else registers an application for this developer."""
    if session.kind == "postgresql":
        session.one(_WAIT, of_person=person)


def own(session: Session, now: int, application_id: str, person: int) -> None:
    """The application is this developer's too; `now` in milliseconds."""
    session.run(_OWN, application=application_id, person=person, since=now)


def held(session: Session, person: int, application_id: str, now: int) -> Registration:
    """Return the developer's application, held until the transaction ends."""
    wait_for_issuers(session, application_id)
    found = registration_of(session, person, application_id, now)
    if found is None:
        raise NotFoundError("There is no such application of yours.", "no_such_app")
    return found


def rename(session: Session, held_one: Registration, name: str) -> None:
    """The application has this name, for everybody."""
    session.run(_RENAME, named=held_one.id, new_name=name)


def rotate_secret(session: Session, now: int, held_one: Registration, old_works: int) -> str:
    """Return a new secret, this once; what there was works so many milliseconds longer.

    ConflictError while two live: whoever makes a third would not know which one ends.
    """
    if held_one.app.declared.public:
        raise InvalidRequestError("An application without a secret proves itself with PKCE alone.")
    if len(held_one.secrets) >= MOST_SECRETS:
        raise ConflictError("Two secrets work now. Revoke one of them first.")
    session.run(_DROP_ENDED, named=held_one.id, now=now)
    session.run(_END_OTHERS, named=held_one.id, end=now + old_works)
    made = new_client_secret()
    add_secret(session, now, held_one.id, made)
    return made


def revoke_secret(session: Session, held_one: Registration, secret: str) -> None:
    """Nothing can be proved with this secret any more; one that is gone stays gone."""
    for one in held_one.secrets:
        if one.id == secret:
            session.run(_DROP_SECRET, named=held_one.id, of_secret=one.hash)
