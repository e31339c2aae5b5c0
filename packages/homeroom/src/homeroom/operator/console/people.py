"""`homeroom admin people`: the operators themselves."""

from typing import Annotated, Final

import typer

from homeroom.accounts.staff import granting
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
    made = granting.add(home, email, name, DUTY)
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
    made = granting.renew_password(home, email, DUTY, forget_second_factor=forget_second_factor)
    _say_password(email, made, as_json=as_json)


def _say_password(email: str, made: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"email": email.strip(), "password": made})
    else:
        typer.echo(made)
