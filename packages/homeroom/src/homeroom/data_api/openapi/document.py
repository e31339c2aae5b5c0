"""Our own OpenAPI 3.1 document of each version, made from the table of paths and of fields."""

from functools import cache
from typing import Any, Final

import msgspec

from homeroom.data_api import attendance, checkpoints, events, paging
from homeroom.data_api.openapi import schemas
from homeroom.data_api.openapi.schemas import Schema, array, reference
from homeroom.data_api.paths import PATHS, Path
from homeroom_wire.values import ATTENDANCE_STATUSES, Version

_ERRORS: Final = {
    "400": "A parameter could not be understood",
    "401": "The token is missing, malformed, unknown or no longer good",
    "404": "There is no such record, or none that you may see",
    "409": "The event is in the middle of a change",
    "410": "Your feed does not reach back to the event",
    "413": "The limit is above the greatest",
    "501": "The method is not supported here",
}
_NOT_PAGED: Final = ("401", "404", "501")
_PAGED: Final = ("400", "401", "404", "413", "501")
_ID: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{24}$"}


def _parameter(name: str, schema: Schema, text: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": text}


def _limit(greatest: int) -> dict[str, Any]:
    size = {"type": "integer", "minimum": 1, "maximum": greatest, "default": 100}
    return _parameter("limit", size, "How many records a page holds")


_PARAMETERS: Final[dict[str, dict[str, Any]]] = {
    "limit": _limit(paging.GREATEST_LIMIT),
    "starting_after": _parameter(
        "starting_after", _ID, "Records whose id is greater; the id need not exist"
    ),
    "ending_before": _parameter(
        "ending_before",
        {"type": "string", "pattern": "^([0-9a-f]{24}|last)$"},
        "The records just before this id, or `last` for the final page",
    ),
    "count": _parameter(
        "count",
        {"type": "string", "enum": ["", "true", "false", "undefined"]},
        "`true` answers with the number of records instead of them",
    ),
    "primary": _parameter(
        "primary", {"type": "string", "enum": ["", "true"]}, "Only the primary school counts"
    ),
}


@cache
def document(version: Version) -> bytes:
    """Return the document of a version as JSON; it never changes while the hub runs."""
    return msgspec.json.encode(description(version))


def description(version: Version) -> dict[str, Any]:
    """Return the document of a version."""
    paths: dict[str, Any] = {path.template: {"get": _operation(path)} for path in PATHS}
    paths |= _own_paths() | _checkpoint_path()
    if version == "v3.1":
        paths |= _attendance_paths()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Homeroom Data and Events API",
            "version": version.removeprefix("v") + ".0",
            "description": "Rosters of the districts that share with your application.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": f"/{version}"}],
        "security": [{"token": []}],
        "tags": [{"name": name} for name in _tags(paths)],
        "paths": paths,
        "components": {
            "schemas": schemas.components(version),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _tags(paths: dict[str, Any]) -> list[str]:
    used = [tag for path in paths.values() for tag in path["get"]["tags"]]
    return list(dict.fromkeys(used))


def _operation(path: Path) -> dict[str, Any]:
    name = schemas.NAMES[path.kind]
    answer = reference(f"{name}Page" if path.shape == "list" else f"{name}Response")
    if path.counts:
        answer = {"oneOf": [answer, reference("Count")]}
    parameters = [_of_path("id")] if "{id}" in path.template else []
    parameters += [_role(path) if name == "role" else _PARAMETERS[name] for name in path.query]
    collection = path.template.split("/")[1]
    errors = _PAGED if path.pages else ("400", *_NOT_PAGED) if path.counts else _NOT_PAGED
    return {
        "operationId": _operation_id(path.template),
        "tags": [collection],
        "summary": path.summary,
        "parameters": parameters,
        "responses": _responses(answer, errors),
    }


def _operation_id(template: str) -> str:
    words = [word for word in template.split("/") if word]
    return "get_" + "_".join("by_id" if word == "{id}" else word for word in words)


def _of_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": _ID}


def _role(path: Path) -> dict[str, Any]:
    return _parameter(
        "role", {"type": "string", "enum": list(path.roles)}, "Only people who hold this role"
    )


def _responses(answer: Schema, errors: tuple[str, ...]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "200": {"description": "Success", "content": {"application/json": {"schema": answer}}},
        "429": {"description": "The token's window is used up; the body is empty"},
    }
    for status in errors:
        content = {"application/json": {"schema": reference("Error")}}
        made[status] = {"description": _ERRORS[status], "content": content}
    return dict(sorted(made.items()))


def _own_paths() -> dict[str, Any]:
    feed = {"oneOf": [reference("EventPage"), reference("Count")]}
    kinds = {"type": "string", "enum": sorted(events.RECORD_TYPES)}
    of_type = _parameter("record_type", array(kinds), "Only events of these records") | {
        "style": "form",
        "explode": True,
    }
    school = _parameter("school", _ID, "Only events whose record belongs to this school")
    listed = [_PARAMETERS[name] for name in (*paging.PAGING_NAMES, "count")]
    return {
        "/events": {
            "get": {
                "operationId": "get_events",
                "tags": ["events"],
                "summary": "What changed in what you see, oldest first; kept for 30 days",
                "parameters": [*listed, school, of_type],
                "responses": _responses(feed, _PAGED),
            }
        },
        "/events/{id}": {
            "get": {
                "operationId": "get_events_by_id",
                "tags": ["events"],
                "summary": "One of the events",
                "parameters": [_of_path("id")],
                "responses": _responses(reference("EventResponse"), _NOT_PAGED),
            }
        },
        "/me": {
            "get": {
                "operationId": "get_me",
                "tags": ["me"],
                "summary": "Who the token stands for",
                "parameters": [],
                "responses": _responses(reference("Me"), _NOT_PAGED),
            }
        },
    }


def _checkpoint_path() -> dict[str, Any]:
    return {
        f"/{checkpoints.WORD}": {
            "get": {
                "operationId": "get_checkpoints",
                "tags": ["events"],
                "summary": "This hub's own: counts and hashes of all you see, as of an event",
                "parameters": [
                    _parameter("at", _ID, "The last event that you applied; else the newest")
                ],
                "responses": _responses(
                    reference("CheckpointResponse"), ("400", "401", "404", "409", "410", "501")
                ),
            }
        },
    }


def _attendance_paths() -> dict[str, Any]:
    day = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
    cursor = {"type": "string"}
    query = [
        _limit(attendance.GREATEST_LIMIT),
        _parameter("starting_after", cursor, "An opaque cursor of a link"),
        _parameter("ending_before", cursor, "An opaque cursor of a link, or `last`"),
        _parameter("date_range_start", day, "The first day"),
        _parameter("date_range_end", day, "The last day"),
        _parameter(
            "attendance_status",
            {"type": "string", "enum": list(ATTENDANCE_STATUSES)},
            "Only entries with this status",
        ),
    ]
    return {
        f"/attendance/{kind}/{{id}}": {
            "get": {
                "operationId": f"get_attendance_{kind}_by_id",
                "tags": ["attendance"],
                "summary": f"Attendance of one of the {kind}",
                "parameters": [_of_path("id"), *query],
                "responses": _responses(reference("AttendancePage"), ("400", *_NOT_PAGED)),
            }
        }
        for kind in ("schools", "sections")
    }
