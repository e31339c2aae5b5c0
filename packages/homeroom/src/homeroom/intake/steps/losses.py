"""The records that a held run would lose, told like problems: kept and let go of with them.

Whoever approves a loss should read names, not only figures (district.md 1.12). Far more names
than anybody reads are cut; the figures stand beside them.
"""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from homeroom.intake.problems import Problem
from homeroom.intake.steps.comparison import Comparison, types_of

MOST: Final = 5000
"""Names that a hold tells of at most."""

KINDS: Final = ("schools", "users", "sections", "courses", "terms")
_IDS: Final = ("sis_id", "staff_id", "teacher_number", "student_number")


def losses(comparison: Comparison | None) -> list[Problem]:
    """Return a note for each record that would be lost, people once for each of their roles."""
    return [] if comparison is None else list(islice(_each(comparison), MOST))


def _each(comparison: Comparison) -> Iterator[Problem]:
    for kind in KINDS:
        for frame in comparison.changes.frames(kind, "deleted", ["body", "roles"]):
            for body, roles in frame.select("body", "roles").iter_rows():
                document = json.loads(body)
                for name in types_of(kind, roles):
                    yield _note(name, document)


def _note(name: str, document: dict[str, Any]) -> Problem:
    told = label_of(document)
    return Problem(
        "would_be_lost",  # problems.LOST_RECORD, written out for the list of codes
        "info",
        f"{name}.csv",
        None,
        own_id_of(document),
        "",
        told,
        f"{told or 'A record without a name'} would be lost.",
        "If it should stay, send the files again with its row.",
    )


def label_of(document: dict[str, Any]) -> str:
    """Return what a person calls the record; "" if it has no name."""
    name = document.get("name", "")
    if isinstance(name, dict):
        return " ".join(part for part in (name.get("first"), name.get("last")) if part)
    return str(name or "")


def own_id_of(document: dict[str, Any]) -> str:
    """Return the id by which the district knows the record."""
    roles = document.get("roles")
    places = list(roles.values()) if isinstance(roles, dict) else [document]
    found = (str(place[key]) for key in _IDS for place in places if place.get(key))
    return next(found, "")
