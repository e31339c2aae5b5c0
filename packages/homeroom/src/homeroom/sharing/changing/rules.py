"""An agreement between a district and an application, and the definitions it comes down to."""

from dataclasses import dataclass, replace

from homeroom.sharing.queries import Connection
from homeroom.sharing.rules import (
    Definition,
    FieldAccess,
    Share,
    check_refusals,
    definition_of,
)
from homeroom.sharing.selecting.rules import Rule, check_rules
from homeroom_wire.values import VERSIONS


@dataclass(frozen=True)
class Agreement:
    """Which records and which fields an application is given, and what of it it takes."""

    share: Share
    access: FieldAccess
    filters: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Author:
    """Who changes an agreement, when by the district's clock, and why."""

    who: str
    at_ms: int
    note: str = ""


def agreement_of(connection: Connection) -> Agreement:
    """Return what is in force."""
    return Agreement(connection.share, connection.access, connection.filters)


def checked(connection: Connection, agreement: Agreement) -> Agreement:
    """Return the agreement as this connection can have it; refuse one that cannot be meant.

    The integration type belongs to the connection and does not change.
    """
    found = replace(agreement, access=replace(agreement.access, tier=connection.tier))
    check_refusals(found.access)
    check_rules(found.share.rules)
    check_rules(found.filters)
    return found


def definitions_of(connection: Connection, agreement: Agreement) -> list[Definition]:
    """Return what an agreement comes down to, version by version."""
    return [
        definition_of(
            agreement.share,
            agreement.access,
            version,
            connection.application,
            agreement.filters,
        )
        for version in VERSIONS
    ]
