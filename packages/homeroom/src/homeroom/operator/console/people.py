"""`homeroom admin people`: the operators themselves."""

from typing import Annotated, Final

import typer

from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.desk import Desk, desk_of
from homeroom.accounts.people import Person
from homeroom.accounts.proof import factors, passwords
from homeroom.accounts.rules import HUB, objection_to_email
from homeroom.accounts.staff.opening import opened
from homeroom.foundation.errors import InvalidRequestError, NotFoundError
from homeroom.intake.console.printing import say_json
from homeroom.operator.console.asked import Home, Json
from homeroom.operator.guard import DUTY

people: Final = typer.Typer(help="Operators: add one, give a new password.")

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address she signs in with.")]


@people.command()
def add_operator(
    email: Email,
    *,
    name: Annotated[str, typer.Option(help="Her name.")] = "",
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Add an operator and print her password, this once."""
    trouble = objection_to_email(email.strip())
    if trouble:
        raise InvalidRequestError(trouble)
    with opened(home) as parts:
        _, made = add_hub_account(desk_of(parts), email, name.strip(), DUTY)
    _say_password(email, made, as_json=as_json)


@people.command()
def password(
    email: Email,
    *,
    forget_second_factor: Annotated[
        bool,
        typer.Option("--forget-second-factor", help="Her lost app counts no more: she adds one."),
    ] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Give an operator a new password and print it, this once; she is signed out everywhere."""
    with opened(home) as parts:
        desk = desk_of(parts)
        person = _operator_named(desk, email)
        made = passwords.print_password(desk, person)
        if forget_second_factor:
            with desk.store.control.writing() as control:
                factors.remove(control, person)
    _say_password(email, made, as_json=as_json)


def _operator_named(desk: Desk, email: str) -> Person:
    found = desk.people.find(HUB, email).person
    if found is None or DUTY not in found.roles:
        raise NotFoundError(f"No operator signs in as {email}.")
    return found


def _say_password(email: str, made: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"email": email.strip(), "password": made})
    else:
        typer.echo(made)
