"""`homeroom developers`: add a developer, give one a new password. For whoever runs the hub."""

from pathlib import Path
from typing import Annotated, Final

import typer

from homeroom.accounts.staff import granting
from homeroom.accounts.staff.newcomers import DEVELOPER

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
    typer.echo(granting.add(home, email, name, DEVELOPER))


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
    made = granting.renew_password(
        home, email, DEVELOPER, forget_second_factor=forget_second_factor
    )
    typer.echo(made)
