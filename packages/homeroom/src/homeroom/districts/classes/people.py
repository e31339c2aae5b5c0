"""Students and teachers as a form of a class names them: by id, number or e-mail address."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import msgspec

from homeroom.districts.records.register import Search, register_of
from homeroom.districts.records.tabs import TABS, name_of
from homeroom.foundation.database import Session, Store
from homeroom.roster.documents import documents_after, documents_named
from homeroom.roster.history.kept import KeptByBatch

Role = Literal["student", "teacher"]
FOUND: Final = 50
"""People that a search in the form shows."""

_STRETCH: Final = 2000
_KEPT: Final = 4
_NUMBERS: Final = ("student_number", "teacher_number")
_DECODER: Final = msgspec.json.Decoder(dict[str, Any])


@dataclass
class People:
    """One role's people of one batch: names by the district's own id, ids by everything else."""

    names: dict[str, str] = field(default_factory=dict)
    others: dict[str, set[str]] = field(default_factory=dict)

    def id_of(self, line: str) -> str | None:
        """Return whose id, number or address a line holds, alone or before a comma; None: nobody's.

        What stands for two people stands for none.
        """
        for part in (line.strip(), line.partition(",")[0].strip()):
            if part in self.names:
                return part
            found = self.others.get(part.casefold(), set())
            if len(found) == 1:
                return next(iter(found))
        return None

    def line(self, sis_id: str) -> str:
        """Return the line of one of them; of somebody who has left, the id alone."""
        name = self.names.get(sis_id, "")
        return f"{sis_id}, {name}" if name else sis_id

    def present(self, ids: Iterable[str]) -> list[str]:
        """Return those who are in the roster."""
        return [one for one in ids if one in self.names]


_PEOPLE: Final[KeptByBatch[People]] = KeptByBatch(_KEPT)


def people_of(store: Store, session: Session, district: int, role: Role) -> People:
    """Return everybody of a role as of the newest batch."""
    return _PEOPLE.of(
        store, session, district, lambda reading, number: _made(reading, number, role), role
    )


def _made(session: Session, district: int, role: Role) -> People:
    people = People()
    after, bit = 0, TABS[f"{role}s"].bit
    while stretch := documents_after(session, district, "users", after, _STRETCH):
        for document in stretch:
            if document.roles & bit:
                _add(people, _DECODER.decode(document.body), role)
        after = stretch[-1].rid
    return people


def _add(people: People, body: dict[str, Any], role: Role) -> None:
    held = body.get("roles", {}).get(role, {})
    if sis_id := str(held.get("sis_id") or ""):
        people.names[sis_id] = name_of(body)
        for other in (body.get("email"), *(held.get(one) for one in _NUMBERS)):
            if other:
                people.others.setdefault(str(other).casefold(), set()).add(sis_id)


def search(
    store: Store, session: Session, district: int, role: Role, typed: str
) -> list[tuple[str, str]]:
    """Return (id, name) of those who are found, by name, and one more if there are more."""
    tab = TABS[f"{role}s"]
    rids = register_of(store, session, district, tab).find(Search(typed), FOUND)
    bodies = {
        one.rid: _DECODER.decode(one.body)
        for one in documents_named(session, district, tab.kind, rids)
    }
    rows = ((bodies[rid]["roles"][role].get("sis_id"), name_of(bodies[rid])) for rid in rids)
    return [(str(sis_id), name) for sis_id, name in rows if sis_id]
