"""`homeroom reviewers`: who reviews submissions on this hub."""

from pathlib import Path
from typing import Annotated

import typer

from homeroom.accounts.staff import granting
from homeroom.certification.submissions.guard import REVIEWER

commands = typer.Typer()
reviewers = typer.Typer(help="Reviewers of applications: add one, give a new password.")
commands.add_typer(reviewers, name="reviewers")

_Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address she signs in with.")]
_Home = Annotated[Path | None, typer.Option(help="The hub's home folder.")]


@reviewers.command()
def add(
    email: _Email,
    *,
    name: Annotated[str, typer.Option(help="Her name.")] = "",
    home: _Home = None,
) -> None:
    """Add a reviewer and print her password, this once."""
    typer.echo(granting.add(home, email, name, REVIEWER))


@reviewers.command()
def password(
    email: _Email,
    *,
    forget_second_factor: Annotated[
        bool,
        typer.Option("--forget-second-factor", help="Her lost app counts no more: she adds one."),
    ] = False,
    home: _Home = None,
) -> None:
    """Give a reviewer a new password and print it, this once; she is signed out everywhere."""
    forget = forget_second_factor
    made = granting.renew_password(home, email, REVIEWER, forget_second_factor=forget)
    typer.echo(made)
