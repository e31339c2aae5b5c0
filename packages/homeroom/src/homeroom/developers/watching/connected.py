"""The connections of an application with the names of their districts, for lists and choices."""

from dataclasses import dataclass

from homeroom.foundation.parts import Parts
from homeroom.roster.queries import District, districts
from homeroom.sharing.queries import Connection, connections_to


@dataclass(frozen=True)
class Link:
    """A connection, ended or not, and its district."""

    connection: Connection
    district: District

    @property
    def label(self) -> str:
        """What a choice calls it."""
        return f"{self.district.name} ({self.connection.id})"


def links_of(parts: Parts, application: str) -> list[Link]:
    """Return every connection of an application, oldest first."""
    with parts.store.control.reading() as control:
        known = {one.number: one for one in districts(control)}
    with parts.store.roster.reading() as session:
        found = connections_to(session, application)
    return [Link(one, known[one.district]) for one in found if one.district in known]
