"""Random walks over what may happen in a district: the invariants of certification.md 6.5.

I1 no two active rows of one id; I2 the active rows are what the hub shows; I3 nothing vanishes;
I4 an app id never changes; I5 no active tie to an archived end; I6 marks never shrink; I7 rows of
other districts stay as they are; I8 nothing unshared is kept. (I9 is a browser's.)
"""

import random
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_kit.stores import MemoryStore
from homeroom_kit.sync import Policy
from tests.kit.trial import Trial, a_trial, held

SECRET = "canary-0451"
STEPS = 6
EXAMPLES = max(6, settings().max_examples // 10)
FREE = Policy(guard=None)


def _someone(draw: random.Random, found: Any) -> str:
    return str(draw.choice(sorted(found)))


class Walk:
    """A town in which things happen at random, and an application in each mode."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.full = a_trial(FREE, foreign=seed % 2 == 0, noisy=seed % 3 == 0, page_cap=seed % 5 + 1)
        self.town = self.full.town
        self.events = replace(self.full, store=MemoryStore())
        self.gone: dict[str, dict[str, dict[str, Any]]] = {"users": {}, "sections": {}}
        self.known: dict[tuple[str, str], str] = {}
        self.marks: dict[str, list[str]] = {}
        elsewhere = a_trial(FREE, store=self.full.store, now=1_780_000_000)
        record = elsewhere.town.drop("districts", elsewhere.town.district)
        elsewhere.town.put("districts", record | {"id": "5f0000000000000000000009"})
        elsewhere.sync()
        self.others = held(self.full.store)

    def something_happens(self) -> None:
        """One of the things that happen in a district."""
        town, draw = self.town, self.draw
        pupils = [one for one, user in town.records["users"].items() if "student" in user["roles"]]
        what = draw.choice(("join", "leave", "arrive", "go", "back", "rename", "class", "teacher"))
        if what in ("join", "leave") and town.records["sections"]:
            section = _someone(draw, town.records["sections"])
            (town.enroll if what == "join" else town.leave)(section, _someone(draw, pupils))
        elif what == "arrive":
            town.pupil(f"N{town.minted}", f"N{town.minted}", draw.choice([town.elm, town.oak]))
        elif what == "go" and len(pupils) > 2:
            self._drop("users", _someone(draw, pupils))
        elif what == "class" and town.records["sections"]:
            self._drop("sections", _someone(draw, town.records["sections"]))
        elif what == "back":
            self._back(draw.choice(("users", "sections")))
        elif what == "rename":
            town.change("users", _someone(draw, pupils), name={"first": f"R{town.minted}"})
        elif town.records["sections"]:
            teacher = draw.choice([town.lee, town.kim])
            section = _someone(draw, town.records["sections"])
            town.change("sections", section, teacher=teacher, teachers=[teacher])

    def _drop(self, kind: str, record_id: str) -> None:
        if kind == "users":
            for section, record in list(self.town.records["sections"].items()):
                if record_id in record["students"]:
                    self.town.leave(section, record_id)
        self.gone[kind][record_id] = self.town.drop(kind, record_id)
        self._name_who_is_there()

    def _name_who_is_there(self) -> None:
        """A contact names shared students alone (data-api.md 8)."""
        town = self.town
        there = [one for one in (town.ann, town.cat) if one in town.records["users"]]
        links = [{"student": one, "relationship": "Parent", "type": "Primary"} for one in there]
        role = town.records["users"][town.parent]["roles"]["contact"]
        town.change(
            "users", town.parent, roles={"contact": role | {"student_relationships": links}}
        )

    def _back(self, kind: str) -> None:
        if self.gone[kind]:
            record = self.gone[kind].pop(_someone(self.draw, self.gone[kind]))
            if kind == "sections":
                there = [one for one in record["students"] if one in self.town.records["users"]]
                record = record | {"students": there}
            self.town.put(kind, record | {"email": f"{SECRET}@x"} if kind == "users" else record)
            if kind == "users":
                self.town.change(kind, record["id"], email="")
                self._name_who_is_there()

    def check(self, trial: Trial) -> None:
        """The invariants, as far as a store can see them."""
        ours = {
            kind: [row for row in rows.values() if row.district == self.town.district]
            for kind, rows in trial.store.table.items()
        }
        for kind, rows in ours.items():
            active = [str(row.clever_id) for row in rows if not row.is_archived]
            assert len(active) == len(set(active))  # I1
            assert set(self.town.records[kind]) == set(active)  # I2
            archived = {str(row.clever_id) for row in rows} - set(active)
            assert set(self.gone.get(kind, ())) & {k[1] for k in self.known} <= archived  # I3
        for row in ours["sections"]:
            if not row.is_archived:
                named = self.town.records["sections"][row.clever_id or ""]
                assert {*named["students"], *named["teachers"]} == {
                    tie.other for tie in row.ties
                }  # I5
        for row in ours["users"]:
            assert SECRET not in str(row.values)  # I8
        if trial is self.full:
            self._check_over_time(ours)

    def _check_over_time(self, ours: dict[str, list[Any]]) -> None:
        for kind, rows in ours.items():
            for row in rows:
                assert row.app_id == self.known.setdefault((kind, row.clever_id), row.app_id)  # I4
        for row in ours["users"]:
            assert self.marks.get(row.clever_id, []) == row.own.get("marks", [])  # I6
            if self.draw.random() < 0.2:
                row.own.setdefault("marks", []).append("A")
                self.marks[row.clever_id] = list(row.own["marks"])
        after = held(self.full.store)
        for kind, rows_of in self.others.items():
            assert rows_of == {one: after[kind][one] for one in rows_of}  # I7


@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_whatever_happens_the_invariants_hold_and_both_modes_agree(seed: int) -> None:
    walk = Walk(seed)
    for _ in range(STEPS):
        for _ in range(walk.draw.randint(0, 4)):
            walk.something_happens()
        walk.full.sync("full")
        walk.events.sync("events")
        walk.check(walk.full)
        walk.check(walk.events)
        ours = held(walk.events.store)
        both = held(walk.full.store)
        assert ours == {kind: {one: both[kind][one] for one in rows} for kind, rows in ours.items()}
