"""The sandbox's developer: an account of the hub's own staff who owns its applications."""

from typing import Final

from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.desk import desk_of
from homeroom.accounts.proof.passwords import print_password
from homeroom.accounts.rules import HUB
from homeroom.accounts.staff.newcomers import DEVELOPER
from homeroom.foundation.parts import Parts
from homeroom.oauth.registration.actions import own
from homeroom.sandbox.applications import APPLICATIONS
from homeroom.sandbox.kept import Kept, SignIn

EMAIL: Final = "dev@fernlight.example.com"
_NAME: Final = "Robin Fern (invented)"


def settle(parts: Parts, kept: Kept, now: int) -> None:
    """The developer can sign in, with her address twice, and every application is hers."""
    desk = desk_of(parts)
    person = desk.people.find(HUB, EMAIL).person
    if person is None:
        person, _ = add_hub_account(desk, EMAIL, _NAME, DEVELOPER)
    print_password(desk, person, EMAIL)
    with parts.store.control.writing() as session:
        for asked in APPLICATIONS:
            own(session, now, kept.client(asked.key).application, person.user)
    kept.people["developer"] = SignIn(EMAIL, EMAIL)
