"""What the benchmarks use of the hub; only `people` beside it imports the hub too."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from homeroom.events.actions import open_feed
from homeroom.foundation.clock import SystemClock
from homeroom.foundation.database import Store, metadata, open_store
from homeroom.foundation.ids import wire_id
from homeroom.foundation.log import make_logger
from homeroom.foundation.secrets import Sealer, master_key
from homeroom.foundation.settings import Settings
from homeroom.intake.runs import actions as runs
from homeroom.intake.runs import founding
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.staging import accepted_files
from homeroom.intake.runs.worker import Worker
from homeroom.intake.steps import application
from homeroom.intake.uploads.actions import Arrival, receive
from homeroom.migrations import bring_up
from homeroom.oauth.actions import (
    Holder,
    NewApplication,
    issue_district_token,
    register_application,
)
from homeroom.roster.queries import District, district_named
from homeroom.sandbox.generator import write_benchmark
from homeroom.sharing.actions import connect
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.rules import Filter, Rule

BATCH_ROWS: Final = 20_000
"""Students whose rows the intake has in hand at once, one half being assembled while the other is
rendered; memory is counted above a district of so many."""

TABLES: Final = {
    "document": metadata.tables["document"],
    "membership": metadata.tables["membership"],
    "known_id": metadata.tables["known_id"],
}
"""Where a first load leaves its rows."""

EVERYONE: Final = Share("district", staff=True, administrators=True)
ALL_GRADES_BUT_ONE: Final = Share(
    "rules",
    rules=(
        Rule("student", (Filter("grade", "not_equals_any", ("12",)),), sections=True),
        Rule("teacher", sections=False),
    ),
)
"""A share that lets nearly everyone through, one by one."""

_SIGNS_IN: Final = 0b1111
"""Role bits of students, teachers, staff and district administrators."""

_KEY: Final = "0f" * 32
_NAME: Final = "Benchmark"


@dataclass(frozen=True)
class Place:
    """Where a store lies."""

    home: str
    database_url: str = ""

    @property
    def kind(self) -> str:
        return "postgresql" if self.database_url else "sqlite"

    def settings(self, **more: Any) -> Settings:
        """Every setting at its default but the ones that a measurement must have."""
        chosen: dict[str, Any] = {"master_key": _KEY, "worker": False, "log_level": "warning"}
        return Settings(home=Path(self.home), database_url=self.database_url, **(chosen | more))


def generate(students: int, folder: Path) -> None:
    """Write a clean district of this size as CSV files."""
    write_benchmark(students, folder)


@contextmanager
def at_desk(place: Place) -> Iterator[Desk]:
    """Give the intake of a hub whose schema is there."""
    settings = place.settings()
    store = open_store(settings.home, settings.database_url)
    try:
        bring_up(store)
        yield Desk(settings, SystemClock(), store, make_logger(settings))
    finally:
        store.close()


def found(desk: Desk, name: str = _NAME) -> District:
    """Add an empty district."""
    return founding.found(desk, name)


def the_district(desk: Desk) -> District:
    """Return the district that was added before."""
    with desk.store.control.reading() as session:
        there = district_named(session, founding.short_name_of(_NAME))
    assert there is not None
    return there


def take_in(desk: Desk, district: District, folder: Path) -> str:
    """Do what `homeroom intake FOLDER` does, from the files to the end of the run."""
    with desk.store.roster.reading() as session:
        files = application.applied(session, district.number).files
    known = accepted_files(desk.uploads, district.number, files)
    sent = receive(desk, Arrival(district.number, "folder", "benchmark", known), folder)
    run = runs.submit(desk, sent, "lenient")
    with Worker(desk) as worker:
        return worker.work_one(run.run) or "lost"


def connected(
    desk: Desk, district: District, share: Share = EVERYONE, *, resources: bool = True
) -> str:
    """Connect an application, events on; return its token.

    Each application that reads resources sees its own, so it has a view of its own.
    """
    moment = desk.milliseconds()
    scopes = {"read:student_contacts", *(["read:resources"] if resources else [])}
    access = FieldAccess(scopes=frozenset(scopes))
    with desk.store.control.writing() as session:
        made = register_application(session, moment, NewApplication("Reader", {}))
    with desk.store.roster.writing() as session:
        name = connect(
            session,
            moment,
            district.number,
            made.application,
            access.tier,
            share,
            access,
            events=True,
        )
        open_feed(session, district.number, name)
    with desk.store.control.writing() as session:
        sealer = Sealer(master_key(desk.settings))
        holder = Holder(district.number, name, made.application)
        return issue_district_token(session, sealer, moment, holder)


def user_ids(store: Store, district: District, places: Sequence[float]) -> list[str]:
    """Return the ids of users at these shares of the list: 0.5 is the middle."""
    return [wire_id(rid, district.number) for rid in user_numbers(store, district, places)]


def user_numbers(store: Store, district: District, places: Sequence[float]) -> list[int]:
    """Return the record numbers of users at these shares of the list."""
    table = TABLES["document"]
    asked = sa.select(table.c.rid).where(
        table.c.district == district.number,
        table.c.kind == "users",
        # Not contacts, who come by a login as little as by a list of classes.
        table.c.roles.op("&")(_SIGNS_IN) != 0,
    )
    with store.roster.reading() as session:
        rids = [rid for (rid,) in session.all(asked.order_by(table.c.rid))]
    return [rids[int(place * (len(rids) - 1))] for place in places]


def rows_of(store: Store, names: Iterable[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of tables, in the order in which they lie."""
    with store.roster.reading() as session:
        return {name: session.all(sa.select(TABLES[name])) for name in names}


def serve(place: Place, port: int) -> None:
    """Serve the hub as `homeroom serve` does, log lines included; a token may ask for ever."""
    from homeroom.cli.serve import run_server  # noqa: PLC0415 - an intake needs no server

    run_server(place.settings(port=port, rate_limit=1_000_000_000, log_level="info"))


def place_of(value: dict[str, Any]) -> Place:
    """Read a place that was sent to another process."""
    return Place(**value)


def sent_place(place: Place) -> dict[str, Any]:
    """Write a place to send it to another process."""
    return asdict(place)
