"""Whether what an application declared means anything: a misspelt word would protect nothing.

`Holds(fields={"users": {"grade"}})` keeps no hand edit, and a limit of 25 never stops an archive.
Neither shows before it is too late, so a sync begins by looking.
"""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from math import inf
from typing import Any, Final, Protocol, get_args, get_type_hints, runtime_checkable

from homeroom_kit.client.drift import is_known
from homeroom_kit.errors import ConfigurationError
from homeroom_kit.matching import Match
from homeroom_kit.planning import Guard, Holds
from homeroom_kit.planning.values import MADE
from homeroom_kit.stores.protocol import Store
from homeroom_kit.sync.policy import KINDS, Policy

__all__ = ["check_policy", "check_store"]

_ROLES: Final = frozenset({"student", "teacher", "staff", "district_admin", "contact"})


@runtime_checkable
class _Tied(Protocol):
    """A store that can say whether its ties carry something."""

    def check_ties(self) -> None: ...


def check_store(store: Store) -> None:
    """Refuse a store from which a sync would delete what is the application's.

    A login deletes nothing, so it goes on.

    Raises:
        ConfigurationError: It names what hangs on the ties.
    """
    if isinstance(store, _Tied):
        store.check_ties()


def check_policy(policy: Policy) -> None:
    """Refuse a policy that says what nobody understands.

    Raises:
        ConfigurationError: It names the word and what could stand there.
    """
    for trouble in _troubles(policy):
        raise ConfigurationError("bad_policy", trouble)


def _troubles(policy: Policy) -> Iterator[str]:
    yield from _misspelt("Match", Match, policy.match)
    yield from _misspelt("Holds", Holds, policy.holds)
    yield from _misspelt("Policy", Policy, policy)
    if policy.match.alias_days < 0:
        yield "Match.alias_days is less than nothing."
    if not policy.lease_seconds > 0:
        yield "Policy.lease_seconds has to be more than 0, else two syncs work at once."
    if policy.roles is not None:
        yield from _odd_names("Policy.roles", policy.roles, _ROLES.__contains__, policy)
    for kind, names in policy.holds.fields.items():
        where = f"Holds.fields[{kind!r}]"
        yield from _odd_kind(where, kind)
        yield from _odd_names(
            where, names, partial(_is_field, kind), policy, (AbstractSet, list, tuple)
        )
    if policy.guard is not None:
        yield from _odd_guard(policy.guard)


def _misspelt(named: str, shape: type[Any], value: Any) -> Iterator[str]:
    """What stands where only certain words mean anything."""
    for name, hint in _words_of(shape).items():
        said = getattr(value, name)
        if said not in hint:
            yield f"{named}.{name} is {said!r}; it can be {' or '.join(map(repr, hint))}."


def _words_of(shape: type[Any]) -> Mapping[str, tuple[str, ...]]:
    hints = get_type_hints(shape)
    found = {name: get_args(hint) for name, hint in hints.items()}
    return {name: args for name, args in found.items() if args and isinstance(args[0], str)}


def _odd_kind(where: str, kind: str) -> Iterator[str]:
    if kind not in KINDS:
        yield f"{where}: there is no record kind {kind!r}. There are {', '.join(KINDS)}."


def _is_field(kind: str, name: str) -> bool:
    return name in MADE or is_known(kind, name)


def _odd_names(
    where: str,
    names: Any,
    is_meant: Callable[[str], bool],
    policy: Policy,
    shapes: tuple[type[Any], ...] = (AbstractSet,),
) -> Iterator[str]:
    if not isinstance(names, shapes):
        yield f"{where} is {names!r}; it has to be a set of names."
        return
    unknown = sorted({name for name in names if not is_meant(name)})
    if unknown and policy.drift != "evolve":
        yield (
            f"{where} names {', '.join(map(repr, unknown))}, which the API does not have. Write it "
            "as the API's documentation does, a field by its path (`roles.student.grade`), or "
            "choose drift mode `evolve` if the hub is newer than this kit."
        )


def _odd_guard(guard: Guard) -> Iterator[str]:
    for kind, limit in guard.limits.items():
        yield from _odd_kind(f"Guard.limits[{kind!r}]", kind)
        if not (0 <= limit <= 1 or limit == inf):
            yield f"Guard.limits[{kind!r}] is {limit}; it is a share, from 0 to 1 (0.25 for 25 %)."
    if guard.floor < 0:
        yield "Guard.floor is less than nothing."
