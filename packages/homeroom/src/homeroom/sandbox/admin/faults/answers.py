"""What a fault answers in the hub's place, and what it does to an answer of the hub's own."""

import json
from collections.abc import Iterator
from typing import Any, Final

from homeroom.sandbox.admin.faults.rules import Fault
from homeroom.web.answers import Answer, Header, html, message

UNHEARD_OF: Final = "unheard_of"
"""The field that nobody knows, and the value that no list of values has."""

DRIFTING: Final = ("subject", "gender", "type")
"""Enumerated fields that get the value; those that identify or place nobody."""

_POISON_DATE: Final = "99/99/9999"
_POISON_LENGTH: Final = 2 * 1024 * 1024
_DATES: Final = ("dob", "start_date", "end_date")
_PAGE: Final = (
    "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n"
)
_GATEWAY: Final = {"502": "502 Bad Gateway", "503": "503 Service Unavailable"}


def in_place(fault: Fault, now: float) -> Answer:
    """Return the answer of a fault that the hub is not asked about; `now` in Unix seconds."""
    status = 200 if fault.kind == "html" else int(fault.kind)
    if fault.kind == "429":
        return Answer(429, _used_up(fault, now))
    if fault.kind == "html":
        return html(_PAGE.format("Sign in to the network"))
    if fault.kind in _GATEWAY:
        later = [(b"retry-after", b"%d" % max(1, round(fault.seconds)))]
        said = later if fault.kind == "503" else []
        return html(_PAGE.format(_GATEWAY[fault.kind]), *said, status=status)
    if fault.kind == "401":
        return message("Unrecognized token string", 401, (b"www-authenticate", b"Bearer"))
    return message("Resource not found" if fault.kind == "404" else "Unknown error", status)


def _used_up(fault: Fault, now: float) -> tuple[Header, ...]:
    resets_at = int(now + fault.seconds) + 1
    return (
        (b"x-ratelimit-bucket", b"bearer"),
        (b"x-ratelimit-limit", b"1200"),
        (b"x-ratelimit-remaining", b"0"),
        (b"x-ratelimit-reset", b"%d" % resets_at),
        (b"retry-after", b"%d" % max(1, round(resets_at - now))),
    )


def bent(fault: Fault, path: str, body: bytes) -> bytes:
    """Return the body of an answer as the fault has it; what is no JSON of ours stays as it is."""
    try:
        said = json.loads(body)
    except ValueError:
        return body
    if not isinstance(said, dict) or "data" not in said:
        return body
    if fault.kind == "empty" and isinstance(said["data"], list):
        links = said.get("links", [])
        said = said | {"data": [], "links": [one for one in links if one.get("rel") == "self"]}
    if fault.kind == "repeat" and path.lower().endswith("/events"):
        said["data"] = [item for item in said["data"] for _ in range(2)]
    for record in _records(said["data"]):
        if fault.kind == "drift":
            _drift(record)
        elif fault.kind == "poison" and fault.record in (None, record.get("id")):
            _poison(record)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _records(found: Any) -> Iterator[dict[str, Any]]:
    """Give every record of an answer: of a list, of a single one, of events."""
    if isinstance(found, list):
        for item in found:
            yield from _records(item.get("data", {}))
    elif isinstance(found, dict):
        inner = found.get("data")
        if isinstance(inner, dict) and "object" in inner:
            yield inner["object"]
        else:
            yield found


def _drift(record: dict[str, Any]) -> None:
    """An unknown field, and unknown values of known ones, at every depth."""
    for value in list(record.values()):
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                _drift(inner)
    for name in DRIFTING:
        if isinstance(record.get(name), str):
            record[name] = UNHEARD_OF
    record[UNHEARD_OF] = {"value": UNHEARD_OF}


def _poison(record: dict[str, Any]) -> None:
    """A number for a name, a date that is none, and a string that fits nowhere."""
    if isinstance(record.get("name"), dict):
        record["name"] = record["name"] | {"first": 17, "last": "x" * _POISON_LENGTH}
    elif "name" in record:
        record |= {"name": 17, "number": "x" * _POISON_LENGTH}
    for place in (record, *record.get("roles", {}).values()):
        for name in _DATES:
            if name in place:
                place[name] = _POISON_DATE
