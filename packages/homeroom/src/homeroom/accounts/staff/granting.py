"""Whoever runs the hub lets somebody in as its staff, and helps her back in."""

from pathlib import Path

from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.desk import desk_of
from homeroom.accounts.proof import factors, passwords
from homeroom.accounts.rules import HUB, objection_to_email
from homeroom.accounts.staff.opening import opened
from homeroom.foundation.errors import InvalidRequestError, NotFoundError


def add(home: Path | None, email: str, name: str, duty: str) -> str:
    """Somebody signs in for this duty from now on; return her password, which is kept nowhere."""
    trouble = objection_to_email(email.strip())
    if trouble:
        raise InvalidRequestError(trouble)
    with opened(home) as parts:
        _, made = add_hub_account(desk_of(parts), email, name.strip(), duty)
    return made


def renew_password(home: Path | None, email: str, duty: str, *, forget_second_factor: bool) -> str:
    """Only a new password opens her account, and she is signed out everywhere; return it.

    NotFoundError if nobody of this address has the duty.
    """
    with opened(home) as parts:
        desk = desk_of(parts)
        person = desk.people.find(HUB, email).person
        if person is None or duty not in person.roles:
            raise NotFoundError(f"No {duty} signs in as {email}.")
        made = passwords.print_password(desk, person)
        if forget_second_factor:
            with desk.store.control.writing() as control:
                factors.remove(control, person)
    return made
