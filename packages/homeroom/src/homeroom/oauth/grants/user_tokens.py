"""User tokens: who signed in to which application, and who authorised it (sso.md 5.6).

A token lives a day and is not renewed. It opens nothing by itself: who may still be seen is
asked of the view on every request, so that a person who left the roster, or was unshared, is
gone at once (house.md 14, item 2). Revoking removes the row.
"""

import secrets
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import sqlalchemy as sa

from homeroom.accounts.ended import over
from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.ids import wire_id
from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.declared import Declared, declared
from homeroom.oauth.models import application, user_token

PREFIX: Final = "il"
"""How a user token begins, so that the two kinds are told apart by sight (sso.md 1)."""

LIFETIME: Final = 86_400_000
"""A day, in milliseconds (sso.md 3.3)."""

SWEEPS_BELOW: Final = "04"
"""One token in 64, by chance of its hash, sweeps up after all of them (codes likewise)."""

AuthorizedBy = Literal["district", "teacher"]
Tier = Literal["district_sso", "library_teacher", "library_student"]


class ByTeacher(NamedTuple):
    """A token that a teacher authorised: what decides whether it still opens something."""

    token_hash: str
    application: str
    person: int
    role: str
    connection: str


@dataclass(frozen=True, slots=True)
class UserGrant:
    """What a user token stands for: a person in an application, and by whose authority."""

    token_hash: str
    application: str
    client_id: str
    declared: Declared
    district: int
    person: int
    role: str
    authorized_by: AuthorizedBy
    connection: str
    code_hash: str
    hub_session: str
    is_impersonated: bool
    issued_at: int
    expires_at: int

    @property
    def user_id(self) -> str:
        """The person's 24-hex id."""
        return wire_id(self.person, self.district)

    @property
    def tier(self) -> Tier:
        """Which fields its reads are cut to (sso.md 7.3)."""
        if self.authorized_by == "district":
            return "district_sso"
        return "library_student" if self.role == "student" else "library_teacher"


_ADD: Final = insert(user_token)
_FIND: Final = Prepared(
    sa.select(*user_token.c, application.c.client_id, application.c.declaration)
    .join(application, application.c.application == user_token.c.application)
    .where(
        user_token.c.token_hash == sa.bindparam("token_hash"),
        user_token.c.expires_at > sa.bindparam("now"),
        application.c.enabled == 1,
    )
)
_SWEEP: Final = Prepared(
    sa.delete(user_token).where(user_token.c.expires_at <= sa.bindparam("now"))
)
_OF: Final = {
    name: Prepared(sa.delete(user_token).where(user_token.c[name] == sa.bindparam("of")))
    for name in ("token_hash", "code_hash", "hub_session")
}
_OF_PERSON: Final = Prepared(
    sa.delete(user_token).where(
        user_token.c.district == sa.bindparam("of_district"),
        user_token.c.person == sa.bindparam("of_person"),
    )
)
_OF_CONNECTION: Final = Prepared(
    sa.delete(user_token).where(
        user_token.c.district == sa.bindparam("of_district"),
        user_token.c.connection == sa.bindparam("of_connection"),
    )
)
_OF_LOGIN: Final = Prepared(
    sa.delete(user_token).where(
        user_token.c.district == sa.bindparam("of_district"),
        user_token.c.person == sa.bindparam("of_person"),
        user_token.c.application == sa.bindparam("of_application"),
        user_token.c.hub_session == sa.bindparam("of_session"),
    )
)
_BY_TEACHERS: Final = Prepared(
    sa.select(
        user_token.c.token_hash,
        user_token.c.application,
        user_token.c.person,
        user_token.c.role,
        user_token.c.connection,
    ).where(
        user_token.c.district == sa.bindparam("of_district"),
        user_token.c.authorized_by == "teacher",
    )
)
_LOGINS: Final = Prepared(
    sa.select(user_token.c.hub_session)
    .where(
        user_token.c.district == sa.bindparam("of_district"),
        user_token.c.person == sa.bindparam("of_person"),
        user_token.c.application == sa.bindparam("of_application"),
    )
    .distinct()
)


def new_user_token() -> str:
    """Make a user token: `il` and 160 random bits as 40 hex digits."""
    return PREFIX + secrets.token_hex(20)


def add(session: Session, token: UserGrant) -> None:
    """The token stands for its grant from now on."""
    if token.token_hash < SWEEPS_BELOW:
        sweep(session, token.issued_at)
    row: dict[str, Any] = {
        column.name: getattr(token, column.name) for column in user_token.columns
    }
    session.many(_ADD, [row | {"is_impersonated": int(token.is_impersonated)}])


def sweep(session: Session, now: int) -> int:
    """Tokens that have expired are gone; they opened nothing already."""
    return session.run(_SWEEP, now=now)


def user_grant_of(session: Session, token: str, now: int) -> UserGrant | None:
    """Return what the token stands for; None if it opens nothing (any more)."""
    row = session.one(_FIND, token_hash=hash_secret(token), now=now)
    if row is None:
        return None
    kept = dict(zip([column.name for column in user_token.columns], row, strict=False))
    kept["is_impersonated"] = bool(kept["is_impersonated"])
    found = UserGrant(client_id=row[-2], declared=declared(row[-1]), **kept)
    return None if found.is_impersonated and not _goes_on(session, found) else found


def _goes_on(session: Session, grant: UserGrant) -> bool:
    """True while the session goes on in which somebody stood in for the person (sso.md 3.6)."""
    known = over(session, grant.district, grant.person)
    return any(
        not is_over for one, is_over in known.items() if hash_secret(one) == grant.hub_session
    )


def revoke_token(session: Session, token_hash: str) -> int:
    """This token opens nothing any more."""
    return session.run(_OF["token_hash"], of=token_hash)


def revoke_of_code(session: Session, code_hash: str) -> int:
    """No token that was born of the code opens anything any more (ruling R20)."""
    return session.run(_OF["code_hash"], of=code_hash)


def revoke_of_session(session: Session, session_id: str) -> int:
    """No token of the hub session opens anything: signed out everywhere, impersonation ended."""
    return session.run(_OF["hub_session"], of=hash_secret(session_id))


def revoke_of_person(session: Session, district: int, person: int) -> int:
    """No token of the person opens anything: password reset, removal (sso.md 11.1)."""
    return session.run(_OF_PERSON, of_district=district, of_person=person)


def revoke_of_connection(session: Session, district: int, connection: str) -> int:
    """No token that came by the connection opens anything: uninstalled, suspended (sso.md 8.2)."""
    return session.run(_OF_CONNECTION, of_district=district, of_connection=connection)


def revoke_of_login(session: Session, who: tuple[int, int], application_id: str, login: str) -> int:
    """End the application's own grant of one person in one hub session (sso.md 11.6)."""
    return session.run(
        _OF_LOGIN,
        of_district=who[0],
        of_person=who[1],
        of_application=application_id,
        of_session=login,
    )


def logins_of(session: Session, who: tuple[int, int], application_id: str) -> list[str]:
    """Return the hub sessions (as hashes) in which a person has entered an application."""
    rows = session.all(_LOGINS, of_district=who[0], of_person=who[1], of_application=application_id)
    return [login for (login,) in rows]


def by_teachers(session: Session, district: int) -> list[ByTeacher]:
    """Return the district's tokens that came by teachers' installs."""
    return [ByTeacher(*row) for row in session.all(_BY_TEACHERS, of_district=district)]
