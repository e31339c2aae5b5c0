"""What a pull brought: the same shape from a whole reading and from a feed of events."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType

from homeroom_kit.client import Drift
from homeroom_kit.client.drift import knowing
from homeroom_kit.errors import UNREADABLE
from homeroom_kit.planning import Kept
from homeroom_kit.planning.values import roles_of
from homeroom_kit.sync.pulling.oddities import narrower, odd_in
from homeroom_kit.sync.report import Problem

__all__ = ["Accepting", "OfKind", "Pulled"]

_decode: Final = msgspec.json.Decoder(dict[str, Any]).decode
_ROLES: Final = ("student", "teacher", "staff", "district_admin", "contact")
_CONTACT: Final = ("contact",)
_roles_in: Final = attrgetter(*_ROLES)
_contact_in: Final = attrgetter("contact")


@dataclass
class OfKind:
    """What was brought of one record kind.

    Attributes:
        shown: The ids that the hub shows, of records that the application wants.
        refused: The ids that it shows and the application does not want, or that cannot be read.
        gone: The ids that it says are gone; a whole reading says nothing of that.
        is_whole: Whether everything that is not shown is gone.
        is_in_doubt: Whether something could not even be named, so that absence proves nothing.
        contacts: The ids of those among `shown` who are contacts: they name students, who are users
            as well and have to be there first.
        batches: Gives the documents of what is shown, by id; contacts come last.
    """

    shown: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    is_whole: bool = False
    is_in_doubt: bool = False
    contacts: set[str] = field(default_factory=set)
    batches: Callable[[], Iterator[dict[str, bytes]]] = lambda: iter(())

    def lost(self, active: set[str]) -> set[str]:
        """Return which active records are no longer to be active."""
        if self.is_whole:
            return active - self.shown - self.refused | (active & self.gone)
        return active & self.gone


@dataclass
class Pulled:
    """Everything that was brought.

    Attributes:
        cursor: The event from which to go on; blank for the feed's beginning, None for none.
        absent: Records that could not be read before, and are not shown now.
        announced: By kind and id, records that a feed told of as new; None where everything was
            read.
    """

    kinds: Mapping[str, OfKind]
    cursor: str | None
    problems: list[Problem]
    absent: frozenset[tuple[str, str]] = frozenset()
    announced: Collection[tuple[str, str]] | None = None


@dataclass
class Accepting:
    """Looks at each document once, before anything is done with any."""

    roles: frozenset[str] | None
    drift: Drift
    problems: list[Problem] = field(default_factory=list)
    kept: Mapping[str, Kept] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._odd = {kind: odd_in(kind, of_kind) for kind, of_kind in self.kept.items()}
        self._knowing = {
            kind: knowing(kind, narrower(kind, of_kind)) for kind, of_kind in self.kept.items()
        }

    def look(self, kind: str, body: bytes, found: OfKind) -> str | None:
        """Return the id of a record that is wanted; note in `found` what became of it."""
        usual = self._usual(kind, body)
        if usual is not None:
            return self._found(kind, *usual, found)
        try:
            document = _decode(body)
        except UNREADABLE as odd:
            self._unread(kind, "", str(odd), found)
            return None
        record_id = document.get("id")
        if not isinstance(record_id, str) or not record_id:
            self._unread(kind, "", "It has no id.", found)
            return None
        if b"\\u0000" in body and _has_zero(document):
            # PostgreSQL takes it in no text, and the whole batch would fail with it.
            self._unread(kind, "" if "\0" in record_id else record_id, "It has a zero byte.", found)
            return None
        reason = _odd(kind, document) or self._odd.get(kind, _nothing_odd)(body)
        if reason is not None:
            self._unread(kind, record_id, reason, found)
            return None
        self.drift.look(kind, document, body)
        return self._found(kind, record_id, roles_of(document), found)

    def _usual(self, kind: str, body: bytes) -> tuple[str, Collection[str]] | None:
        """The id and the roles of a record that is all as documented, and of use; else None.

        Nearly every record is, and it is read more quickly so.
        """
        record = None if b"\\u0000" in body else self._knowing[kind](body)
        if record is None or not isinstance(record.id, str) or not record.id:
            return None
        if kind == "users":
            if not isinstance(record.roles, Struct) or not isinstance(record.name, Struct):
                return None
            if self.roles is None:  # only whose students must be there first is of interest
                return record.id, _CONTACT if _contact_in(record.roles) is not UNSET else ()
            held = zip(_ROLES, _roles_in(record.roles), strict=True)
            return record.id, [role for role, part in held if part is not UNSET]
        if kind == "sections":
            lists = (record.students, record.teachers)
            if not all(isinstance(one, list | UnsetType) for one in lists):
                return None
        return record.id, ()

    def _found(
        self, kind: str, record_id: str, roles: Collection[str], found: OfKind
    ) -> str | None:
        if kind == "users" and self.roles is not None and self.roles.isdisjoint(roles):
            # Somebody who lost the role that the application serves is gone for it.
            found.gone.add(record_id)
            return None
        found.shown.add(record_id)
        if kind == "users" and "contact" in roles:
            found.contacts.add(record_id)
        return record_id

    def _unread(self, kind: str, record_id: str, reason: str, found: OfKind) -> None:
        self.problems.append(Problem(kind, record_id, reason))
        if record_id:
            found.refused.add(record_id)
        else:
            found.is_in_doubt = True


def _nothing_odd(_: bytes) -> None:
    return None


def _has_zero(document: dict[str, Any]) -> bool:
    """Whether a text within has a zero byte; however deep, so without calling itself."""
    left: list[object] = [document]
    while left:
        found = left.pop()
        if isinstance(found, dict):
            left += [*found, *found.values()]
        elif isinstance(found, list):
            left += found
        elif isinstance(found, str) and "\0" in found:
            return True
    return False


def _odd(kind: str, document: dict[str, Any]) -> str | None:
    """Say what makes a record unusable, if anything does."""
    if kind == "users" and not isinstance(document.get("roles"), dict):
        return "It has no roles."
    if kind == "users" and not isinstance(document.get("name"), dict):
        return "It has no name."
    if kind == "sections":
        for name in ("students", "teachers"):
            named = document.get(name, [])
            if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
                return f"Its {name} are no list of ids."
    return None
