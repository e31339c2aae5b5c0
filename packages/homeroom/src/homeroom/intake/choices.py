"""What a district chose for its syncs: read with its defaults, changed as a whole or not at all.

The choices are `switches` of the roster file. Whoever changes some names the state that she was
shown; if it moved in between nothing is changed (`mark`).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError
from homeroom.intake.problems import Mode
from homeroom.intake.runs.desk import Desk
from homeroom.roster import actions, queries

NAMES: Final = (
    "limits",
    "rollover",
    "pause",
    "mode",
    "sis_section_name",
    "sis_grade",
    "sis_school",
    "course_by_number",
    "memory_days",
    "mapping",
    "administrators_csv",
)
"""The switches that this feature reads and a district may change on a page."""

_MARK_LENGTH: Final = 16


def mark(switches: Mapping[str, Any]) -> str:
    """Return the position of the choices, for a form to carry."""
    text = json.dumps([switches.get(name) for name in NAMES], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK_LENGTH]


def choose(desk: Desk, district: int, seen: str, chosen: Mapping[str, Any]) -> None:
    """The choices are these; ConflictError if others were made since they were looked at."""
    with desk.store.roster.writing() as session:
        actions.hold_district(session, district)
        if mark(queries.setting(session, district).switches) != seen:
            raise ConflictError(
                "Somebody changed the settings since you loaded the page. Look at them again.",
                "settings_changed",
            )
        for name, value in chosen.items():
            actions.set_switch(session, district, name, value)


def mode_of(session: Session, district: int) -> Mode:
    """Return how strictly a district wants its files read, where an upload does not say."""
    chosen = queries.setting(session, district).switches.get("mode")
    return "strict" if chosen == "strict" else "lenient"
