"""The five test tokens that Clever's documentation prints, as tokens of the small district.

They are there only where the setting `demo_tokens` says so: each start of such a sandbox puts them
back as they were. Every other start takes them away (`oauth.grants.literal`).
"""

from datetime import timedelta
from typing import Final

from homeroom.accounts.people import People
from homeroom.foundation.database import Session
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import hash_secret
from homeroom.oauth import actions as oauth
from homeroom.oauth.actions import Holder
from homeroom.oauth.declared import Declared
from homeroom.oauth.grants import user_tokens
from homeroom.oauth.grants.literal import DISTRICT, PEOPLE, are_taken, end
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.queries import Grant, grant_of
from homeroom.oauth.rates import milliseconds
from homeroom.sandbox.kept import Kept
from homeroom.sandbox.preset import SMALL_PRESET
from homeroom.sharing.members import whole

_LASTING: Final = timedelta(days=3650) // timedelta(milliseconds=1)


def settle(parts: Parts, kept: Kept) -> None:
    """The tokens open what their owners may see, where the settings take them.

    Only one process at a time may do it: two would both put them into an empty place.
    """
    if not are_taken(parts.settings):
        return
    now = milliseconds(parts.clock.now())
    owners = _owners(parts, kept)
    with parts.store.control.writing() as session:
        end(session)
        real = grant_of(session, hash_secret(kept.of(SMALL_PRESET.name).token), now)
        if real is None:
            return
        holder = Holder(real.district, real.connection, real.application)
        oauth.set_token_beside(session, parts.sealer, now, holder, DISTRICT, _LASTING)
        for role, person in owners.items():
            _add_person(session, real, role, person, now)


def _owners(parts: Parts, kept: Kept) -> dict[str, int]:
    """Return whose tokens they are, by role: those whom the sandbox names to sign in as."""
    number = SMALL_PRESET.number
    names = {"teacher": kept.test_user}
    names |= {role: kept.people[role].username for role in ("student", "staff")}
    people = People(parts.store)
    found = {role: people.find(number, name).person for role, name in names.items()}
    with parts.store.roster.reading() as session:
        administrators = whole(session, number, "users.district_admin")
    owners = {role: person.user for role, person in found.items() if person is not None}
    return owners | ({"district_admin": administrators[0]} if administrators else {})


def _add_person(session: Session, real: Grant, role: str, person: int, now: int) -> None:
    token = UserGrant(
        token_hash=hash_secret(PEOPLE[role]),
        application=real.application,
        client_id=real.client_id,
        declared=Declared(),
        district=real.district,
        person=person,
        role=role,
        authorized_by="district",
        connection=real.connection,
        code_hash="",
        hub_session="",
        is_impersonated=False,
        issued_at=now,
        expires_at=now + _LASTING,
    )
    user_tokens.add(session, token)
