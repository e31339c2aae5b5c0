"""What was agreed, what is declared, and what lies between them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal
from urllib.parse import urlsplit

Kind = Literal["user_type", "type", "redirect_host", "recommendation"]
State = Literal["asked", "accepted", "declined"]

KINDS: Final[tuple[Kind, ...]] = ("redirect_host", "type", "user_type")
"""What an allowance is made of; what weighs most comes first."""

TYPES: Final = frozenset({"secure_sync", "district_sso"})
"""Integration types that a connection has; the Library's are by its own policy (sso.md 8.9)."""


@dataclass(frozen=True)
class Allowance:
    """Whom an application signs in, how it is integrated, and where it may send people."""

    user_types: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()

    def of(self, kind: Kind) -> frozenset[str]:
        """Return what is allowed of one kind."""
        values = {"user_type": self.user_types, "type": self.types, "redirect_host": self.hosts}
        return values.get(kind, frozenset())

    def common(self, other: "Allowance") -> "Allowance":
        """Return what both allow."""
        return Allowance(
            self.user_types & other.user_types,
            self.types & other.types,
            self.hosts & other.hosts,
        )

    def beyond(self, other: "Allowance") -> list[tuple[Kind, str]]:
        """Return what this one allows and the other does not."""
        return [(kind, value) for kind in KINDS for value in sorted(self.of(kind) - other.of(kind))]

    def plus(self, kind: Kind, value: str) -> "Allowance":
        """Return this with one thing more."""
        more = frozenset({value})
        if kind == "user_type":
            return replace(self, user_types=self.user_types | more)
        if kind == "type":
            return replace(self, types=self.types | more)
        return replace(self, hosts=self.hosts | more)


@dataclass(frozen=True)
class Widening:
    """Something that an application asks for, and what the district says to it."""

    kind: Kind
    value: str
    state: State
    asked_at: int
    answered_at: int | None = None
    answered_by: str = ""


def allowance(
    user_types: Iterable[str], types: Iterable[str], addresses: Iterable[str]
) -> Allowance:
    """Return what a declaration asks for."""
    return Allowance(
        frozenset(user_types),
        frozenset(types) & TYPES,
        frozenset(host_of(one) for one in addresses),
    )


def host_of(address: str) -> str:
    """Return the host of an address; another port or path is no other host."""
    return (urlsplit(address).hostname or "").lower()
