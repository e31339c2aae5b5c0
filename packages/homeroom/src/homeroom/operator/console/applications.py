"""`homeroom admin applications`: which there are, and one turned off or on."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from homeroom.accounts.staff.opening import opened
from homeroom.foundation.errors import NotFoundError
from homeroom.intake.console.printing import say, say_json
from homeroom.oauth.oversight.actions import switch
from homeroom.oauth.oversight.queries import every_application, overseen_named
from homeroom.operator.console.asked import Home, Json, say_table

applications: Final = typer.Typer(
    help="Applications: list them, turn one off and on.", invoke_without_command=True
)

App = Annotated[str, typer.Argument(metavar="ID", help="The application's id or client id.")]


@applications.callback()
def list_applications(context: typer.Context, *, as_json: Json = False, home: Home = None) -> None:
    """List the applications, those that are off among them."""
    if context.invoked_subcommand is not None:
        return
    with opened(home) as parts, parts.store.control.reading() as control:
        rows = every_application(control)
    if as_json:
        say_json({"applications": [asdict(one) for one in rows]})
        return
    say_table(
        ("Id", "Client id", "Name", "State", "Districts with its token"),
        (
            (o.application, o.client_id, o.name, "on" if o.is_on else "off", o.districts)
            for o in rows
        ),
    )


@applications.command()
def disable(app: App, *, home: Home = None) -> None:
    """Turn an application off: it signs nobody in, and its tokens open nothing."""
    _switch(home, app, on=False)


@applications.command()
def enable(app: App, *, home: Home = None) -> None:
    """Turn an application on again."""
    _switch(home, app, on=True)


def _switch(home: Path | None, name: str, *, on: bool) -> None:
    with opened(home) as parts, parts.store.control.writing() as control:
        found = overseen_named(control, name)
        if found is None:
            raise NotFoundError(f"There is no application {name}; `homeroom admin applications`.")
        changed = switch(control, found.application, on=on)
    said = "on" if on else "off"
    say(f"{found.name} is {said}{'' if changed else ', as it was'}")
