"""What the benchmarks of signing in use of the hub, beside `hub`."""

from collections.abc import Sequence
from typing import Final

from benchmarks import hub
from homeroom.accounts import desk as accounts
from homeroom.accounts import rules
from homeroom.accounts.proof.passwords import print_password
from homeroom.foundation.metrics import Metrics
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import Sealer, hash_secret, master_key
from homeroom.intake.runs.desk import Desk
from homeroom.oauth.actions import NewApplication, register_application
from homeroom.oauth.grants import codes
from homeroom.oauth.grants.codes import Bound
from homeroom.roster.queries import District
from homeroom.sharing.actions import connect
from homeroom.sharing.queries import connections_of
from homeroom.sharing.rules import FieldAccess, Share

CALLBACK: Final = "https://app.example.org/oauth/callback"
_DECLARED: Final = {
    "types": ["district_sso"],
    "user_types": ["student", "teacher", "staff", "district_admin"],
    "live": True,
    "oidc_enabled": False,
}
_FAR: Final = 3_000_000
"""Milliseconds by which codes are dated ahead, so that a slow run does not outlive them."""


def register(desk: Desk, district: District) -> dict[str, str]:
    """Register an application that signs the whole district in."""
    now = desk.milliseconds()
    with desk.store.control.writing() as session:
        asked = NewApplication("Login", _DECLARED, (CALLBACK,))
        made = register_application(session, now, asked)
    share = Share("district", staff=True, administrators=True)
    with desk.store.roster.writing() as session:
        access = FieldAccess(tier="district_sso")
        connect(
            session,
            now,
            district.number,
            made.application,
            access.tier,
            share,
            access,
            events=False,
        )
    return {
        "application": made.application,
        "client_id": made.client_id,
        "client_secret": made.client_secret,
    }


def issue_codes(desk: Desk, district: District, application: str, count: int) -> list[str]:
    """Issue codes as the end of as many logins of one person would have."""
    with desk.store.roster.reading() as session:
        found = connections_of(session, district.number)
    connection = next(one.id for one in found if one.application == application)
    now = desk.milliseconds()
    bound = Bound(
        application=application,
        redirect_uri=CALLBACK,
        district=district.number,
        person=hub.user_numbers(desk.store, district, (0.5,))[0],
        role="student",
        authorized_by="district",
        connection=connection,
        nonce=None,
        challenge=None,
        auth_time=now,
        hub_session=hash_secret("a session"),
        is_impersonated=False,
    )
    with desk.store.control.writing() as session:
        return [codes.issue(session, now + _FAR, bound) for _ in range(count)]


def give_passwords(desk: Desk, district: District, count: int) -> Sequence[tuple[str, str]]:
    """Print passwords for some students; return their user names with them."""
    parts = Parts(
        settings=desk.settings,
        clock=desk.clock,
        store=desk.store,
        sealer=Sealer(master_key(desk.settings)),
        log=desk.log,
        metrics=Metrics(),
    )
    there = accounts.desk_of(parts)
    share = 1 / (count + 1)
    numbers = hub.user_numbers(desk.store, district, [share * n for n in range(1, count + 1)])
    printed = []
    for number in numbers:
        person = there.people.active(district.number, number)
        assert person is not None, "somebody who cannot sign in"
        names = rules.names_of(person.facts, there.people.policy(district.number))
        printed.append((min(names), print_password(there, person)))
    there.pool.close()
    return printed
