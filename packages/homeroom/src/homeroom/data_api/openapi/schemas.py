"""The shapes of the API as JSON Schema, made from the one table of fields.

Objects are closed: a key that is not in the table is an error of the hub's. What is required is
only what no district can refuse; `x-guaranteed` says what Secure Sync promises beyond that where
nothing was refused.
"""

from collections.abc import Mapping
from typing import Any, Final

from homeroom_wire.events import EVENT_TYPES
from homeroom_wire.fields import KINDS, Field, choices, fields_of
from homeroom_wire.values import ATTENDANCE_STATUSES, ATTENDANCE_TYPES, Version

Schema = dict[str, Any]

NAMES: Final[Mapping[str, str]] = {
    "districts": "District",
    "schools": "School",
    "terms": "Term",
    "courses": "Course",
    "users": "User",
    "sections": "Section",
    "resources": "Resource",
}
"""What the schema of a record kind is called."""

_ID: Final = r"^[0-9a-f]{24}$"
_STAMP: Final = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"
_DATE: Final = r"^\d{4}-\d\d-\d\d$"
_FORMATS: Final[Mapping[str, Schema]] = {
    "id": {"type": "string", "pattern": _ID},
    "timestamp": {"type": "string", "pattern": _STAMP},
    # Whatever is not known to the day stands blank rather than half.
    "date": {"type": "string", "pattern": r"^(\d{4}-\d\d-\d\d)?$"},
    "birth_date": {"type": "string", "pattern": r"^(\d{1,2}/\d{1,2}/\d{4})?$"},
    "map": {"type": "object", "additionalProperties": {"type": "string"}},
    "text": {"type": "string"},
}
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {"users": ("id", "roles")}
_URI: Final[Schema] = {"type": "string", "pattern": "^/"}


def reference(name: str) -> Schema:
    """Return a reference to one of the shared schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def closed(properties: Mapping[str, Schema], *required: str) -> Schema:
    """Return an object without room for other keys."""
    made: Schema = {"type": "object", "additionalProperties": False, "properties": {**properties}}
    if required:
        made["required"] = list(required)
    return made


def record(kind: str, version: Version) -> Schema:
    """Return the schema of a record kind in a version."""
    made = closed({}, *_REQUIRED.get(kind, ("id",)))
    for field in fields_of(kind, version):
        _place(made, field, version)
    return made


def _place(root: Schema, field: Field, version: Version) -> None:
    """Put one field where its dotted path says; a parent's row always precedes its parts'."""
    here = root
    *parents, last = field.path.split(".")
    for word in parents:
        here = here["properties"][word.removesuffix("[]")]
        here = here["items"] if word.endswith("[]") else here
    here["properties"][last] = _schema(field, version)


def _schema(field: Field, version: Version) -> Schema:
    shape = field.shape
    known = choices(field, version)
    if known is not None:
        made: Schema = {"type": "string", "enum": list(known)}
    elif shape.format == "map":
        made = dict(_FORMATS["map"])
    elif shape.type == "object":
        made = closed({})
    elif shape.type == "boolean":
        made = {"type": "boolean"}
    else:
        made = dict(_FORMATS[shape.format])
    if shape.many:
        made = array(made)
    if field.note:
        made["description"] = field.note
    if field.guaranteed:
        made["x-guaranteed"] = True
    if field.opt_in or field.scope:
        made["x-needs"] = field.opt_in or field.scope
    return made


def components(version: Version) -> dict[str, Schema]:
    """Return every shared schema of a version."""
    made: dict[str, Schema] = {NAMES[kind]: record(kind, version) for kind in KINDS}
    made |= _envelopes()
    made |= _events()
    made |= _me()
    made |= _checkpoint()
    if version == "v3.1":
        made |= _attendance()
    return made


def _envelopes() -> dict[str, Schema]:
    link = closed({"rel": {"type": "string"}, "uri": _URI}, "rel", "uri")
    made: dict[str, Schema] = {
        "Link": link,
        "Error": closed(
            {"message": {"type": "string"}, "error": {"type": "string"}}, "message", "error"
        ),
        "Count": closed(
            {"count": {"type": "integer", "minimum": 0}, "links": array(reference("Link"))},
            "count",
            "links",
        ),
    }
    for name in (*NAMES.values(), "Event"):
        made[f"{name}Response"] = closed(
            {"data": reference(name), "links": array(reference("Link"))}, "data", "links"
        )
        item = closed({"data": reference(name), "uri": _URI}, "data", "uri")
        made[f"{name}Page"] = closed(
            {"data": array(item), "links": array(reference("Link"))}, "data", "links"
        )
    return made


def _events() -> dict[str, Schema]:
    payload = closed(
        {
            "object": {"anyOf": [reference(name) for name in NAMES.values()]},
            # Holds what changed, nested as in the object; null where there was nothing before.
            "previous_attributes": {"type": "object"},
        },
        "object",
    )
    event = closed(
        {
            "id": _FORMATS["id"],
            "type": {"type": "string", "enum": list(EVENT_TYPES)},
            "created": _FORMATS["timestamp"],
            "data": payload,
        },
        "id",
        "type",
        "created",
        "data",
    )
    return {"Event": event}


def _checkpoint() -> dict[str, Schema]:
    figure = closed(
        {
            "count": {"type": "integer", "minimum": 0},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        },
        "count",
        "sha256",
    )
    made = closed(
        {
            "at": {"type": ["string", "null"], "pattern": "^[0-9a-f]{24}$"},
            "kinds": closed(dict.fromkeys(NAMES, reference("Figure")), *NAMES),
        },
        "at",
        "kinds",
    )
    answer = closed(
        {"data": reference("Checkpoint"), "links": array(reference("Link"))}, "data", "links"
    )
    return {"Figure": figure, "Checkpoint": made, "CheckpointResponse": answer}


def _me() -> dict[str, Schema]:
    owner = closed(
        {
            "id": _FORMATS["id"],
            "district": _FORMATS["id"],
            "type": {"type": "string", "enum": ["user", "district"]},
            "authorized_by": {"type": "string", "enum": ["district", "teacher"]},
        },
        "id",
        "type",
    )
    kind = {"type": "string", "enum": ["user", "district"]}
    shape = {"type": kind, "data": owner, "links": array(reference("Link"))}
    return {"Me": closed(shape, "type", "data", "links")}


def _attendance() -> dict[str, Schema]:
    ids = ("district_id", "school_id", "student_id", "section_id")
    entry = closed(
        dict.fromkeys(ids, _FORMATS["id"])
        | {
            "attendance_date": {"type": "string", "pattern": _DATE},
            "attendance_status": {"type": "string", "enum": list(ATTENDANCE_STATUSES)},
            "attendance_type": {"type": "string", "enum": list(ATTENDANCE_TYPES)},
            "excuse_code": {"type": "string"},
            "sis_id": {"type": "string"},
            "created": _FORMATS["timestamp"],
            "last_modified": _FORMATS["timestamp"],
        },
        "district_id",
        "school_id",
        "student_id",
        "attendance_date",
        "attendance_status",
        "attendance_type",
        "created",
        "last_modified",
    )
    page = closed(
        {"data": array(reference("Attendance")), "links": array(reference("Link"))}, "data"
    )
    return {"Attendance": entry, "AttendancePage": page}
