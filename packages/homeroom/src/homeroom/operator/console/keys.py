"""`homeroom admin keys`: which sign logins, and a rotation now."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Final

import typer

from homeroom.accounts.staff.opening import opened
from homeroom.intake.console.printing import say_json
from homeroom.oauth.openid import keys as signing
from homeroom.operator.console.asked import Home, Json, say_table
from homeroom.operator.queries import key_rows
from homeroom.web.pages.rendering import moment

keys: Final = typer.Typer(
    help="Keys that sign logins: list them, rotate now.", invoke_without_command=True
)


@keys.callback()
def list_keys(context: typer.Context, *, as_json: Json = False, home: Home = None) -> None:
    """List the keys; there are none before the first login."""
    if context.invoked_subcommand is not None:
        return
    with opened(home) as parts, parts.store.control.reading() as control:
        _say_keys(signing.all_keys(control), as_json=as_json)


@keys.command()
def rotate(
    *,
    forget_current: Annotated[
        bool,
        typer.Option("--forget-current", help="It leaked: what it signed counts no more."),
    ] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Let the next key sign from now on."""
    with opened(home) as parts:
        signing.rotate(parts, forget_current=forget_current)
        with parts.store.control.reading() as control:
            _say_keys(signing.all_keys(control), as_json=as_json)


def _say_keys(found: Sequence[signing.Key], *, as_json: bool) -> None:
    rows = key_rows(found)
    if as_json:
        say_json({"keys": [asdict(one) for one in rows]})
        return
    listed = ((o.kid, o.state, moment(o.since), moment(o.until)) for o in rows)
    say_table(("Key", "State", "Since", "Until"), listed)
