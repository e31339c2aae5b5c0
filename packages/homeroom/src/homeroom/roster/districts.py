"""The district's own document: made from its profile, changed like any other record."""

import json
from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from homeroom.foundation.database import Session
from homeroom.roster import actions, queries
from homeroom.roster.changes import COLUMNS, OLD, Changes

_ORDER: Final = (
    "name",
    "sis_type",
    "launch_date",
    "portal_url",
    "login_methods",
    "state",
    "error",
    "last_sync",
    "pause_start",
    "pause_end",
    "mdr_number",
    "nces_id",
    "district_contact",
    "last_attendance_sync",
)
"""The keys of data-api.md 6.1, in the order in which they are sent."""


def first_profile(name: str, launch_date: str, portal_url: str) -> dict[str, Any]:
    """Return the profile of a district that waits for its first upload."""
    return {
        "name": name,
        "sis_type": "sftp",
        "launch_date": launch_date,
        "portal_url": portal_url,
        "login_methods": ["Clever Passwords"],
        "state": "pending",
        "error": "",
    }


def body(district_id: str, profile: Mapping[str, Any]) -> str:
    """Return the district's document as wire text."""
    shown = {"id": district_id} | {key: profile[key] for key in _ORDER if key in profile}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def describe(
    session: Session, district: queries.District, changed: Mapping[str, Any], batch: int
) -> Changes:
    """Change the district's profile and document; return the change for the batch's events.

    What becomes None is there no more: no document shows a null.
    After a sync that was applied the district runs: the state that asked for one is over. A pause
    goes on, though classes made by hand were taken in meanwhile (district.md 1.9).
    """
    before = queries.setting(session, district.number).profile
    after = {key: value for key, value in (before | dict(changed)).items() if value is not None}
    if "last_sync" in changed and before.get("state") != "paused":
        after |= {"state": "running", "error": ""}
    if "last_attendance_sync" in changed and "last_sync" not in changed:
        after["last_sync"] = before.get("last_sync", changed["last_attendance_sync"])
    actions.set_profile(session, district.number, after)
    old = queries.versions(session, district.number, "districts", [district.rid])
    row = {
        "rid": district.rid,
        "body": body(district.id, after),
        "extra": None,
        "roles": 0,
        "at_school": None,
        "at_course": None,
        "at_term": None,
    }
    changes = Changes()
    new = pl.DataFrame([row], schema=COLUMNS)
    if old.is_empty():
        changes.add("districts", "created", new)
    elif old["body"][0] != row["body"]:
        kept = old.rename({name: f"old_{name}" for name in COLUMNS if name != "rid"})
        changes.add("districts", "updated", new.join(kept, on="rid").select(*COLUMNS, *OLD))
    actions.apply_documents(session, district.number, changes, batch)
    return changes
