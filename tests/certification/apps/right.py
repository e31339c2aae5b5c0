"""A small application that does everything right: the kit's sync on a store in memory, and a probe.

Mutants of it stand in `tests/certification/mutants`; each replaces one of its methods, so there is
no switch in here that could tell one from another.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, cast

from homeroom_kit.client import Hub
from homeroom_kit.client.sending import Patience
from homeroom_kit.client.tokens import connected_districts
from homeroom_kit.errors import TokenRejectedError
from homeroom_kit.matching import Match
from homeroom_kit.planning import Guard
from homeroom_kit.planning.values import Tie
from homeroom_kit.probe import Doing, Edit, NewAccount, Probe, ProbeError, Runs, StoreRecords
from homeroom_kit.probe import Mark as AskedMark
from homeroom_kit.probe.runs import Outcome
from homeroom_kit.stores import MemoryStore
from homeroom_kit.stores.memory import Row
from homeroom_kit.sync import Policy, SyncReport, sync

PATIENCE: Final = Patience(attempts=6, first=0.15, longest=3.0, timeout=20.0)
"""Waits grow as they should, and a test has not all day."""

_A_DAY: Final = timedelta(hours=24)


class RightApplication:
    """An application with people, classes, groups and marks."""

    user_types: tuple[str, ...] = ("student", "teacher", "staff", "district_admin")
    record_types: tuple[str, ...] = ("school", "term", "course", "section", "contact")
    sync_modes: tuple[str, ...] = ("full", "events")
    reads: type[Hub] = Hub
    keeps: type[MemoryStore] = MemoryStore

    def __init__(self, hub_url: str, client_id: str, client_secret: str) -> None:
        self.hub_url, self.client_id, self.client_secret = hub_url, client_id, client_secret
        self.store = self.keeps()
        self.groups: dict[str, dict[str, Any]] = {}
        self.now = datetime(2026, 9, 1, tzinfo=UTC)
        self.read_at: dict[str, datetime] = {}
        self.runs = Runs(self.work)

    def policy(self) -> Policy:
        """What it declares."""
        return Policy(match=Match(by_email=False, undecided="create"), guard=Guard(), compare=False)

    # ------------------------------------------------------------------------------------- sync

    def tokens(self) -> Mapping[str, str]:
        """The districts that are connected, each with its token."""
        return connected_districts(self.hub_url, self.client_id, self.client_secret)

    def token(self, district: str) -> str:
        """The token of one district."""
        found = self.tokens().get(district)
        if found is None:
            raise TokenRejectedError("not_connected", "The district is not connected.")
        return found

    def reader(self, district: str) -> Hub:
        """The hub, as this district shows it."""
        return self.reads(self.hub_url, lambda: self.token(district), patience=PATIENCE)

    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        """Bring a district up to date."""
        with self.reader(district) as hub:
            report = sync(hub, self.store, self.policy(), self.mode(mode))
        self.read_at[district] = self.now
        return report

    def mode(self, asked: str) -> Literal["full", "events"]:
        """How it is brought up to date."""
        return cast(Literal["full", "events"], asked)

    def wait(self, seconds: int) -> None:
        """Time passes; whatever was not read for a day is read."""
        self.now += timedelta(seconds=seconds)
        for district in self.tokens():
            if self.now - self.read_at.get(district, self.now) >= _A_DAY:
                self.runs.start(district, "events")

    # ------------------------------------------------------------------------------------ people

    def row(self, kind: str, named: str) -> Row:
        """A row by its Clever id, or by the application's own."""
        for one in self.store.table[kind].values():
            if named in (one.clever_id, one.app_id):
                return one
        raise ProbeError("unknown", f"There is no {kind} {named!r}.", 404)

    def mark(self, asked: AskedMark) -> None:
        """Somebody made progress."""
        self.row("users", asked.clever_id).own.setdefault("marks", []).append(asked.mark)

    def marks(self, app_ids: Collection[str]) -> Mapping[str, Sequence[str]]:
        """The marks of people."""
        table = self.store.table["users"]
        return {one: table[one].own.get("marks", ()) for one in app_ids if one in table}

    def add_person(self, asked: NewAccount) -> str:
        """Make an account by hand."""
        values = {
            "name.first": asked.first,
            "name.last": asked.last,
            "email": asked.email,
            "roles": (asked.role,),
        }
        sis = (f"{asked.role}:{asked.sis_id}",) if asked.sis_id else ()
        made = self.store.add("users", asked.district, values, *sis)
        if asked.mark:
            made.own["marks"] = [asked.mark]
        return made.app_id

    def edit(self, asked: Edit) -> str:
        """Change something by hand."""
        if asked.op == "create_user":
            return self.add_person(asked.account)
        if asked.op == "create_group":
            name = f"group-{len(self.groups) + 1}"
            members = [self.row("users", one).app_id for one in asked.students]
            self.groups[name] = {
                "name": asked.text, "district": asked.district, "members": members
            }  # fmt: skip
            return name
        section = self.row("sections", asked.section)
        if asked.op == "rename_section":
            section.values["name"] = asked.text
        elif asked.op == "add_student":
            section.ties.add(Tie("students", asked.student))
        elif asked.op == "remove_student":
            section.ties = {
                tie
                for tie in section.ties
                if (tie.relation, tie.other) != ("students", asked.student)
            }
        return section.app_id

    def shown_groups(self, kind: str) -> Iterable[Mapping[str, object]]:
        """Groups stand among the classes; no hub knows them."""
        table = self.store.table["users"]
        for app_id, group in self.groups.items() if kind == "section" else ():
            people = [table[one] for one in group["members"] if one in table]
            yield {
                "type": "section",
                "clever_id": None,
                "app_id": app_id,
                "status": "active",
                "district": group["district"],
                "name": group["name"],
                "teachers": [],
                "students": [one.clever_id for one in people if not one.is_archived],
            }

    # ------------------------------------------------------------------------------------- probe

    def records(self) -> Any:
        """Its rows as the probe shows them."""
        return StoreRecords(self.store, self.marks, self.shown_groups)

    def probe(self) -> Probe:
        """What a certification may read and start."""
        return Probe(
            "Small",
            "1",
            self.records(),
            self.runs,
            user_types=self.user_types,
            record_types=self.record_types,
            sync_modes=self.sync_modes,
            doing=Doing(self.mark, self.add_person, self.edit, self.wait),
        )
