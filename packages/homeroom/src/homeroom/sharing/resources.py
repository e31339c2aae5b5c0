"""Resources: what an application maps to courses (data-api.md 6.5, ruling R45)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from homeroom.foundation.clock import wire_time
from homeroom.foundation.database import Session
from homeroom.foundation.ids import wire_id
from homeroom.roster import actions as roster
from homeroom.roster.changes import COLUMNS, Changes
from homeroom.roster.queries import District
from homeroom.sharing.actions import link_resource


@dataclass(frozen=True)
class NewResource:
    """What an application says of its resource; `resource_id` is its own name for it."""

    application: str
    resource_id: str
    title: str
    roles: tuple[str, ...]
    courses: Sequence[int]


def create_resource(
    session: Session, district: District, asked: NewResource, now: datetime, batch: int
) -> Changes:
    """The resource exists and belongs to the courses; return the change for the batch's events."""
    rid = roster.reserve(session, district.number, int(now.timestamp()), 1).rid(0)
    body: dict[str, object] = {
        "id": wire_id(rid, district.number),
        "district": district.id,
        "resource_id": asked.resource_id,
        "title": asked.title,
        "roles": list(asked.roles),
        "created": wire_time(now),
        "updated": wire_time(now),
    }
    row = dict.fromkeys(COLUMNS) | {"rid": rid, "body": _text(body), "roles": 0}
    changes = Changes()
    changes.add("resources", "created", pl.DataFrame([row], schema=COLUMNS))
    roster.apply_documents(session, district.number, changes, batch)
    link_resource(session, district.number, asked.application, rid, asked.courses)
    return changes


def _text(body: dict[str, object]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
