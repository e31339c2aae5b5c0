"""People who come, each on a device of her own (SC-70)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from homeroom.certification.harness import Trial, UndecidedError
from homeroom.certification.logins.arriving import Arrival, arrive
from homeroom.certification.logins.ground import Ground
from homeroom.certification.logins.naming import role_of

__all__ = [
    "ByType",
    "Drifted",
    "OtherScripts",
    "People",
    "SeveralRoles",
    "Sparse",
    "Strangers",
    "by_type",
    "come",
    "declared_types",
    "drifted",
    "of_declared_types",
]

_ONE_OF: Final[Mapping[str, str]] = {
    "student": "k01",
    "teacher": "t02",
    "staff": "a01",
    "district_admin": "d01",
}
"""An ordinary person of each type."""


@dataclass(frozen=True)
class People:
    """Arrivals, in the order in which they came."""

    arrivals: tuple[Arrival, ...]


@dataclass(frozen=True)
class ByType(People):
    """One of each declared type, by each way in; `without` says which way there is not."""

    without: str = ""


class Strangers(People):
    """Five who have no class in common, so no page of one shows another."""


class Sparse(People):
    """People of whom little is known: no e-mail, no user name (SSO-17)."""


class OtherScripts(People):
    """People whose names are written with accents, or in other scripts."""


class SeveralRoles(People):
    """Administrators, and people with several roles at once."""


class Drifted(People):
    """People who come while their records hold fields and words that nobody knows (CORE-10)."""


Kind = TypeVar("Kind", bound=People)


def declared_types(trial: Trial) -> tuple[str, ...]:
    """The user types that the application takes: as surveyed, else as its probe says."""
    surveyed = trial.answers.choices("Q-S10")
    found = surveyed if surveyed is not None else tuple(sorted(trial.user_types))
    known = tuple(one for one in _ONE_OF if one in found)
    return known or ("student", "teacher")


def of_declared_types(trial: Trial, keys: Iterable[str]) -> list[str]:
    """Those of some people whose type the application takes."""
    types = declared_types(trial)
    return [key for key in keys if role_of(key) in types]


def come(ground: Ground, kind: type[Kind], keys: Iterable[str], by: str = "portal") -> Kind:
    """Bring people in, each on a new device."""
    arrivals = []
    for key in of_declared_types(ground.trial, keys):
        with ground.device() as visitor:
            arrivals.append(arrive(ground, visitor, key, by))
    return kind(tuple(arrivals))


def drifted(ground: Ground, keys: Iterable[str]) -> Drifted:
    """Bring people in while the hub's records hold what no application can know of."""
    with ground.fault("drift"):
        return come(ground, Drifted, keys)


def by_type(ground: Ground) -> ByType:
    """One of each declared type by portal, by Instant-Login link and by the button (SSO-15)."""
    arrivals: list[Arrival] = []
    without = ""
    for role in declared_types(ground.trial):
        for by in ("portal", "link", "button"):
            with ground.device() as visitor:
                try:
                    arrivals.append(arrive(ground, visitor, _ONE_OF[role], by))
                except UndecidedError as reason:
                    # An application need not have a button (DCG); a hub that refuses is no answer.
                    if by != "button":
                        raise
                    without = reason.message
    return ByType(tuple(arrivals), without)
