"""Which connection a page is about: that of an application with the admin's own district."""

from dataclasses import dataclass
from datetime import timedelta

from homeroom.districts.frame import APPLICATIONS, isolated
from homeroom.districts.guard import Admin
from homeroom.foundation.database import Session
from homeroom.foundation.errors import NotFoundError
from homeroom.oauth.queries import App, app_named, apps
from homeroom.sharing.changing.rules import Agreement, Author
from homeroom.sharing.pinning.queries import wished
from homeroom.sharing.queries import ENDED, Connection, connections_of
from homeroom.sharing.recommending.queries import published_for
from homeroom.sharing.recommending.rules import (
    InForce,
    Published,
    accepted,
    in_step,
    newest,
    untold,
    waiting,
)
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.web.request import Request


@dataclass(frozen=True)
class Connected:
    """An application and its connection that has not ended."""

    app: App
    connection: Connection
    agreement: Agreement
    """What it is to have: what is in force or, of a pinned connection, what waits."""

    published: tuple[Published, ...] = ()
    """What the application recommended to this district, or to all."""

    @property
    def newest(self) -> InForce | None:
        """What it recommends now; None if nothing."""
        return newest(self.published, self.connection.district)

    @property
    def waiting(self) -> InForce | None:
        """The version that would widen the share, if the district accepted it (ruling R28)."""
        return waiting(self.agreement.share, self.published, self.connection.district)

    @property
    def untold(self) -> tuple[str, ...]:
        """Why that version waits whole: by what it selects that the application does not read."""
        agreement, district = self.agreement, self.connection.district
        return untold(agreement.share, self.published, district, agreement.access)

    def in_step(self, share: Share, access: FieldAccess) -> Share:
        """Return a share as the versions since the accepted one narrow it with these fields."""
        return in_step(share, self.published, self.connection.district, access)

    def recommended(self) -> Share | None:
        """Return the share that follows the newest version, or the one that is followed already."""
        if self.newest is not None:
            agreement = self.agreement
            share = accepted(agreement.share, self.newest.version)
            return self.in_step(share, agreement.access)
        share = self.agreement.share
        return share if share.kind == "recommended" else None

    @property
    def called(self) -> str:
        """The application's name for a heading."""
        return isolated(self.app.name)

    @property
    def address(self) -> str:
        """Where the application's pages begin."""
        return f"{APPLICATIONS}/{self.app.application}"


def connected(request: Request, admin: Admin) -> Connected:
    """Return the application that the address names; NotFoundError if it is not connected."""
    name = request.path_params["application"]
    with request.parts.store.control.reading() as session:
        app = app_named(session, name)
    with request.parts.store.roster.reading() as session:
        found = live_connections(session, admin.number).get(name)
        if app is not None and found is not None:
            rows = tuple(published_for(session, admin.number, name))
            return Connected(app, found, wished(session, found), rows)
    raise NotFoundError("This application is not connected to your district.", "no_such_connection")


def all_connected(request: Request, admin: Admin) -> list[Connected]:
    """Return every application that is connected to the district, by name."""
    with request.parts.store.control.reading() as session:
        registered = apps(session)
    with request.parts.store.roster.reading() as session:
        live = live_connections(session, admin.number)
        return [
            Connected(app, found, wished(session, found))
            for app in registered
            if (found := live.get(app.application)) is not None
        ]


def live_connections(session: Session, district: int) -> dict[str, Connection]:
    """Return the connections that have not ended, by application."""
    return {one.application: one for one in connections_of(session, district) if one.state != ENDED}


def author(request: Request, admin: Admin, note: str) -> Author:
    """Return who changes what is shared, when by the district's clock (ruling R26), and why."""
    shift = timedelta(seconds=admin.district.clock_offset_seconds)
    now = request.parts.clock.now() + shift
    return Author(admin.signature, round(now.timestamp() * 1000), note)
