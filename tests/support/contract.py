"""The statement of `contract/` as JSON Schema, closed: a key that is not stated is an error.

It reads the YAML files and nothing else; above all it does not import `homeroom_wire`, which
it is there to check.
"""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

HERE: Final = Path(__file__).resolve().parents[2] / "contract"
VERSIONS: Final = ("v3.0", "v3.1")
TIERS: Final = ("secure_sync", "district_sso", "library_teacher", "library_student")

Statement = dict[str, Any]
Schema = dict[str, Any]


@cache
def stated(name: str) -> Statement:
    """One file of the statement."""
    content = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


@cache
def objects() -> dict[str, dict[str, Statement]]:
    """Every stated object: its fields by name."""
    return {
        name: fields
        for file in ("records", "roles", "travel")
        for name, fields in stated(file)["objects"].items()
    }


def kinds() -> dict[str, str]:
    """The record kinds and the object each is."""
    named: dict[str, str] = stated("records")["kinds"]
    return named


def exists(field: Statement, version: str) -> bool:
    """True if a field is there in a version."""
    return VERSIONS.index(field.get("since", "v3.0")) <= VERSIONS.index(version)


def values_of(enumeration: str, version: str) -> list[str]:
    """The values of an enumeration in a version, with the blank if it may stand."""
    entry = stated("enumerations")[enumeration]
    added = entry.get("added", {}).get("v3.1", []) if version == "v3.1" else []
    blank = entry.get("blank", False)
    if isinstance(blank, dict):
        blank = blank[version]
    return [*entry["values"], *added, *([""] if blank else [])]


def closed_schema(kind: str, version: str, tier: str = "secure_sync") -> Schema:
    """The schema of one bare object.

    `kind` is a record kind, or `events`, `attendance`, `me`, `error`, `count`.
    """
    if kind == "events":
        return {"anyOf": [event_schema(name, version) for name in event_types()]}
    if kind in kinds():
        shown = None if tier == "secure_sync" else stated("tiers")[tier].get(kind, [])
        return _Closed(version, shown, tuple(_initials(tier))).object(kinds()[kind])
    named = {"attendance": "Attendance", "me": "Me", "error": "Error", "count": "Count"}[kind]
    return _Closed(version).object(named)


def one_of(kind: str, version: str, tier: str = "secure_sync") -> Schema:
    """The envelope of a single object."""
    return _shell({"data": closed_schema(kind, version, tier), "links": _links(version)})


def page_of(kind: str, version: str, tier: str = "secure_sync") -> Schema:
    """The envelope of a list; attendance is the one list whose objects are not wrapped."""
    inner = closed_schema(kind, version, tier)
    if kind == "attendance":
        items, required = inner, ["data"]
    else:
        items, required = _shell({"data": inner, "uri": _path_of(kind, version)}), None
    every = {"data": {"type": "array", "items": items}, "links": _links(version)}
    return _shell(every, required)


def event_types() -> list[str]:
    """The 21 names."""
    return [
        f"{kind}.{action}" for kind in kinds() for action in stated("travel")["events"]["actions"]
    ]


def event_schema(name: str, version: str) -> Schema:
    """The schema of one type of event."""
    kind, _, action = name.partition(".")
    payload = {"object": closed_schema(kind, version)}
    if action == "updated":
        payload["previous_attributes"] = _previous(kind, version)
    formats = stated("sources")["formats"]
    return _shell(
        {
            "id": {"type": "string", "pattern": formats["id"]["pattern"]},
            "type": {"const": name},
            "created": {"type": "string", "pattern": formats["event_timestamp"]["pattern"]},
            "data": _shell(payload),
        }
    )


def _previous(kind: str, version: str) -> Schema:
    """What was before: any part of the object, or null where there was nothing (Q-2)."""
    schema = _loosened(closed_schema(kind, version))
    for steady in ("id", "created", "last_modified"):
        schema["properties"].pop(steady, None)
    schema["type"] = "object"
    schema["minProperties"] = 1
    return schema


def _loosened(schema: Schema) -> Schema:
    """Nothing required and null allowed, but inside lists, which are whole."""
    loose = {
        key: part
        for key, part in deepcopy(schema).items()
        if key not in {"required", "minProperties"}
    }
    if "enum" in loose:
        loose["enum"] = [*loose["enum"], None]
    if isinstance(loose.get("type"), str):
        loose["type"] = [loose["type"], "null"]
    if "properties" in loose:
        loose["properties"] = {name: _loosened(part) for name, part in loose["properties"].items()}
    return loose


def _shell(properties: dict[str, Schema], required: list[str] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
    }


def _links(version: str) -> Schema:
    return {"type": "array", "items": _Closed(version).object("Link")}


def _path_of(kind: str, version: str) -> Schema:
    return {"type": "string", "pattern": rf"^/{version}/{kind}/[0-9a-f]{{24}}$"}


def _initials(tier: str) -> list[str]:
    names: list[str] = [] if tier == "secure_sync" else stated("tiers")[tier].get("initial", [])
    return names


class _Closed:
    """Turns stated objects into schemas, for one version and one set of paths."""

    def __init__(
        self, version: str, shown: list[str] | None = None, initials: tuple[str, ...] = ()
    ) -> None:
        self.version = version
        self.shown = shown
        self.initials = initials

    def object(self, name: str, path: str = "") -> Schema:
        """A closed object; under a narrower tier only the paths it receives."""
        properties: dict[str, Schema] = {}
        required = []
        for key, field in objects()[name].items():
            inner = f"{path}.{key}" if path else key
            if not exists(field, self.version) or not self._is_shown(inner):
                continue
            properties[key] = self._field(field, inner)
            if field.get("always"):
                required.append(key)
        schema = _shell(properties, required)
        if name == "Roles":
            schema["minProperties"] = 1
        return schema

    def _is_shown(self, path: str) -> bool:
        return self.shown is None or path in self.shown

    def _field(self, field: Statement, path: str) -> Schema:
        schema = self._type(field["type"], path)
        if field.get("nullable"):
            schema = {"anyOf": [schema, {"type": "null"}]}
        return schema

    def _type(self, word: str, path: str) -> Schema:
        if word.startswith("list of "):
            return {"type": "array", "items": self._type(word.removeprefix("list of "), path)}
        if word.startswith("object "):
            return self.object(word.removeprefix("object "), path)
        if word.startswith("enum "):
            return {"type": "string", "enum": values_of(word.removeprefix("enum "), self.version)}
        if word == "map":
            return {"type": "object", "additionalProperties": {"type": "string"}}
        return self._format(word, path)

    def _format(self, word: str, path: str) -> Schema:
        entry = stated("sources")["formats"][word]
        schema: Schema = {"type": entry["json"]}
        if "pattern" in entry:
            schema["pattern"] = entry["pattern"]
            if word in stated("sources")["blank"]["formats"]:
                schema["pattern"] += "|^$"
        if path in self.initials:
            # One letter, with whatever marks belong to it (ruling R12).
            schema["pattern"] = r"^\w?[^\w\s]*$"
        return schema
