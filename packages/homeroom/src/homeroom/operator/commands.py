"""`homeroom admin`: the hub as whoever runs it sees it, and her own accounts."""

from dataclasses import asdict
from typing import Annotated, Final

import typer

from homeroom.accounts.staff.opening import opened
from homeroom.foundation.errors import InvalidRequestError
from homeroom.intake.console.printing import say, say_json
from homeroom.intake.rules import STATES
from homeroom.intake.standing import queue, runs_everywhere
from homeroom.operator import retention as kept
from homeroom.operator import storage as room
from homeroom.operator.backups.commands import backup, restore
from homeroom.operator.checkup.commands import doctor
from homeroom.operator.console.applications import applications
from homeroom.operator.console.asked import Home, Json, say_table
from homeroom.operator.console.keys import keys
from homeroom.operator.console.people import people
from homeroom.operator.queries import district_rows, run_rows
from homeroom.operator.rules import size_words
from homeroom.web.pages.rendering import moment

commands: Final = typer.Typer()
admin: Final = typer.Typer(help="The hub as whoever runs it sees it; no data of any student.")
commands.add_typer(admin, name="admin")
commands.command()(backup)
commands.command()(restore)
commands.command()(doctor)
admin.add_typer(applications, name="applications")
admin.add_typer(keys, name="keys")
admin.add_typer(people, name="people")


@admin.command()
def districts(*, as_json: Json = False, home: Home = None) -> None:
    """List the districts: records, last sync, what their uploads take."""
    with opened(home) as parts:
        rows = district_rows(parts.store)
    if as_json:
        say_json({"districts": [asdict(one) for one in rows]})
        return
    say_table(
        ("Short name", "Name", "Sandbox", "State", "Records", "Last sync", "Uploads", "Size"),
        (
            (
                one.short_name,
                one.name,
                "yes" if one.sandbox else "no",
                one.state,
                one.records,
                moment(one.last_sync) or "never",
                one.kept.uploads,
                size_words(one.kept.size),
            )
            for one in rows
        ),
    )


@admin.command()
def runs(
    *,
    state: Annotated[str, typer.Option(help=f"Only those that are {', '.join(STATES)}.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many are listed.")] = 20,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Count the jobs of all districts by state, and list the newest."""
    if state and state not in STATES:
        raise InvalidRequestError(f"A state is one of {', '.join(STATES)}.")
    with opened(home) as parts, parts.store.control.reading() as control:
        counts = queue(control, 0).runs
        rows = run_rows(control, runs_everywhere(control, limit, state=state))
    if as_json:
        say_json({"counts": counts, "runs": [asdict(one) for one in rows]})
        return
    say(", ".join(f"{one}: {counts[one]}" for one in STATES if one in counts) or "No runs yet")
    say_table(
        ("Queued", "District", "State", "Kind", "Ended", "Run"),
        (
            (moment(o.queued_at), o.district, o.state, o.action, moment(o.ended_at), o.id)
            for o in rows
        ),
    )


@admin.command()
def storage(*, as_json: Json = False, home: Home = None) -> None:
    """Print what takes room: databases, uploads, tables. It reads the whole store once."""
    with opened(home) as parts:
        places, tables = room.places(parts), room.tables(parts.store)
        disk = room.disk_of(parts)
    if as_json:
        said = {"places": places, "tables": tables}
        listed = {name: [asdict(one) for one in rows] for name, rows in said.items()}
        say_json(listed | {"disk": asdict(disk)})
        return
    say_table(("Place", "Size"), ((one.name, size_words(one.size)) for one in places))
    say(f"Free on the disk: {size_words(disk.free)} of {size_words(disk.total)}")
    rows = ((one.name, one.half, size_words(one.size)) for one in tables)
    say_table(("Table", "Half", "Size"), rows)


@admin.command()
def retention(*, as_json: Json = False, home: Home = None) -> None:
    """Print what is kept for how long, and when the daily job was last done."""
    with opened(home) as parts:
        now = round(parts.clock.now().timestamp() * 1000)
        with parts.store.control.reading() as control:
            turn = kept.turn(control, now)
    if as_json:
        say_json({"rules": [asdict(one) for one in kept.RULES], "daily_job": asdict(turn)})
        return
    say_table(("What", "Days", "Removed by"), ((o.kept, o.days, o.by) for o in kept.RULES))
    say(f"Daily job, last done: {moment(turn.last_at) or 'never yet'}")
