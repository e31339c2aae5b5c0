"""One record that cannot be used does not stop the others (SYN-16)."""

from typing import Any

import pytest

from tests.kit.trial import Mode, both, synced

LONG = "x" * 2_000_000
Case = tuple[str, str, tuple[str, ...], Any, str]
CASES: list[Case] = [
    ("users", "ann", ("email",), 7, "email"),
    ("users", "ann", ("name", "first"), 7, "name.first"),
    ("users", "ann", ("name", "last"), LONG, "longer than"),
    ("sections", "art", ("name",), {"en": "Art"}, "name"),
    ("schools", "oak", ("name",), ["Oak"], "name"),
    ("terms", "fall", ("start_date",), "99/99/9999", "start_date is no date"),
    ("courses", "maths", ("number",), 12, "number"),
]


@both
@pytest.mark.parametrize("case", CASES)
def test_a_poisoned_record_is_reported_and_comes_when_it_is_mended(mode: Mode, case: Case) -> None:
    kind, name, path, value, said = case
    trial = synced()
    town = trial.town
    record = town.records[kind][getattr(town, name)]
    held, before = trial.row(record["id"], kind), dict(trial.row(record["id"], kind).values)
    town.put(kind, _with(record, path, value))
    dan = town.records["users"][town.dan]
    town.put("users", dan | {"name": {"first": "Danny", "last": "Example"}})

    report = trial.sync(mode)

    (problem,) = report.problems
    assert (kind, record["id"]) == (problem.kind, problem.clever_id)
    assert said in problem.reason
    assert len(problem.reason) < 200
    assert (before, False) == (held.values, held.is_archived)
    assert "Danny" == trial.row(town.dan).values["name.first"]

    town.put(kind, _with(record, path, "2026-08-20" if "date" in path[-1] else "Mended"))
    assert [] == trial.sync("full").problems
    assert before != held.values


def test_a_record_that_stays_unreadable_is_asked_for_alone() -> None:
    trial = synced()
    town = trial.town
    ann = town.records["users"][town.ann]
    town.put("users", ann | {"email": 7})
    trial.sync("events")
    for _ in range(2):
        town.asked.clear()
        report = trial.sync("events")
        read = [path.partition("?")[0] for path in town.asked]

        assert ("events", [town.ann]) == (report.mode, [one.clever_id for one in report.problems])
        assert f"/v3.1/users/{town.ann}" in read
        assert "/v3.1/users" not in read


def test_a_record_that_a_whole_reading_could_not_read_is_asked_for_by_the_next_events() -> None:
    trial = synced()
    town = trial.town
    ann = town.records["users"][town.ann]
    town.put("users", ann | {"email": 7})
    trial.sync("full")
    town.records["users"][town.ann] = ann | {"email": "mended@town.example"}
    assert ("events", []) == ((report := trial.sync("events")).mode, report.problems)
    assert "mended@town.example" == trial.row(town.ann).values["email"]

    town.asked.clear()
    trial.sync("events")
    assert not [path for path in town.asked if town.ann in path]


def test_an_unreadable_record_that_is_not_shown_is_archived_only_when_the_feed_says_so() -> None:
    trial = synced()
    town = trial.town
    town.put("users", town.records["users"][town.ann] | {"email": 7})
    trial.sync("events")
    record = town.records["users"].pop(town.ann)
    trial.sync("events")
    assert not trial.row(town.ann).is_archived

    town.records["users"][town.ann] = record
    town.drop("users", town.ann)
    trial.sync("events")
    assert trial.row(town.ann).is_archived
    town.asked.clear()
    trial.sync("events")
    assert not [path for path in town.asked if town.ann in path]


def test_when_very_many_cannot_be_read_everything_is_read_instead() -> None:
    trial = synced()
    town = trial.town
    for number in range(101):
        made = town.pupil(f"Odd{number}", f"O{number}", town.elm)
        town.put("users", town.records["users"][made] | {"email": 7})
    trial.sync("events")
    assert ("full", 101) == ((report := trial.sync("events")).mode, len(report.problems))


def _with(record: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    first, *rest = path
    return record | {first: _with(record[first], tuple(rest), value) if rest else value}


@pytest.mark.parametrize("date", ["2026-08-17", "8/17/2026", "08/17/2026", "", None])
def test_dates_as_hubs_write_them_are_none_too_odd(date: str | None) -> None:
    trial = synced()
    town = trial.town
    town.put("terms", town.records["terms"][town.fall] | {"start_date": date})
    assert [] == trial.sync().problems


def test_nothing_is_asked_of_fields_that_are_not_kept() -> None:
    trial = synced()
    town = trial.town
    ann = town.records["users"][town.ann]
    role = ann["roles"]["student"] | {"dob": "99/99/9999", "gender": 7}
    town.put("users", ann | {"roles": {"student": role}, "new": {"field": [1]}})
    assert [] == trial.sync().problems
