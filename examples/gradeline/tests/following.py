"""Syncing Gradeline, and comparing its rows with the hub's own account of what it may see."""

import json
import time
from collections.abc import Callable
from typing import Any

from starting.schools import School

__all__ = ["KINDS", "differing", "everything", "synced", "until"]

_SECONDS = 90.0
_LOOK_EVERY = 0.1
KINDS = {
    "schools": "school", "terms": "term", "courses": "course", "sections": "section",
    "users": "user", "contacts": "contact",
}  # fmt: skip
_TOLD = ("name", "email", "roles", "schools", "sections", "school", "term", "course", "teachers",
         "students", "links")  # fmt: skip


def until(found: Callable[[], Any]) -> Any:
    """Look until there is something."""
    end = time.monotonic() + _SECONDS
    while not (seen := found()):
        assert time.monotonic() < end
        time.sleep(_LOOK_EVERY)
    return seen


def synced(school: School, mode: str = "full") -> dict[str, Any]:
    """Sync, and tell what became of it."""
    asked = {"district": school.district, "mode": mode}
    run = school.place.probe("POST", "sync", **asked)["run"]

    def finished() -> Any:
        told = school.place.probe("GET", f"runs/{run}")
        return told if told["state"] != "running" else None

    told: dict[str, Any] = until(finished)
    return told


def plain(record: dict[str, Any], kind: str) -> dict[str, Any]:
    """What of a record can be compared: texts as long as a column, lists as sets."""

    def of(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: of(one) for name, one in value.items() if one and name != "type"}
        if isinstance(value, list):
            return sorted(map(json.dumps, map(of, value)))
        return value[:255] if isinstance(value, str) else value

    whole = {"name": record["fields"].get("name"), **record}
    told = _TOLD if kind != "contacts" else ("name", "email", "links")
    return {name: of(whole[name]) for name in told if whole.get(name)}


def differing(school: School) -> list[str]:
    """In which records Gradeline and the hub's own account of what it may see differ."""
    asked = f"/expected?client_id={school.place.client_id}&district={school.district}"
    expected = school.sandbox.get(asked)["records"]
    found = []
    for kind, type_ in KINDS.items():
        active = {
            one["clever_id"]: one
            for one in everything(school, type_)
            if one["status"] == "active" and one["clever_id"]
        }
        wanted = {one["clever_id"]: one for one in expected[kind]}
        for one in active.keys() | wanted.keys():
            there, right = active.get(one), wanted.get(one)
            if there is None or right is None or plain(right, kind) != plain(there, kind):
                found.append(f"{kind} {right and right['key']}: {there} is not {right}")
    return found


def everything(school: School, type_: str) -> list[dict[str, Any]]:
    return [one for one in school.place.records(type_) if one["district"] == school.district]
