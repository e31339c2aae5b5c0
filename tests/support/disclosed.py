"""The record of disclosures as sets to compare with what stood in answers."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from homeroom.foundation.ids import wire_id
from homeroom.hub import Hub
from homeroom.sharing.disclosing.queries import disclosures
from homeroom.sharing.disclosing.rules import fields_given

Told = dict[tuple[str, str, str, str], set[str]]
"""(Connection, day, kind, id) -> fields."""


def leaves(value: Any, at: str = "") -> Iterator[str]:
    """Dotted paths of everything that is not an object; extension fields are one."""
    if isinstance(value, dict) and not at.endswith(".ext"):
        for name, inner in value.items():
            yield from leaves(inner, f"{at}.{name}" if at else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for one in value:
            yield from leaves(one, at)
    else:
        yield at


def recorded(hub: Hub, district: int) -> Told:
    """Everything that the record holds of a district."""
    found: Told = defaultdict(set)
    with hub.parts.store.roster.reading() as session:
        for one in disclosures(session, district, "0000", "9999"):
            paths = {path.replace("[]", "") for path in fields_given(one.terms, one.kind)}
            assert one.reads > 0
            for rid in one.members:
                found[one.connection, one.day, one.kind, wire_id(rid, district)] |= paths
    return found
