"""The wire package, which hub and kit share, against the statement, which neither wrote."""

import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import msgspec
import pytest

from homeroom_wire import fields, values
from homeroom_wire.attendance import Attendance
from homeroom_wire.events import EVENT_TYPES
from homeroom_wire.fields import Field, Tier
from homeroom_wire.records import RECORDS
from homeroom_wire.values import Version
from tests.support.contract import event_types, exists, kinds, objects, stated, values_of

KINDS = list(RECORDS)


def paths_stated(name: str, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for key, field in objects()[name].items():
        inner = f"{path}{key}"
        yield inner, field
        step = "[]." if field["type"].startswith("list of ") else "."
        if "object " in field["type"]:
            yield from paths_stated(field["type"].rpartition("object ")[2], inner + step)


def inherited(kind: str, path: str, key: str) -> object:
    """A mark of a path or of an object that it is a part of."""
    found = dict(paths_stated(kinds()[kind]))
    parts = path.split(".")
    owners = (".".join(parts[: end + 1]).removesuffix("[]") for end in range(len(parts)))
    marks = (found[owner].get(key) for owner in owners)
    return next((mark for mark in marks if mark is not None), None)


def struct_paths(struct: type, path: str = "") -> Iterator[str]:
    for info in msgspec.structs.fields(struct):
        yield f"{path}{info.encode_name}"
        for inner, is_list in inner_structs(info.type):
            yield from struct_paths(inner, f"{path}{info.encode_name}{'[].' if is_list else '.'}")


def inner_structs(kind: Any, *, is_list: bool = False) -> Iterator[tuple[type, bool]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind, is_list
    for part in get_args(kind):
        yield from inner_structs(part, is_list=is_list or get_origin(kind) is list)


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_has_the_stated_paths(kind: str) -> None:
    assert {path for path, _ in paths_stated(kinds()[kind])} == {
        field.path for field in fields.FIELDS[kind]
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_structs_have_the_tables_paths(kind: str) -> None:
    assert {field.path for field in fields.FIELDS[kind]} == set(struct_paths(RECORDS[kind]))


def expected_type(field: Field) -> str:
    shape = field.shape
    if shape.enumeration:
        word = f"enum {shape.enumeration}"
    elif shape.format == "text" and shape.type != "string":
        word = shape.type
    else:
        word = shape.format
    return f"list of {word}" if shape.many else word


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_says_what_is_stated(kind: str) -> None:
    found = dict(paths_stated(kinds()[kind]))
    for row in fields.FIELDS[kind]:
        said = found[row.path]
        word = "text" if said["type"] == "year" else re.sub("object .*", "object", said["type"])
        assert (row.path, word) == (row.path, expected_type(row))
        assert (row.path, said.get("always", False)) == (row.path, row.guaranteed)
        assert (row.path, said.get("validated", False)) == (row.path, row.validated)
        assert (row.path, inherited(kind, row.path, "since") or "v3.0") == (row.path, row.since)
        assert (row.path, inherited(kind, row.path, "group")) == (
            row.path,
            row.opt_in or row.scope,
        )


@pytest.mark.parametrize("tier", ["district_sso", "library_teacher", "library_student"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("version", ["v3.0", "v3.1"])
def test_a_narrower_tier_receives_the_stated_paths(kind: str, tier: Tier, version: Version) -> None:
    everything = (*fields.OPT_INS, *fields.SCOPES)
    assert set(stated("tiers")[tier].get(kind, [])) == fields.allowed(
        kind, tier, version, everything
    )
    assert set(stated("tiers")[tier].get("initial", [])) & fields.allowed(
        kind, tier, version, everything
    ) == fields.shortened(kind, tier)


@pytest.mark.parametrize("version", ["v3.0", "v3.1"])
@pytest.mark.parametrize("kind", KINDS)
def test_secure_sync_receives_all_that_exists_and_was_granted(kind: str, version: Version) -> None:
    found = dict(paths_stated(kinds()[kind]))
    everything = (*fields.OPT_INS, *fields.SCOPES)
    for granted in ((), ("ext",), ("ell_status", "read:resources"), everything):
        expected = {
            path
            for path, field in found.items()
            if exists({"since": inherited(kind, path, "since") or "v3.0"}, version)
            and inherited(kind, path, "group") in {None, *granted}
        }
        assert expected == fields.allowed(kind, "secure_sync", version, granted)


@pytest.mark.parametrize("version", ["v3.0", "v3.1"])
def test_enumerations_are_the_stated_ones(version: Version) -> None:
    for name in stated("enumerations"):
        blank = [""] if values.allows_blank(name, version) else []
        assert (name, sorted(values_of(name, version))) == (
            name,
            sorted([*values.values_of(name, version), *blank]),
        )
    assert set(values.ENUMERATIONS) - set(stated("enumerations")) == {"role"}
    assert sorted(values.ROLES) == sorted(objects()["Roles"])


def test_event_types_are_the_stated_ones() -> None:
    assert sorted(event_types()) == sorted(EVENT_TYPES)


def test_attendance_has_the_stated_fields() -> None:
    infos = msgspec.structs.fields(Attendance)
    assert {info.name: info.required for info in infos} == {
        key: field.get("always", False) for key, field in objects()["Attendance"].items()
    }
