"""What an update says of the past (data-api.md 7.3; Q-1, Q-2)."""

import json
from typing import Any

import pytest

from homeroom.events.rules import previous_attributes


def previous(before: dict[str, Any], after: dict[str, Any]) -> Any:
    found = previous_attributes(json.dumps(before), json.dumps(after))
    return None if found is None else json.loads(found)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"email": "a"}, {"email": "b"}, {"email": "a"}),
        ({}, {"email": "b"}, {"email": None}),
        ({"email": "a"}, {}, {"email": "a"}),
        ({"students": ["1", "2"]}, {"students": ["1"]}, {"students": ["1", "2"]}),
        (
            {"name": {"first": "A", "last": "B"}},
            {"name": {"first": "C", "last": "B"}},
            {"name": {"first": "A", "last": "B"}},
        ),
        (
            {"roles": {"student": {"grade": "4", "sis_id": "1"}}},
            {"roles": {"student": {"grade": "5", "sis_id": "1"}}},
            {"roles": {"student": {"grade": "4"}}},
        ),
        (
            {"roles": {"student": {"location": {"city": "X", "zip": "1"}}}},
            {"roles": {"student": {"location": {"city": "Y", "zip": "1"}}}},
            {"roles": {"student": {"location": {"city": "X", "zip": "1"}}}},
        ),
        ({"ext": {"a": "1", "b": "2"}}, {"ext": {"a": "3", "b": "2"}}, {"ext": {"a": "1"}}),
        (
            {"roles": {"teacher": {"title": "T"}}},
            {"roles": {"teacher": {"title": "T"}, "staff": {"title": "S"}}},
            {"roles": {"staff": None}},
        ),
        (
            {"roles": {"teacher": {"title": "T"}, "staff": {"title": "S"}}},
            {"roles": {"teacher": {"title": "T"}}},
            {"roles": {"staff": {"title": "S"}}},
        ),
    ],
)
def test_an_update_tells_what_changed_and_how_it_was(
    before: dict[str, Any], after: dict[str, Any], told: dict[str, Any]
) -> None:
    assert told == previous(before, after)


@pytest.mark.parametrize("key", ["id", "created", "last_modified"])
def test_heads_alone_are_no_change(key: str) -> None:
    assert previous({key: "1", "name": "x"}, {key: "2", "name": "x"}) is None


def test_keys_in_another_order_are_no_change() -> None:
    assert previous({"a": 1, "b": 2}, {"b": 2, "a": 1}) is None
