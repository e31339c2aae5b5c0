"""The form of how files are read: strictness, and the switches of district.md 1.8. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from homeroom.roster.identity import MEMORY_DAYS
from homeroom.web.pages.forms import Form

MODES: Final = (
    ("lenient", "Lenient: take what can be understood, warn about the rest"),
    ("strict", "Strict: refuse files with unknown columns or broken rows"),
)
SWITCHES: Final = (
    ("sis_section_name", "Name sections as your student information system does"),
    ("sis_grade", "Take a section's grade from its row, not from its students"),
    ("sis_school", "Take people's schools from their rows, not from their classes"),
    ("course_by_number", "Courses with one number are one course, whatever their names"),
)
ADMINISTRATORS: Final = "administrators_csv"
"""The switch by which people of administrators.csv may open a district's pages (ruling R29)."""

_LONGEST_MEMORY: Final = 3650
_DIGITS: Final = 4


def shown(switches: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form's values for the district's choices."""
    return {
        "mode": "strict" if switches.get("mode") == "strict" else "lenient",
        "on": [name for name, _ in SWITCHES if switches.get(name)],
        "memory_days": str(switches.get("memory_days") or MEMORY_DAYS),
    }


def typed(form: Form) -> dict[str, Any]:
    """Return the form's values as they were sent."""
    return {
        "mode": "strict" if form.text("mode") == "strict" else "lenient",
        "on": [name for name, _ in SWITCHES if name in form.all("on")],
        "memory_days": form.text("memory_days"),
    }


def check(form: Form, chosen: Mapping[str, Any]) -> None:
    """Note what is wrong with the choice: ids are remembered for 300 days at least (R14)."""
    days = chosen["memory_days"]
    fits = days.isascii() and days.isdigit() and len(days) <= _DIGITS
    if not (fits and MEMORY_DAYS <= int(days) <= _LONGEST_MEMORY):
        form.refuse("memory_days", f"Write a number from {MEMORY_DAYS} to {_LONGEST_MEMORY}.")


def kept(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the choice as the district's switches keep it."""
    switches = {name: name in chosen["on"] for name, _ in SWITCHES}
    return switches | {"mode": chosen["mode"], "memory_days": int(chosen["memory_days"])}


def administrators_shown(switches: Mapping[str, Any]) -> dict[str, bool]:
    """Return whether administrators come by file; they do not until the owner says so."""
    return {"on": bool(switches.get(ADMINISTRATORS))}


def administrators_typed(form: Form) -> dict[str, bool]:
    """Return the same as it was sent."""
    return {"on": ADMINISTRATORS in form.all("on")}


def administrators_kept(chosen: Mapping[str, bool]) -> dict[str, Any]:
    """Return it as the district's switches keep it."""
    return {ADMINISTRATORS: chosen["on"]}
