"""Connections, views and resource links as they are stored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.errors import NotSignedInError
from homeroom.sharing import bitmaps
from homeroom.sharing.lens import Lens
from homeroom.sharing.models import connection, resource_link, view
from homeroom.sharing.pinning.rules import Limits
from homeroom.sharing.rules import (
    Definition,
    FieldAccess,
    Share,
    lens_without_people,
    read_definition,
    restricted,
)
from homeroom.sharing.selecting.rules import Rule
from homeroom.sharing.widening.rules import Allowance, Kind
from homeroom_wire.fields import KINDS, Tier
from homeroom_wire.values import VERSIONS, Version

_DISTRICT: Final[sa.BindParameter[int]] = sa.bindparam("district")
_CONNECTION_COLUMNS = (
    connection.c.connection,
    connection.c.application,
    connection.c.state,
    connection.c.tier,
    connection.c.share,
    connection.c.fields,
    connection.c.events,
    connection.c.view_30,
    connection.c.view_31,
    connection.c.created_at,
    connection.c.filters,
    connection.c.launch_on,
    connection.c.limits,
    connection.c.pinned,
    connection.c.allowance,
)
_CONNECTION = Prepared(
    sa.select(*_CONNECTION_COLUMNS).where(
        connection.c.district == _DISTRICT, connection.c.connection == sa.bindparam("connection")
    )
)
_CONNECTIONS = Prepared(
    sa.select(*_CONNECTION_COLUMNS)
    .where(connection.c.district == _DISTRICT)
    .order_by(connection.c.created_at, connection.c.connection)
)
_OF_APPLICATION = Prepared(
    sa.select(connection.c.district, *_CONNECTION_COLUMNS)
    .where(connection.c.application == sa.bindparam("application"))
    .order_by(connection.c.created_at, connection.c.connection)
)
_VIEWS = Prepared(
    sa.select(
        connection.c.state, connection.c.view_30, connection.c.view_31, connection.c.pinned
    ).where(
        connection.c.district == _DISTRICT, connection.c.connection == sa.bindparam("connection")
    )
)
_DEFINITION = Prepared(
    sa.select(view.c.definition).where(
        view.c.district == _DISTRICT, view.c.view == sa.bindparam("view")
    )
)
_LINKS = Prepared(
    sa.select(resource_link.c.resource, resource_link.c.course, resource_link.c.batch).where(
        resource_link.c.district == _DISTRICT,
        resource_link.c.application == sa.bindparam("application"),
    )
)

SETTING_UP: Final = "setting_up"
RUNNING: Final = "running"
PAUSED: Final = "paused"
ENDED: Final = "ended"
"""States of a connection; tokens of all but the last read what is shared."""

_OPEN: Final = {"secure_sync": frozenset(KINDS), "district_sso": frozenset({"districts", "users"})}
_LISTED: Final = {"secure_sync": frozenset(KINDS), "district_sso": frozenset({"districts"})}
_KEPT_IN_MEMORY: Final = 1024


@dataclass(frozen=True)
class Connection:
    """An application in a district: what it is given, and what it sees through."""

    id: str
    district: int
    application: str
    state: str
    tier: Tier
    share: Share
    access: FieldAccess
    events: bool
    views: tuple[str, str]
    """The view that v3.0 reads go through, and the one of v3.1."""

    created_at: int
    filters: tuple[Rule, ...] = ()
    """What the application takes of what is shared; empty: everything."""

    launch_on: str | None = None
    """The day from which people may enter; None: since it runs."""

    limits: Limits | None = None
    """From which changes on its application wants to look first; None: it never does."""

    pinned: int | None = None
    """The batch that it reads as of, while it is paused or held; None: it reads what is now."""

    allowance: Allowance | None = None
    """Whom it signs in, how, and where to, as was agreed; None: as its application declares."""

    @property
    def held(self) -> bool:
        """Whether its application must look at what changed before it gets it."""
        return self.pinned is not None and self.state not in (PAUSED, ENDED)

    def launched(self, today: str) -> bool:
        """Whether people enter by it on this day of the district (district.md 3.3, D-APP-1).

        Days are compared as text. Where nobody knows the day, `""`, a day has not come yet.
        """
        return self.state == RUNNING and (self.launch_on is None or self.launch_on <= today)

    def allows(self, kind: Kind, value: str) -> bool:
        """Whether the district agreed to something that the application declares (ruling R28)."""
        return self.allowance is None or value in self.allowance.of(kind)

    @property
    def may_sign_in(self) -> bool:
        """Whether the district agreed that it signs people in, if its application does."""
        return self.allows("type", "district_sso")

    def view(self, version: Version) -> str:
        """The key of the view for readers of a version."""
        return self.views[VERSIONS.index(version)]


@dataclass(frozen=True)
class View:
    """What a connection may see, with which fields; asked through `homeroom.sharing.views`."""

    key: str
    district: int
    definition: Definition
    fields: Lens
    """The lens before it knows the people of a moment."""

    restricted: frozenset[str]
    """Kinds of which not the whole district is seen."""

    as_of: int | None = None
    """The batch that is read as of; None: what is there now."""

    @cached_property
    def uncut(self) -> frozenset[str]:
        """Kinds whose documents all go out as they are stored."""
        whole = {kind for kind in KINDS if self.opens(kind) and self.fields.whole(kind)}
        return frozenset(kind for kind in whole if not self.restricted & {kind, "users"})

    @property
    def kept_as(self) -> str:
        """The name under which its members and moments are stored."""
        return bitmaps.kept_name(self.key, self.as_of)

    def opens(self, kind: str) -> bool:
        """Whether single records of the kind can be read at all (ruling R6)."""
        return kind in _OPEN.get(self.definition.tier, ())

    def lists(self, kind: str) -> bool:
        """Whether lists of the kind can hold anything; an open kind without is always empty."""
        return kind in _LISTED.get(self.definition.tier, ())

    def relates(self) -> bool:
        """Whether anything below a record can be read."""
        return self.definition.tier == "secure_sync"


_known: dict[tuple[str, int], View] = {}
"""Views by key and district. A key is a digest of the definition, so no entry can be outdated."""

_seen_last: dict[tuple[int, str, Version], View] = {}


def connection_named(session: Session, district: int, name: str) -> Connection | None:
    """The connection with this id, ended or not."""
    row = session.one(_CONNECTION, district=district, connection=name)
    return _connection(district, row) if row else None


def connections_of(session: Session, district: int) -> list[Connection]:
    """Every connection of a district, oldest first, ended ones too."""
    return [_connection(district, row) for row in session.all(_CONNECTIONS, district=district)]


def connections_to(session: Session, application: str) -> list[Connection]:
    """Every connection of an application in all districts, oldest first, ended ones too."""
    rows = session.all(_OF_APPLICATION, application=application)
    return [_connection(row[0], row[1:]) for row in rows]


def view_of(session: Session, district: int, connection_id: str, version: Version) -> View:
    """The view that readers of a version have through a connection that has not ended."""
    row = session.one(_VIEWS, district=district, connection=connection_id)
    if row is None or row[0] == ENDED:
        raise NotSignedInError("Unrecognized token string")
    found = view_named(session, district, row[1 + VERSIONS.index(version)])
    if len(_seen_last) >= _KEPT_IN_MEMORY:
        _seen_last.clear()
    _seen_last[district, connection_id, version] = found
    return found if row[3] is None else replace(found, as_of=row[3])


def seen_last(district: int, connection_id: str, version: Version) -> View | None:
    """The view that this process found at a connection the last time; never to be believed.

    Any process may have changed it since, so whoever reads by it asks in the same statement
    whether it is still the connection's.
    """
    return _seen_last.get((district, connection_id, version))


def view_through(session: Session, connection: Connection, version: Version) -> View:
    """The view that a connection has, as of its batch if it is pinned to one."""
    found = view_named(session, connection.district, connection.view(version))
    return found if connection.pinned is None else replace(found, as_of=connection.pinned)


def view_named(session: Session, district: int, key: str) -> View:
    """The view with this key; LookupError if it was never stored."""
    found = _known.get((key, district))
    if found is None:
        row = session.one(_DEFINITION, district=district, view=key)
        if row is None:
            raise LookupError(f"view {key} of district {district}")
        if len(_known) >= _KEPT_IN_MEMORY:
            _known.clear()
        found = _known[key, district] = view_from(district, key, read_definition(row[0]))
    return found


def is_kept(session: Session, district: int, key: str) -> bool:
    """Whether there is, or was, a view of this name; logs of connections are named alike."""
    return (key, district) in _known or (
        session.one(_DEFINITION, district=district, view=key) is not None
    )


def view_from(district: int, key: str, definition: Definition) -> View:
    """The view that a definition makes."""
    return View(key, district, definition, lens_without_people(definition), restricted(definition))


def active_views(session: Session, district: int) -> list[View]:
    """The views whose log is being written: those of unpinned connections with events on."""
    return _views(session, district, (c for c in following(session, district) if c.events))


def live_views(session: Session, district: int) -> list[View]:
    """The views of which anyone reads what is now, events or not: their bitmaps are renewed."""
    return _views(session, district, following(session, district))


def resource_links(
    session: Session, district: int, application: str, as_of: int | None = None
) -> list[tuple[int, int]]:
    """(Resource, course) of everything an application has mapped in the district."""
    rows = session.all(_LINKS, district=district, application=application)
    return [
        (resource, course)
        for resource, course, batch in rows
        if as_of is None or batch is None or batch <= as_of
    ]


def following(session: Session, district: int) -> list[Connection]:
    """Every connection that reads what is there now, oldest first."""
    everyone = connections_of(session, district)
    return [one for one in everyone if one.state != ENDED and one.pinned is None]


def _views(session: Session, district: int, connections: Iterable[Connection]) -> list[View]:
    keys = {key for one in connections for key in one.views}
    return [view_named(session, district, key) for key in sorted(keys)]


def _connection(district: int, row: tuple[object, ...]) -> Connection:
    name, application, state, tier, share, access, events, view_30, view_31, made, *rest = row
    filters, launch_on, limits, pinned, allowance = rest
    return Connection(
        id=str(name),
        district=district,
        application=str(application),
        state=str(state),
        tier=msgspec.convert(tier, Tier),
        share=msgspec.json.decode(str(share), type=Share),
        access=msgspec.json.decode(str(access), type=FieldAccess),
        events=bool(events),
        views=(str(view_30), str(view_31)),
        created_at=int(str(made)),
        filters=msgspec.json.decode(str(filters), type=tuple[Rule, ...]) if filters else (),
        launch_on=str(launch_on) if launch_on else None,
        limits=msgspec.json.decode(str(limits), type=Limits) if limits else None,
        pinned=None if pinned is None else int(str(pinned)),
        allowance=msgspec.json.decode(str(allowance), type=Allowance) if allowance else None,
    )
