"""Which record of an application's list is which of the hub's: field after field. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

BY: Final = ("sis_id", "state_id", "number", "email", "name_school")
"""What is compared, the surest first (district.md 3.9)."""

OUTCOMES: Final = ("match", "app_unmatched", "app_duplicate", "hub_unmatched", "hub_duplicate")
MOST_ALIKE: Final = 20
"""A value that more people have than this names nobody: it is a "N/A" or a "0000" of the files."""

_SEPARATOR: Final = "\x1f"


@dataclass(frozen=True)
class Theirs:
    """One record of the application's list."""

    id: str
    line: int
    sis_id: str = ""
    state_id: str = ""
    number: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    school: str = ""

    def compared(self) -> Iterator[tuple[str, str]]:
        """Give (field, value as compared) of all that is filled, the surest first."""
        plain = {name: getattr(self, name).strip() for name in BY[:3]}
        values = plain | {
            "email": self.email.strip().casefold(),
            "name_school": name_key(self.first_name, self.last_name, self.school),
        }
        return ((name, values[name]) for name in BY if values[name])


@dataclass(frozen=True)
class Ours:
    """One record of the hub's, as the connection reads it."""

    id: str
    values: Mapping[str, frozenset[str]]
    """Field -> the values under which it is found."""


class Outcome(NamedTuple):
    """What became of one record; hub records of a line without one of theirs have no id of it."""

    outcome: str
    id: str
    line: int
    hub_ids: tuple[str, ...]
    by: str


@dataclass
class Matched:
    """Every outcome, and how many there are of each."""

    outcomes: list[Outcome] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return how many records had which outcome."""
        found = Counter(one.outcome for one in self.outcomes)
        return {name: found[name] for name in OUTCOMES}

    def by(self) -> dict[str, int]:
        """Return how many matches each field made."""
        found = Counter(one.by for one in self.outcomes if one.outcome == "match")
        return {name: found[name] for name in BY if found[name]}


def name_key(first: str, last: str, school: str) -> str:
    """Return name and school as they are compared; blank where one of the three is missing."""
    parts = [folded(part) for part in (first, last, school)]
    return _SEPARATOR.join(parts) if all(parts) else ""


def folded(text: str) -> str:
    """Return a name without accents, case and doubled blanks."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())


def match(theirs: Sequence[Theirs], ours: Sequence[Ours]) -> Matched:
    """Find each of theirs among ours; a doubt is an outcome of its own, never a guess."""
    index = _index(ours)
    found = [_candidates(one, index) for one in theirs]
    same_id = Counter(one.id for one in theirs)
    claimed = Counter(next(iter(hits)) for hits, _ in found if len(hits) == 1)
    matched = Matched()
    taken: set[int] = set()
    for one, (hits, by) in zip(theirs, found, strict=True):
        taken |= hits
        outcome = _outcome(hits, same_id[one.id], claimed)
        ids = tuple(ours[place].id for place in sorted(hits))
        matched.outcomes.append(Outcome(outcome, one.id, one.line, ids, by))
    matched.outcomes += [
        Outcome("hub_unmatched", "", 0, (one.id,), "")
        for place, one in enumerate(ours)
        if place not in taken
    ]
    return matched


def _index(ours: Sequence[Ours]) -> dict[tuple[str, str], set[int]]:
    index: dict[tuple[str, str], set[int]] = {}
    for place, one in enumerate(ours):
        for name, values in one.values.items():
            for value in values:
                index.setdefault((name, value), set()).add(place)
    return {key: places for key, places in index.items() if len(places) <= MOST_ALIKE}


def _candidates(
    one: Theirs, index: Mapping[tuple[str, str], set[int]]
) -> tuple[frozenset[int], str]:
    """Return whom the first field that finds anybody finds; further ones only decide between them.

    So a weaker field never overrules a surer one.
    """
    hits: frozenset[int] = frozenset()
    by = ""
    for key in one.compared():
        here = index.get(key, set())
        narrowed = hits & here if hits else here
        if narrowed and len(narrowed) != len(hits):
            hits, by = frozenset(narrowed), key[0]
        if len(hits) == 1:
            break
    return hits, by


def _outcome(hits: frozenset[int], same_id: int, claimed: Mapping[int, int]) -> str:
    if same_id > 1:
        return "app_duplicate"
    if not hits:
        return "app_unmatched"
    if len(hits) > 1:
        return "hub_duplicate"
    return "app_duplicate" if claimed[next(iter(hits))] > 1 else "match"


def keyed(values: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return the values of a record by field, without the blank ones."""
    found: dict[str, set[str]] = {}
    for name, value in values:
        if value:
            found.setdefault(name, set()).add(value)
    return {name: frozenset(some) for name, some in found.items()}
