"""What is hashed is documented, and taking an event back gives what was there before it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.events.checkpoints.rules import before, canonical
from homeroom.events.rules import previous_attributes

WORDS = st.text(st.characters(codec="utf-8"), max_size=4)
KEYS = st.sampled_from(["name", "roles", "student", "ext", "email", "grade", "é"])
VALUES = st.recursive(
    WORDS | st.booleans() | st.integers(-9, 9) | st.lists(WORDS, max_size=2),
    lambda inner: st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.dictionaries(KEYS, VALUES, max_size=4).map(lambda made: {"id": "1"} | made)


@given(RECORDS)
def test_the_canonical_form_is_what_the_page_says_any_language_can_make(
    record: dict[str, Any],
) -> None:
    plain = json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert plain.encode() == canonical(record | {"last_modified": "2026"})


@given(RECORDS, RECORDS)
def test_an_update_taken_back_is_what_it_replaced(old: dict[str, Any], new: dict[str, Any]) -> None:
    told = previous_attributes(json.dumps(old), json.dumps(new))
    assert old == before("updated", new, json.loads(told) if told else {})


@pytest.mark.parametrize(("action", "was"), [("created", None), ("deleted", {"id": "1"})])
def test_what_was_created_was_not_there_and_what_was_deleted_was(
    action: str, was: dict[str, Any] | None
) -> None:
    assert was == before(action, {"id": "1"}, None)
