"""Stable ids and their 300 days (district.md 1.11; ruling R14)."""

import polars as pl

from homeroom.foundation import ids
from homeroom.roster import identity

TODAY = 20_000


def known(*rows: tuple[str, str, int, int | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=identity.SCHEMA, orient="row")


def wanted(*keys: str) -> pl.DataFrame:
    return pl.DataFrame({"kind": ["users"] * len(keys), "key": list(keys)})


def assigned(keys: pl.DataFrame, before: pl.DataFrame) -> identity.Assigned:
    there = identity.remembered(before, TODAY)
    return identity.assign(keys, there, ids.mint(0, 1_000, identity.missing(keys, there)))


def test_a_known_key_keeps_its_number_and_needs_no_writing() -> None:
    found = assigned(wanted("student:1"), known(("users", "student:1", 42, None)))

    assert [42] == found.rids.tolist()
    assert found.fresh.is_empty()


def test_new_keys_are_numbered_in_the_order_in_which_they_are_named() -> None:
    found = assigned(wanted("student:2", "student:1"), known())

    assert [1_000 << 24, 1_000 << 24 | 1] == found.rids.tolist()


def test_a_key_that_returns_within_300_days_has_its_old_number() -> None:
    before = known(("users", "student:1", 42, TODAY - identity.MEMORY_DAYS))
    found = assigned(wanted("student:1"), before)

    assert [42] == found.rids.tolist()
    assert ["student:1"] == found.fresh["key"].to_list()


def test_a_key_that_returns_later_has_a_new_number() -> None:
    before = known(("users", "student:1", 42, TODAY - identity.MEMORY_DAYS - 1))

    assert [1_000 << 24] == assigned(wanted("student:1"), before).rids.tolist()


def test_a_key_that_is_no_longer_wanted_is_gone_once() -> None:
    before = known(("users", "student:1", 42, None), ("users", "student:2", 43, TODAY - 5))

    assert ["student:1"] == assigned(wanted("student:3"), before).gone["key"].to_list()


def test_equal_keys_of_two_kinds_are_two_records() -> None:
    keys = pl.DataFrame({"kind": ["schools", "sections"], "key": ["1", "1"]})

    assert 2 == len(set(assigned(keys, known()).rids.tolist()))
