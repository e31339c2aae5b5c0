"""What a district shares with an application, in the source's keys (certification.md 4.1)."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Sharing:
    """Whole kinds, single records and fields that are left out; nothing left out is everything."""

    schools: tuple[str, ...] | None = None
    """The only schools that are shared; None: all of them."""

    students_off: frozenset[str] = frozenset()
    teachers_off: frozenset[str] = frozenset()
    sections_off: frozenset[str] = frozenset()
    types_off: frozenset[str] = frozenset()
    """Of `contacts`, `staff` and `district_admins`."""

    fields_off: frozenset[str] = frozenset()
    """`users.email` is everybody's address: a district refuses a field, not a role's."""

    def as_request(self) -> dict[str, Any]:
        """Return what the sandbox's admin API takes for it, without whom it is for."""
        return {
            "schools": "all" if self.schools is None else list(self.schools),
            "except": {
                "students": sorted(self.students_off),
                "teachers": sorted(self.teachers_off),
                "sections": sorted(self.sections_off),
            },
            "types_off": sorted(self.types_off),
            "fields_off": sorted(self.fields_off),
        }


WHOLE: Final = Sharing()
"""The whole district, all kinds of record."""

BASE: Final = Sharing(students_off=frozenset({"k46", "k47"}), teachers_off=frozenset({"t28"}))
"""What Lantern Ridge shares to begin with. Opt-in fields such as k40's are not shared by default,
so nothing has to be said of them."""


def base_sharing(kind: str) -> Sharing:
    """Return what a district of this kind shares to begin with."""
    return BASE if kind == "lantern-ridge" else WHOLE
