"""The register: everybody of a district by name, ready to be searched and leafed through.

It is made in one pass over the documents and is good for the newest batch, like the look-up of
user names. What it keeps of a person is her number, her roles and a line to search in; what is
shown is read from the roster for the page alone, so ten thousand rows cost what ten do.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from homeroom.foundation.database import Session, Store
from homeroom.roster.documents import Document, documents_after
from homeroom.roster.history.kept import KeptByBatch
from homeroom_wire.roles import ROLE_BITS

USERS: Final = "users"
_STRETCH: Final = 2000
_KEPT: Final = 8
"""Registers kept at once; a hub of many districts makes the others again when they are asked."""

_IDS: Final = ("sis_id", "student_number", "teacher_number", "staff_id", "state_id")


class _Name(msgspec.Struct):
    first: str = ""
    middle: str = ""
    last: str = ""


class _User(msgspec.Struct):
    name: _Name = msgspec.field(default_factory=_Name)
    email: str = ""
    roles: dict[str, dict[str, Any]] = {}


_DECODER: Final = msgspec.json.Decoder(_User)


@dataclass(frozen=True)
class Row:
    """A person as a list shows her."""

    rid: int
    name: str
    email: str
    user_name: str
    ids: tuple[str, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Search:
    """What is looked for: words that all stand in a person's line, and a role."""

    typed: str = ""
    role: str = ""
    after: int | None = None
    """The last person of the page before."""


@dataclass
class Register:
    """The district's people of one batch."""

    rids: list[int] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)

    def find(self, search: Search, most: int) -> list[int]:
        """Return the next people by name, and one more if there are more."""
        wanted = plain(search.typed).split()
        bit = ROLE_BITS.get(search.role, 0)
        start = 0 if search.after is None else self._behind(search.after)
        found: list[int] = []
        for place in range(start, len(self.rids)):
            if bit and not self.roles[place] & bit:
                continue
            if wanted and not all(word in self.lines[place] for word in wanted):
                continue
            found.append(self.rids[place])
            if len(found) > most:
                break
        return found

    def _behind(self, rid: int) -> int:
        """Whoever left since the page before was shown begins the list anew."""
        return self.places.get(rid, -1) + 1


_REGISTERS: Final[KeptByBatch[Register]] = KeptByBatch(_KEPT)


def register_of(store: Store, session: Session, district: int) -> Register:
    """Return the district's register as of the newest batch."""
    return _REGISTERS.of(store, session, district, _made)


def _made(session: Session, district: int) -> Register:
    people = sorted(_lines(session, district))
    register = Register()
    for place, (_, rid, roles, line) in enumerate(people):
        register.rids.append(rid)
        register.roles.append(roles)
        register.lines.append(line)
        register.places[rid] = place
    return register


def _lines(session: Session, district: int) -> Iterator[tuple[str, int, int, str]]:
    after = 0
    while stretch := documents_after(session, district, USERS, after, _STRETCH):
        for document in stretch:
            row = row_of(document)
            user = _DECODER.decode(document.body)
            key = plain(f"{user.name.last} {user.name.first}")
            told = " ".join((row.name, row.email, row.user_name, *row.ids))
            yield key, document.rid, document.roles, plain(told)
        after = stretch[-1].rid


def row_of(document: Document) -> Row:
    """Return a person as a list shows her."""
    user = _DECODER.decode(document.body)
    ids = dict.fromkeys(
        str(role[key]) for role in user.roles.values() for key in _IDS if role.get(key)
    )
    names = (
        str(role["credentials"].get("district_username", ""))
        for role in user.roles.values()
        if isinstance(role.get("credentials"), dict)
    )
    return Row(
        rid=document.rid,
        name=" ".join(part for part in (user.name.first, user.name.last) if part),
        email=user.email,
        user_name=next((name for name in names if name), ""),
        ids=tuple(ids),
        roles=tuple(role for role in ROLE_BITS if role in user.roles),
    )


def plain(text: str) -> str:
    """Return text as it is compared: without accents, without regard to case."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold()
