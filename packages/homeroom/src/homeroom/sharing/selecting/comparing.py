"""Whether what a record holds in a field satisfies a filter.

Pure. A field may hold several values (a person's schools); then "equals any of" asks whether
one of them does, "does not equal any of" whether none does. A blank field holds nothing: it
satisfies the two operators with "not" and no other.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from homeroom.sharing.selecting.rules import Filter

Test = Callable[[Collection[str]], bool]

_DENIALS: Final = {"not_equals_any": "equals_any", "not_contains": "contains_any"}
_NAMES_ONLY: Final = 1


@dataclass(frozen=True)
class Place:
    """A school, course or term that a filter may mean by its name or by an id."""

    id: str
    names: tuple[str, ...]
    """Its name, and then the ids that the district gives it."""


def predicate_of(one: Filter, places: Iterable[Place] | None = None) -> Test:
    """Return the question that a filter asks of the values that a record holds.

    With `places` the record holds ids of these, and a value means a place by its name, by the
    district's own id or by the hub's id; a part of a value means names only, because a piece of
    an id says nothing.
    """
    denied = one.operator in _DENIALS
    operator = _DENIALS.get(one.operator, one.operator).removesuffix("_any")
    if places is None:
        found = _plain(operator, one.values)
    else:
        meant = frozenset(_meant(operator, one.values, places))
        found = meant.isdisjoint
        denied = not denied
    return (lambda held: not found(held)) if denied else found


def _plain(operator: str, values: tuple[str, ...]) -> Test:
    if operator == "equals":
        wanted = frozenset(values)
        return lambda held: not wanted.isdisjoint(held)
    if operator == "contains":
        return lambda held: any(value in one for one in held for value in values)
    return lambda held: any(one.startswith(values) for one in held)


def _meant(operator: str, values: tuple[str, ...], places: Iterable[Place]) -> Iterable[str]:
    test = _plain(operator, values)
    for place in places:
        looked_at = (place.id, *place.names) if operator == "equals" else place.names[:_NAMES_ONLY]
        if test(looked_at):
            yield place.id


def held_at(record: Mapping[str, object] | None, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values that a decoded record holds at a path; blanks are none.

    Of an object that stands at the end of a path the keys are the values (the roles of a user).
    """
    found: object = record
    for step in path:
        if not isinstance(found, Mapping):
            return ()
        found = found.get(step)
    if isinstance(found, str):
        return (found,) if found else ()
    if isinstance(found, list | dict):
        return tuple(one for one in found if isinstance(one, str) and one)
    return ()
