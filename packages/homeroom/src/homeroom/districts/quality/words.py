"""How pages name what an application lacks, and where its records are listed. Pure."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from homeroom.districts.applications.words import field_in_words
from homeroom.districts.frame import QUALITY
from homeroom.districts.quality.lacking import Lack, Row

PATH: Final = f"{QUALITY}/records"
PROBLEMS: Final = {"missing": "Missing", "non_unique": "Not unique"}
"""Problem -> its word."""


def words_of_lacks(rows: Sequence[Row], *, names_apps: bool) -> dict[str, Any]:
    """Return what `records/lacks.html` needs; `names_apps` where they are several applications'."""
    return {
        "lacking": rows,
        "names_apps": names_apps,
        "problems": PROBLEMS,
        "field_in_words": field_in_words,
        "address_of": address_of,
    }


def address_of(lack: Lack) -> str:
    """Return where the records of what an application lacks are listed."""
    return f"{PATH}?{urlencode(named(lack))}"


def named(lack: Lack) -> dict[str, str]:
    """Return what an address names of it."""
    place = lack.finding.place
    return {
        "application": lack.of.app.application,
        "problem": lack.finding.problem,
        "type": place.type,
        "field": place.path,
    }
