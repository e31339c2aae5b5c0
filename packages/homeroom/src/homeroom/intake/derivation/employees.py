"""Employees: teachers, staff and district administrators of one e-mail are one user.

Only an exact, non-blank e-mail merges, within one district, and at most one record of each role
(data-api.md 6.7; district.md 1.8). Blank addresses never merge anybody, nor does a word without
an @, such as `none`, which many people share.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

PRECEDENCE = ("teacher", "staff", "district_admin")
"""Who gives the name, and who keeps the id when a merged user splits."""


@dataclass(frozen=True)
class RoleRecord:
    """One row's role: which role, the district's id for it, and its e-mail."""

    role: str
    sis_id: str
    email: str

    @property
    def key(self) -> str:
        """The key under which the hub remembers it."""
        return f"{self.role}:{self.sis_id}"


Group = tuple[RoleRecord, ...]


def grouped(records: Iterable[RoleRecord]) -> list[Group]:
    """Put records of one person together; the order inside a group is that of PRECEDENCE."""
    by_email: dict[str, dict[str, RoleRecord]] = {}
    groups: list[Group] = []
    for record in sorted(records, key=lambda r: (PRECEDENCE.index(r.role), r.sis_id)):
        if "@" not in record.email:
            groups.append((record,))
            continue
        person = by_email.setdefault(record.email, {})
        if record.role in person:
            groups.append((record,))  # a second teacher of that address stays alone
        else:
            person[record.role] = record
    groups += [tuple(person.values()) for person in by_email.values()]
    return sorted(groups, key=lambda group: (PRECEDENCE.index(group[0].role), group[0].sis_id))


def claimed(
    groups: Sequence[Group], known: Mapping[str, int], active: frozenset[int] | set[int]
) -> list[int | None]:
    """Return which remembered number each group keeps; None where a new one is needed.

    A group may know several numbers (its records were apart) and two groups may know the same
    one (they were together). An active number beats one that is gone; then the teacher's
    beats the staff record's beats the administrator's.
    """
    wishes = [
        (rid not in active, PRECEDENCE.index(record.role), place, rid)
        for place, group in enumerate(groups)
        for record in group
        if (rid := known.get(record.key)) is not None
    ]
    kept: list[int | None] = [None] * len(groups)
    taken: set[int] = set()
    for _, _, place, rid in sorted(wishes):
        if kept[place] is None and rid not in taken:
            kept[place] = rid
            taken.add(rid)
    return kept
