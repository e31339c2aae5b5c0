"""`homeroom` itself: options for all, features' commands, and errors as one clear line."""

import gc
import os
import sys
import traceback
from importlib.metadata import version
from typing import Annotated, Final

import typer

from homeroom.cli import certify, failures, sandbox
from homeroom.cli.migrate import migrate
from homeroom.cli.serve import serve
from homeroom.foundation.errors import HomeroomError
from homeroom.foundation.terminal import one_line, some_lines
from homeroom.hub import FEATURES

FAILED_CODE: Final = 1
USAGE_CODE: Final = 2

app: Final = typer.Typer(
    name="homeroom",
    help="A rostering and single-sign-on hub for schools that you host yourself.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:  # noqa: FBT001 - Typer calls it with the option's value
    if asked:
        typer.echo(f"homeroom {version('homeroom')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and end."
        ),
    ] = False,
) -> None:
    """A rostering and single-sign-on hub for schools that you host yourself."""


app.command()(serve)
app.command()(migrate)
app.add_typer(sandbox.commands)
app.add_typer(certify.commands)
for _feature in FEATURES:
    if _feature.commands is not None:
        app.add_typer(_feature.commands)


def main() -> None:
    """Run the command line; what went wrong is one line.

    The exit code is 2 where something else must be asked, and 1 where files or the database
    failed. Only HOMEROOM_LOG_LEVEL=debug shows where, and even that without the password.
    """
    # All that was imported stays to the end; looking through it again would stop the process for
    # a tenth of a second in the midst of its work.
    gc.freeze()
    try:
        app()
    except HomeroomError as error:
        _say(some_lines(error.message))
        sys.exit(USAGE_CODE)
    except failures.FAILURES as error:
        if os.environ.get("HOMEROOM_LOG_LEVEL", "").lower() == "debug":
            _say("".join(traceback.format_exception(error)))
        _say(one_line(failures.line_of(error)))
        sys.exit(FAILED_CODE)


def _say(text: str) -> None:
    typer.echo(f"homeroom: {failures.without_secrets(text, os.environ)}", err=True)
