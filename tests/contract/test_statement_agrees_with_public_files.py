"""Our statement against the public OpenAPI files, where they lie beside the project."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.support.contract import VERSIONS, exists, objects, stated, values_of

PUBLIC: Final = Path(__file__).resolve().parents[2].parent / "shared" / "contracts"

pytestmark = pytest.mark.skipif(
    not PUBLIC.is_dir(), reason="the public contract files are not beside the project"
)

OURS_ALONE: Final = {"Link", "Error", "Count", "Me", "MeSubject", "Attendance", "PersonName"}
OBJECTS: Final = sorted(set(objects()) - OURS_ALONE)
PUBLIC_NAMES: Final = {"PersonName": "Name"}
CASES: Final = [(name, version) for name in OBJECTS for version in VERSIONS]

Key = tuple[str, str]


@cache
def definitions(file: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((PUBLIC / file).read_text("utf-8"))["definitions"]
    return found


def public_fields(name: str, version: str) -> dict[str, dict[str, Any]]:
    properties: dict[str, dict[str, Any]] = (
        definitions(f"{version}.yml").get(name, {}).get("properties", {})
    )
    return properties


def our_fields(name: str, version: str) -> dict[str, dict[str, Any]]:
    return {key: field for key, field in objects()[name].items() if exists(field, version)}


def listed(group: str, version: str | None = None) -> set[Key]:
    return {
        (line["object"], line["field"])
        for line in stated("differences")[group]
        if version is None or line.get("version", version) == version
    }


def in_both(version: str) -> list[tuple[Key, dict[str, Any], dict[str, Any]]]:
    return [
        ((name, key), field, public_fields(name, version)[key])
        for name in OBJECTS
        for key, field in our_fields(name, version).items()
        if key in public_fields(name, version)
    ]


@pytest.mark.parametrize(("name", "version"), CASES)
def test_the_fields_are_the_public_ones_but_for_the_listed(name: str, version: str) -> None:
    absent = {key for owner, key in listed("absent") if owner == name}
    added = {key for owner, key in listed("added", version) if owner == name}
    expected = set(public_fields(name, version)) - absent | added
    assert expected == set(our_fields(name, version))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_listed_difference_of_fields_is_one_still(version: str) -> None:
    for name, key in listed("absent"):
        assert key in public_fields(name, version)
    for name, key in listed("added", version):
        assert key not in public_fields(name, version)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_public_files_know_no_object_that_we_do_not(version: str) -> None:
    envelopes = {"BadRequest", "InternalError", "NotFound"}
    records = {
        name
        for name in definitions(f"{version}.yml")
        if not name.endswith("Response") and name not in envelopes
    }
    assert records <= set(objects())


def json_type(word: str) -> str:
    if word.startswith("list of "):
        return "array"
    if word == "map" or word.startswith("object "):
        return "object"
    if word.startswith("enum "):
        return "string"
    return str(stated("sources")["formats"][word]["json"])


@pytest.mark.parametrize("version", VERSIONS)
def test_types_agree(version: str) -> None:
    for key, ours, theirs in in_both(version):
        assert (key, theirs.get("type", "object")) == (key, json_type(ours["type"]))


@pytest.mark.parametrize("version", VERSIONS)
def test_objects_inside_objects_agree(version: str) -> None:
    for key, ours, theirs in in_both(version):
        reference = theirs.get("$ref") or theirs.get("items", {}).get("$ref")
        if reference:
            named = ours["type"].rpartition("object ")[2]
            assert (key, reference.rpartition("/")[2]) == (key, PUBLIC_NAMES.get(named, named))


@pytest.mark.parametrize("version", VERSIONS)
def test_enumerations_agree_but_for_the_listed(version: str) -> None:
    narrower = set()
    for key, ours, theirs in in_both(version):
        public = theirs.get("enum") or theirs.get("items", {}).get("enum")
        named = ours["type"].rpartition("enum ")[2]
        if public is not None:
            assert (key, set(public)) == (key, set(values_of(named, version)))
        elif "enum " in ours["type"]:
            narrower.add(key)
    assert listed("values") == narrower


@pytest.mark.parametrize("version", VERSIONS)
def test_timestamps_agree_but_for_the_listed_dates(version: str) -> None:
    dates = set()
    for key, ours, theirs in in_both(version):
        public = theirs.get("format", "")
        if public in {"datetime", "date-time"} and ours["type"] != "timestamp":
            assert ours["type"] == "date", key
            dates.add(key)
        elif public:
            assert (key, ours["type"]) == (key, "date" if public == "date" else "timestamp")
    assert listed("dates") == dates


@pytest.mark.parametrize("version", VERSIONS)
def test_validation_marks_agree_but_for_the_listed(version: str) -> None:
    differing = {
        key
        for key, ours, theirs in in_both(version)
        if ours.get("validated", False) != theirs.get("x-validation", False)
    }
    assert listed("validated") == differing


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_optional_agrees_but_for_the_listed(version: str) -> None:
    """The public mark `x-nullable` means that the key may be left out (data-api.md 0)."""
    always = set()
    optional = set()
    for key, ours, theirs in in_both(version):
        if theirs.get("x-nullable") and ours.get("always"):
            always.add(key)
        if not theirs.get("x-nullable") and not ours.get("always"):
            optional.add(key)
    assert listed("always") == always
    assert listed("optional", version) == optional


def test_v30_values_of_opt_in_fields_are_those_of_the_client_file() -> None:
    student = definitions("v3.0-client.yml")["Student"]["properties"]
    assert set(student["home_language"]["enum"]) == set(values_of("home_language", "v3.0"))
    assert {"iep_status", "unweighted_gpa", "weighted_gpa"} <= set(student)


def test_gpa_stands_in_the_client_file_of_v31_too() -> None:
    student = definitions("v3.1-client.yml")["Student"]["properties"]
    assert {"unweighted_gpa", "weighted_gpa"} <= set(student)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_event_types_are_the_public_ones(version: str) -> None:
    public = {name for name in definitions(f"{version}-events.yml") if "." in name}
    kinds = stated("records")["kinds"]
    actions = stated("travel")["events"]["actions"]
    assert public == {f"{kind}.{action}" for kind in kinds for action in actions}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_public_files_still_draw_previous_attributes_beside_data(version: str) -> None:
    parts = definitions(f"{version}-events.yml")["users.updated"]["allOf"]
    beside = [set(part["properties"]) for part in parts if "properties" in part]
    assert [{"data", "previous_attributes"}] == beside
    assert [line["field"] for line in stated("differences")["events"]] == ["previous_attributes"]


def test_attendance_agrees() -> None:
    public = definitions("v3.1-attendance.yml")
    assert set(public["Attendance"]["properties"]) == set(objects()["Attendance"])
    assert public["AttendanceStatus"]["enum"] == values_of("attendance_status", "v3.1")
    assert public["AttendanceType"]["enum"] == values_of("attendance_type", "v3.1")
