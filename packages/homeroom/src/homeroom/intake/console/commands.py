"""`homeroom intake`, `homeroom runs`, `homeroom upload-key`.

Exit codes: 0 applied or unchanged, 1 failed, 2 asked wrongly, 3 waits for a person.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from homeroom.intake.console import printing
from homeroom.intake.console.opening import district_named, imagined, opened
from homeroom.intake.console.rehearsal import rehearse
from homeroom.intake.console.waiting import received, worked
from homeroom.intake.problems import Mode, Problem
from homeroom.intake.runs import actions, queries
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import Run
from homeroom.intake.runs.report import run_row
from homeroom.intake.runs.staging import accepted_files
from homeroom.intake.steps import application
from homeroom.intake.uploads import keys
from homeroom.intake.uploads.actions import Arrival
from homeroom.intake.uploads.queries import keys_of
from homeroom.roster import queries as roster

FAILED: Final = 1
WAITING: Final = 3

commands: Final = typer.Typer()
runs: Final = typer.Typer(help="Sync runs: list, show, approve, discard, undo.")
upload_keys: Final = typer.Typer(help="Keys that can only upload: issue, list, revoke.")
commands.add_typer(runs, name="runs")
commands.add_typer(upload_keys, name="upload-key")

Home = Annotated[Path | None, typer.Option(help="Folder of the hub's files.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
District = Annotated[str, typer.Option(help="Short name, name or id of the district.")]
RunId = Annotated[str, typer.Argument(metavar="ID", help="The run.")]


@commands.command("intake")
def intake(  # noqa: PLR0913 - one option each
    path: Annotated[Path, typer.Argument(help="A folder, a zip or a CSV file.")],
    district: District,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse what Clever refuses.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would change; write nothing.")
    ] = False,
    create: Annotated[
        bool, typer.Option("--create", help="Create the district if it is not there.")
    ] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Take a district's roster files in."""
    mode: Mode = "strict" if strict else "lenient"
    with opened(home) as desk:
        if dry_run:
            code = _rehearse(desk, path, district, mode, create=create, as_json=as_json)
        else:
            found = district_named(desk, district, create=create)
            with printing.bar(wanted=not as_json) as tell:
                sent = received(desk, _arrival(desk, found, path), path)
                run = worked(desk, actions.submit(desk, sent, mode), tell)
            code = _answer(desk, run, as_json=as_json)
    raise typer.Exit(code)


def _rehearse(  # noqa: PLR0913 - what was asked for
    desk: Desk, path: Path, name: str, mode: Mode, *, create: bool, as_json: bool
) -> int:
    district = imagined(desk, name, create=create)
    with printing.bar(wanted=not as_json) as tell:
        found = rehearse(desk, district, path, mode, tell)
    if as_json:
        value = {
            "dry_run": True,
            "counts": found.counts,
            "figures": found.figures,
            "hold": found.hold,
            "problems": [asdict(problem) for problem in found.problems],
            "records": found.records,
        }
        printing.say_json(value)
    else:
        printing.say("Dry run: nothing was written.")
        printing.counts_table(found.counts)
        printing.figures_lines(found.figures)
        printing.hold_lines(found.hold)
        printing.problems_told(found.problems, "--json lists all")
        printing.records_list(found.records, printing.SHOWN)
    if found.refused:
        return FAILED
    return WAITING if found.hold else 0


def _arrival(desk: Desk, district: roster.District, path: Path) -> Arrival:
    with desk.store.roster.reading() as session:
        files = application.applied(session, district.number).files
    way = "folder" if path.is_dir() else "file"
    return Arrival(
        district.number, way, "command", accepted_files(desk.uploads, district.number, files)
    )


def _answer(desk: Desk, run: Run, *, as_json: bool) -> int:
    problems = _problems(desk, run)
    if as_json:
        printing.say_json(printing.run_json(run, problems))
    else:
        printing.run_report(run, problems)
        if run.state == "queued":
            printing.say("The district is paused: the upload is kept and waits.")
    if run.state in ("held", "queued"):
        return WAITING
    return 0 if run.state in ("applied", "unchanged", "discarded") else FAILED


def _problems(desk: Desk, run: Run) -> list[Problem]:
    with desk.store.roster.reading() as session:
        return queries.problems_of(session, run.district, run.run)


# ---------------------------------------------------------------- runs


