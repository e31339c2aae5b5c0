"""The record in words: one line for each day, application and view."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from homeroom.districts.sharing import words
from homeroom.events.previews import name_in
from homeroom.foundation.database import Session
from homeroom.foundation.ids import wire_id
from homeroom.roster.documents import documents_named
from homeroom.sharing.changing.queries import State, states_of
from homeroom.sharing.changing.rules import Agreement, definitions_of
from homeroom.sharing.disclosing.queries import Disclosure
from homeroom.sharing.disclosing.rules import ATTENDANCE, fields_given, key_of
from homeroom.sharing.queries import Connection, connection_named
from homeroom.sharing.rules import Definition, Selected, Share, ShareKind
from homeroom_wire.values import ROLES

_WHAT: Final = {
    "users": "Records of people",
    "sections": "Lists of sections",
    ATTENDANCE: "Attendance",
}
IN_LISTS: Final = ("sections.students[]",)
"""What a list of a section tells of a student who is on it: her id."""


@dataclass(frozen=True)
class Line:
    """One disclosure as people read it, and as the files have it."""

    day: str
    application: str
    name: str
    authorised_by: str
    what: str
    kind: str
    fields: tuple[str, ...]
    reads: int
    sharing: str
    state: str
    """Number of the sharing's state in its history, and its first day; "" if not kept any more."""

    count: int
    ids: tuple[str, ...]
    """Whose records, or which sections."""


@dataclass
class Telling:
    """Puts the disclosures of one district in words; looks everything up once."""

    session: Session
    district: int
    names: Mapping[str, str]
    """Applications by id."""

    _states: dict[str, list[tuple[State, list[str]]]] = field(default_factory=dict)
    _shares: dict[str, str] = field(default_factory=dict)

    def lines(
        self, found: Iterable[Disclosure], roles: Iterable[str] = ROLES, *, of_one: bool = False
    ) -> list[Line]:
        """Return a line for each; `of_one` tells of one person, who has these roles."""
        return [self._line(one, tuple(roles), of_one) for one in found]

    def _line(self, one: Disclosure, roles: tuple[str, ...], of_one: bool) -> Line:  # noqa: FBT001
        in_lists = of_one and one.kind == "sections"
        return Line(
            one.day,
            one.application,
            self.names.get(one.application, one.application),
            "a teacher, by the Library" if _is_library(one.terms) else "the district",
            "Her id in lists of her sections" if in_lists else _WHAT[one.kind],
            one.kind,
            IN_LISTS if in_lists else fields_given(one.terms, one.kind, roles),
            one.reads,
            self._sharing(one),
            self._state(one),
            len(one.members),
            () if of_one else tuple(wire_id(rid, self.district) for rid in one.members),
        )

    def _sharing(self, one: Disclosure) -> str:
        if one.view not in self._shares:
            self._shares[one.view] = self._in_words(one.terms)
        return self._shares[one.view]

    def _in_words(self, terms: Definition) -> str:
        if _is_library(terms):
            return "The Library: a teacher, her sections and their students"
        if terms.kind == "common":
            each = [self._share_in_words(one.kind, one) for one in terms.common]
            said = [" and ".join(f"({', '.join(one)})" for one in each)]
        else:
            said = self._share_in_words(terms.kind, terms)
        said += [f"The application takes {rule.words()}" for rule in terms.filters]
        return "; ".join(said)

    def _share_in_words(self, kind: ShareKind, terms: Definition | Selected) -> list[str]:
        rows = documents_named(self.session, self.district, "schools", terms.schools)
        schools = {row.rid: name_in(row.body) for row in rows}
        share = Share(
            kind,
            schools=frozenset(terms.schools),
            staff="staff" in terms.roles,
            administrators="district_admin" in terms.roles,
            excluded=frozenset(terms.excluded),
            rules=terms.rules,
        )
        return words.share_in_words(share, schools)

    def _state(self, one: Disclosure) -> str:
        """Return the newest kept state that was in force by that day and gave that view."""
        for state, views in self._states_of(one.connection):
            since = datetime.fromtimestamp(state.at_ms / 1000, UTC).date().isoformat()
            if one.view in views and since <= one.day:
                return f"{state.position}, since {since}"
        return ""

    def _states_of(self, name: str) -> list[tuple[State, list[str]]]:
        if name not in self._states:
            of = connection_named(self.session, self.district, name)
            states = states_of(self.session, self.district, name)
            self._states[name] = [(state, _views(of, state)) for state in states] if of else []
        return self._states[name]


def _views(of: Connection, state: State) -> list[str]:
    agreement = Agreement(state.share, state.access, of.filters)
    return [key_of(one) for one in definitions_of(of, agreement)]


def _is_library(terms: Definition) -> bool:
    return terms.tier.startswith("library_")


@dataclass
class Total:
    """What one application was given in some days."""

    name: str
    days: set[str] = field(default_factory=set)
    reads: int = 0

    @property
    def first(self) -> str:
        """The first of the days."""
        return min(self.days)

    @property
    def last(self) -> str:
        """The last of the days."""
        return max(self.days)


def totals(lines: Iterable[Line]) -> list[tuple[str, Total]]:
    """Return the applications with what each was given, by name."""
    found: dict[str, Total] = {}
    for one in lines:
        total = found.setdefault(one.application, Total(one.name))
        total.days.add(one.day)
        total.reads += one.reads
    return sorted(found.items(), key=lambda pair: (pair[1].name.casefold(), pair[0]))
