"""The edge-case district at a real hub: what is served is what the source alone lets one expect.

Record by record and field by field, after every step of every scenario. What the hub derives,
shares and writes and what the oracle expects come from the same specification and from no common
code, so a difference is a mistake of one of the two.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from homeroom.accounts.desk import Desk
from homeroom.accounts.proof.pool import Cost, Pool
from homeroom.foundation.clock import ManualClock
from homeroom.sandbox.lantern.catalogue import CATALOGUE, Scenario
from homeroom.sandbox.lantern.derived import district
from homeroom.sandbox.lantern.expecting import ExpectedRecord, Reader, expected
from homeroom.sandbox.lantern.mutations import MUTATIONS
from homeroom.sandbox.lantern.sharing import base_sharing
from tests.support import library
from tests.support.hubs import InProcess, a_hub
from tests.support.lantern import NOW, LanternHub, apart, comparable, told_of
from tests.support.stores import copied

SENSITIVE = frozenset(
    {"ell_status", "frl_status", "iep_status", "section_504_status", "disability", "ext"}
)
RIDGE = "lantern-ridge"
IN_BRIEF = ("SC-10", "SC-20", "SC-24", "SC-27", "SC-34", "SC-38")
"""A move, a school unshared, a new id, a field unshared, a merge, a derived contact."""

NEW_IDS = {
    "SC-24b": {"k53"},
    "SC-33": {"k56"},
    "SC-34": {"a04"},
    "SC-35": {"a03"},
    "SC-38": {"c04"},
    "SC-42": {"m2"},
    "SC-43": {"q3"},
    "SC-44a": {f"q{n}" for n in range(1, 14) if n != 5},
}
"""After which step which records have another id; all others keep theirs (data-api.md 6.8)."""


@contextmanager
def at_a_hub(
    folder: Path, template: Path, kind: str, reader: Reader | None = None
) -> Iterator[LanternHub]:
    clock = ManualClock(NOW)
    with (
        copied("sqlite", folder, template, None) as place,
        a_hub(place, clock, library.FEATURES, sandbox=True, rate_limit=1_000_000) as hub,
    ):
        yield LanternHub(hub, clock, district(kind, NOW.year), reader)


@pytest.fixture
def ridge(tmp_path: Path, sqlite_template: Path) -> Iterator[LanternHub]:
    with at_a_hub(tmp_path / "hub", sqlite_template, RIDGE) as found:
        yield found


def ids_of_all(ridge: LanternHub) -> dict[str, str]:
    ids = ridge.ids()
    lantern = ridge.lantern
    kinds = [(kind, getattr(lantern, kind)) for kind in ("schools", "terms", "courses", "sections")]
    people = (*lantern.students, *lantern.teachers, *lantern.staff, *lantern.administrators)
    kinds.append(("users", (*people, *lantern.contacts)))
    found = {(kind, one.key): ids(kind, one.key) for kind, records in kinds for one in records}
    return {key: record for (_, key), record in found.items() if record is not None}


def from_the_base(ridge: LanternHub) -> None:
    base = district(RIDGE, NOW.year)
    if ridge.sharing != base_sharing(RIDGE):
        ridge.share(base_sharing(RIDGE))
    if ridge.lantern != base:
        ridge.send(base)


def walk(ridge: LanternHub, scenario: Scenario, known: dict[str, str]) -> None:
    """Each step that changes files or sharing, and what is then served, and under which ids."""
    for step in scenario.steps:
        if step.does != "mutate":
            continue
        changed = MUTATIONS[step.mutation].apply(ridge.lantern)
        if changed.hold == "keep":
            continue  # Held: nothing of it is served until a later step approves it.
        ridge.wait(changed.advance_seconds)
        if changed.sharing is not None:
            ridge.share(changed.sharing)
        if changed.lantern is not None:
            ridge.send(changed.lantern)
        assert [] == ridge.differences(), step.mutation
        now = ids_of_all(ridge)
        moved = {key for key in known.keys() & now.keys() if known[key] != now[key]}
        assert NEW_IDS.get(step.mutation, set()) == moved, step.mutation
        known |= now


def test_the_base_and_six_scenarios_are_served_as_the_source_lets_one_expect(
    ridge: LanternHub,
) -> None:
    served = ridge.served()
    assert (50, 204, 13) == tuple(len(served[kind]) for kind in ("sections", "users", "contacts"))
    assert [] == ridge.differences()
    for scenario in CATALOGUE:
        if scenario.id in IN_BRIEF:
            from_the_base(ridge)
            walk(ridge, scenario, ids_of_all(ridge))


def test_after_every_step_the_source_says_what_is_served(ridge: LanternHub) -> None:
    known: dict[str, str] = {}
    for scenario in CATALOGUE:
        if scenario.district != RIDGE:
            continue
        if not scenario.after:
            from_the_base(ridge)
            known = ids_of_all(ridge)
        walk(ridge, scenario, known)


@pytest.mark.parametrize(
    "reader",
    [
        Reader(opt_ins=SENSITIVE),
        Reader(version="v3.0", opt_ins=SENSITIVE),
        Reader(contacts=False),
        Reader(roles=("student", "teacher", "contact")),
        Reader(roles=("teacher", "staff", "district_admin")),
    ],
    ids=["sensitive", "v3.0", "no contacts", "no staff", "no students"],
)
def test_what_an_application_may_read_decides_what_it_is_served(
    reader: Reader, tmp_path: Path, sqlite_template: Path
) -> None:
    with at_a_hub(tmp_path / "hub", sqlite_template, RIDGE, reader) as ridge:
        assert [] == ridge.differences()


@pytest.mark.parametrize(
    "kind", ["lantern-ridge-north", "lantern-library", "lantern-single", "lantern-scale"]
)
def test_a_derived_district_is_served_as_its_source_lets_one_expect(
    kind: str, tmp_path: Path, sqlite_template: Path
) -> None:
    with at_a_hub(tmp_path / "hub", sqlite_template, kind) as ridge:
        assert [] == ridge.differences()


@pytest.fixture
def school(tmp_path: Path, sqlite_template: Path) -> Iterator[tuple[LanternHub, library.School]]:
    """The district to which no application is connected, and its people at their browsers."""
    with at_a_hub(tmp_path / "hub", sqlite_template, "lantern-library") as found:
        hub = found.hub
        desk = Desk.of(hub.parts, Pool(Cost(memory_kib=8, passes=1), threads=1))
        yield found, library.School(hub, InProcess(hub), found.clock, desk, found.district)


def test_a_teacher_who_adds_an_application_opens_what_the_source_lets_one_expect(
    school: tuple[LanternHub, library.School],
) -> None:
    found, people = school
    app = people.app()
    token = people.token(app, people.install("2006", app))  # t06 is a co-teacher of x15
    reader = Reader(tier="library", installed=("t06",))
    wanted = expected(found.lantern, found.sharing, found.ids(), reader)
    me = found.ids()("users", "t06")

    def read(path: str) -> list[dict[str, Any]]:
        answer = people.bearing(path, token)
        assert 200 == answer.status, (path, answer.body)
        data = answer.json["data"]
        return [one["data"] for one in data] if isinstance(data, list) else [data]

    served = read(f"/v3.1/users/{me}") + read(f"/v3.1/users/{me}/mystudents")
    assert [] == told_apart(wanted.of("users"), served)
    assert [] == told_apart(wanted.of("sections"), read(f"/v3.1/users/{me}/sections"))


def test_who_logs_in_through_the_district_is_who_the_source_says(
    school: tuple[LanternHub, library.School],
) -> None:
    found, people = school
    app = people.app(types=["district_sso"])
    people.connect(app)
    wanted = expected(found.lantern, found.sharing, found.ids(), Reader(tier="district_sso"))
    for number in ("2001", "5001", "00042"):
        token = people.enters(number, app)
        me = people.bearing("/v3.1/me", token).json["data"]["id"]
        served = [people.bearing(f"/v3.1/users/{me}", token).json["data"]]
        assert [] == told_apart({me: wanted.of("users")[me]}, served)


def told_apart(wanted: dict[str, ExpectedRecord], served: list[dict[str, Any]]) -> list[str]:
    told = {one["id"]: comparable(one) if "roles" in one else told_of(one) for one in served}
    assert wanted.keys() == told.keys()
    return [line for key, one in wanted.items() for line in apart(one.key, one.document, told[key])]


def test_a_difference_is_found_and_named(ridge: LanternHub) -> None:
    sent = ridge.lantern
    wrong = sent.changed("students", "k10", grade="12").without("sections", "x17")
    ridge.lantern = wrong.changed("sections", "x15", teachers=("t06", "t03"))
    found = ridge.differences()
    assert "users k10.roles.student.grade: expected '12', served '9'" in found
    assert any(one.startswith("sections x15.teacher: ") for one in found)
    assert any(one.startswith("sections ") and ": not expected" in one for one in found)
