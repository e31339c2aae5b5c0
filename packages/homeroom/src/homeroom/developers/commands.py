"""`homeroom developers`: add a developer, give one a new password. For whoever runs the hub."""

from pathlib import Path
from typing import Annotated, Final

import typer

from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.desk import desk_of
from homeroom.accounts.proof import factors, passwords
from homeroom.accounts.rules import objection_to_email
from homeroom.accounts.staff.newcomers import DEVELOPER, developer_named
from homeroom.accounts.staff.opening import opened
from homeroom.foundation.errors import InvalidRequestError

commands: Final = typer.Typer()
developers: Final = typer.Typer(help="Developers of applications: add, give a new password.")
commands.add_typer(developers, name="developers")

Home = Annotated[Path | None, typer.Option(help="Folder of the hub's files.")]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address she signs in with.")]


@developers.command()
def add(
    email: Email,
    *,
    name: Annotated[str, typer.Option(help="Her name.")],
    home: Home = None,
) -> None:
    """Add a developer and print her password, this once."""
    trouble = objection_to_email(email.strip())
    if trouble:
        raise InvalidRequestError(trouble)
    with opened(home) as parts:
        _, made = add_hub_account(desk_of(parts), email, name.strip(), DEVELOPER)
    typer.echo(made)


@developers.command()
def password(
    email: Email,
    *,
    forget_second_factor: Annotated[
        bool,
        typer.Option("--forget-second-factor", help="Her lost app counts no more: she adds one."),
    ] = False,
    home: Home = None,
) -> None:
    """Give a developer a new password and print it, this once; she is signed out everywhere."""
    with opened(home) as parts:
        desk = desk_of(parts)
        person = developer_named(desk, email)
        made = passwords.print_password(desk, person)
        if forget_second_factor:
            with desk.store.control.writing() as control:
                factors.remove(control, person)
    typer.echo(made)