@runs.command("list")
def list_runs(
    *,
    district: Annotated[str | None, typer.Option(help="Only runs of this district.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 20,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """List sync runs, the newest first."""
    with opened(home) as desk:
        number = district_named(desk, district).number if district else None
        with desk.store.control.reading() as session:
            found = queries.runs_of(session, number, limit)
            names = {one.number: one.short_name for one in roster.districts(session)}
        if as_json:
            rows = [run_row(run) | {"district": names.get(run.district)} for run in found]
            printing.say_json({"runs": rows})
        else:
            printing.runs_table(found, names)


@runs.command("show")
def show_run(
    run: RunId,
    *,
    problems: Annotated[bool, typer.Option("--problems", help="List every problem.")] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Show a run's report."""
    with opened(home) as desk:
        found = _run(desk, run)
        listed = _problems(desk, found)
        if as_json:
            printing.say_json(printing.run_json(found, listed))
        elif problems:
            printing.problems_list(listed)
        else:
            printing.run_report(found, listed)


@runs.command("approve")
def approve(
    run: RunId,
    *,
    by: Annotated[str, typer.Option(help="Who approves.")],
    note: Annotated[str, typer.Option(help="Why; required where nearly all would be lost.")] = "",
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Release a held run; it is compared again before it is applied."""
    with opened(home) as desk:
        released = actions.approve(desk, run, by, note)
        if released.state == "queued":
            with printing.bar(wanted=not as_json) as tell:
                released = worked(desk, released, tell)
        elif not as_json:
            printing.say("Noted; a second person must approve before it is applied.")
        code = _answer(desk, released, as_json=as_json)
    raise typer.Exit(code)


@runs.command("discard")
def discard(
    run: RunId,
    *,
    by: Annotated[str, typer.Option(help="Who discards.")] = "",
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Let a held run go; the roster stays as it is."""
    with opened(home) as desk:
        found = _run(desk, run)
        district = district_named(desk, _id_of(desk, found.district))
        code = _answer(desk, actions.discard(desk, district, run, by), as_json=as_json)
    raise typer.Exit(code)


@runs.command("undo")
def undo(
    run: RunId,
    *,
    by: Annotated[str, typer.Option(help="Who undoes.")] = "",
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Take the last applied sync back, as a change with events of its own."""
    with opened(home) as desk:
        with printing.bar(wanted=not as_json) as tell:
            done = worked(desk, actions.ask_undo(desk, run, by), tell)
        code = _answer(desk, done, as_json=as_json)
    raise typer.Exit(code)


def _run(desk: Desk, name: str) -> Run:
    with desk.store.control.reading() as session:
        return queries.run_named(session, name)


def _id_of(desk: Desk, number: int) -> str:
    with desk.store.control.reading() as session:
        return next(one.id for one in roster.districts(session) if one.number == number)


# ---------------------------------------------------------------- upload keys


@upload_keys.command("issue")
def issue(
    district: District,
    *,
    label: Annotated[str, typer.Option(help="What the key is for.")] = "upload",
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Issue a key; it is printed this once."""
    with opened(home) as desk:
        found = district_named(desk, district)
        with desk.store.control.writing() as session:
            key = keys.issue_upload_key(session, found.number, label, desk.milliseconds())
        if as_json:
            printing.say_json({"district": found.id, "label": label, "key": key})
        else:
            printing.say(key)


@upload_keys.command("list")
def list_keys(district: District, *, as_json: Json = False, home: Home = None) -> None:
    """List a district's keys by their labels."""
    with opened(home) as desk:
        found = district_named(desk, district)
        with desk.store.control.reading() as session:
            rows = keys_of(session, found.number)
        shown = [{"label": row["label"], "revoked": row["revoked_at"] is not None} for row in rows]
        if as_json:
            printing.say_json({"keys": shown})
        else:
            for row in shown:
                printing.say(f"{row['label']}{' (revoked)' if row['revoked'] else ''}")


@upload_keys.command("revoke")
def revoke(
    district: District,
    *,
    label: Annotated[str, typer.Option(help="The label it was issued under.")] = "upload",
    home: Home = None,
) -> None:
    """Revoke the keys of a label; from now on they open nothing."""
    with opened(home) as desk:
        found = district_named(desk, district)
        with desk.store.control.writing() as session:
            number = keys.revoke_upload_key(session, found.number, label, desk.milliseconds())
        printing.say(f"Revoked: {number}")
