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
