"""Where each application stands with a district now: its connection, its proposal, its stage."""

from collections.abc import Iterable
from dataclasses import dataclass

from homeroom.districts.applications import words
from homeroom.districts.applications.words import Status
from homeroom.districts.guard import Admin
from homeroom.foundation.database import Session
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.parts import Parts
from homeroom.oauth.connecting import tier_of
from homeroom.oauth.queries import App, apps
from homeroom.oauth.rates import milliseconds
from homeroom.roster.queries import time_of
from homeroom.sharing.connecting.queries import proposals_of, stage_now
from homeroom.sharing.connecting.rules import Proposal, stage_of_proposal
from homeroom.sharing.queries import ENDED, Connection, connections_of


@dataclass(frozen=True)
class Now:
    """The district's own moment (ruling R26)."""

    ms: int
    day: str


@dataclass(frozen=True)
class Standing:
    """One application and one district."""

    app: App
    status: Status
    proposal: Proposal | None
    """The newest between the two, answered or not."""

    link: Connection | None
    """The connection that has not ended."""

    was_connected: bool
    now: Now
    sharing: str = ""
    """What is shared, briefly; empty without a connection."""

    @property
    def open(self) -> Proposal | None:
        """The proposal that waits for an answer."""
        return self.proposal if self.proposal and self.proposal.state == "open" else None

    @property
    def is_current(self) -> bool:
        """Whether there is a connection, or an answer is awaited."""
        return self.link is not None or self.open is not None

    @property
    def type(self) -> str:
        """The integration type in words; that of the connection, where there is one."""
        tier = self.link.tier if self.link else tier_of(self.app)
        return words.type_of(tier, signs_in=self.app.declared.signs_in)

    @property
    def launches(self) -> str:
        """The day from which people can enter, if that is to come."""
        link = self.link
        waits = link is not None and link.launch_on and not link.launched(self.now.day)
        return (link.launch_on or "") if link is not None and waits else ""


def now_of(parts: Parts, district: int) -> Now:
    """Return the district's moment."""
    with parts.store.control.reading() as control:
        there = time_of(control, district, parts.clock.now())
    return Now(milliseconds(there), there.date().isoformat())


def standings_of(parts: Parts, admin: Admin) -> list[Standing]:
    """Return every application that the district may have or had, by name.

    What is in development is there for sandbox districts only, and for whom it invited.
    """
    with parts.store.control.reading() as control:
        registered = apps(control)
    now = now_of(parts, admin.number)
    with parts.store.roster.reading() as session:
        proposals = proposals_of(session, admin.number)
        links = connections_of(session, admin.number)
        found = [_standing(session, app, proposals, links, now) for app in registered]
    return [one for one in found if _is_there(one, admin)]


def standing_of(parts: Parts, admin: Admin, application: str) -> Standing:
    """Return where one application stands; NotFoundError if it is none for this district."""
    for one in standings_of(parts, admin):
        if one.app.application == application:
            return one
    raise NotFoundError("There is no such application for your district.", "no_such_app")


def waiting_for_us(parts: Parts, admin: Admin) -> list[Standing]:
    """Return the applications whose next step is the district's; invitations are told apart."""
    return [
        one
        for one in standings_of(parts, admin)
        if one.is_current and one.status.waits and one.status is not words.STAGES["invited"]
    ]


def invitations_to(parts: Parts, district: int) -> list[tuple[Proposal, str]]:
    """Return the invitations that wait for the district, oldest first, with who invites."""
    with parts.store.roster.reading() as session:
        waiting = [
            one
            for one in proposals_of(session, district)
            if one.state == "open" and one.kind == "invitation"
        ]
    if not waiting:
        return []
    with parts.store.control.reading() as control:
        names = {app.application: app.name for app in apps(control)}
    return [(one, names[one.application]) for one in waiting if one.application in names]


def _is_there(one: Standing, admin: Admin) -> bool:
    may_be_asked = one.app.declared.live or admin.district.sandbox
    return (
        one.proposal is not None
        or one.was_connected
        or (may_be_asked and tier_of(one.app) is not None)
    )


def _standing(
    session: Session,
    app: App,
    proposals: Iterable[Proposal],
    links: Iterable[Connection],
    now: Now,
) -> Standing:
    mine = [one for one in proposals if one.application == app.application]
    every = [one for one in links if one.application == app.application]
    proposal = mine[-1] if mine else None
    link = next((one for one in every if one.state != ENDED), None)
    sharing = ""
    if link is not None:
        status = words.STAGES[stage_now(session, link, now.day)]
        sharing = words.share_briefly(link.share)
    elif proposal is not None and proposal.state == "open":
        status = words.STAGES[stage_of_proposal(proposal, now.ms)]
    elif every and (proposal is None or proposal.state == "accepted"):
        status = words.DISCONNECTED
    else:
        status = words.status_of_ended(proposal)
    return Standing(app, status, proposal, link, bool(every), now, sharing)
