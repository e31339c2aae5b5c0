"""Where an application stands with each district: what is asked, what is connected, its token."""

from dataclasses import dataclass
from typing import Final

from homeroom.developers.guard import Developer
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.parts import Parts
from homeroom.oauth.queries import IssuedToken, tokens_of
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.registration.queries import Registration
from homeroom.roster.queries import District, districts, time_of
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.connecting.queries import proposals_to, stage_now
from homeroom.sharing.connecting.rules import Proposal, Stage
from homeroom.sharing.queries import ENDED, Connection, connections_to

STAGES: Final[dict[Stage, tuple[str, str, str]]] = {
    "requested": ("Requested", "look", "Accept or decline."),
    "waiting": ("Requested", "look", "Accept or decline; they may remind you."),
    "invited": ("Invited", "calm", "The district answers."),
    "setting_up": ("Setting up", "look", "Set the launch date."),
    "no_data": ("No data shared", "calm", "The district chooses what it shares."),
    "no_users": ("No users selected", "calm", "The district shares people."),
    "launch_date": ("Launch date", "calm", "Nothing: people can enter from that day on."),
    "launched": ("Launched", "good", "Nothing."),
    "paused": ("Paused", "look", "The district ends the pause; you read what was there before."),
    "review": ("Waits for your review", "look", "Look at the large change, then take it."),
}
"""Stage -> its words, its tone, and what comes next, as an application sees it."""

TIERS: Final = {"secure_sync": "Secure Sync", "district_sso": "District SSO"}


@dataclass(frozen=True)
class Link:
    """One connection that has not ended."""

    district: District
    connection: Connection
    stage: Stage
    token: IssuedToken | None
    """The active token; its string stays sealed."""

    today: str
    """The district's own day."""

    now_ms: int
    """The district's own moment."""


@dataclass(frozen=True)
class Ask:
    """One request or invitation that waits for an answer."""

    district: District
    proposal: Proposal
    now_ms: int


def links_of(parts: Parts, app: Registration) -> list[Link]:
    """Return every connection of the application, by the district's name."""
    known = _districts(parts)
    with parts.store.control.reading() as control:
        tokens = {one.connection: one for one in tokens_of(control, app.id)}
        times = {number: time_of(control, number, parts.clock.now()) for number in known}
    found = []
    with parts.store.roster.reading() as session:
        for one in connections_to(session, app.id):
            if one.state == ENDED or one.district not in known:
                continue
            there = times[one.district]
            today = there.date().isoformat()
            stage = stage_now(session, one, today)
            token = tokens.get(one.id)
            district = known[one.district]
            found.append(Link(district, one, stage, token, today, milliseconds(there)))
    return sorted(found, key=lambda link: (link.district.name.casefold(), link.connection.id))


def link_named(parts: Parts, app: Registration, name: str) -> Link:
    """Return one connection of the application; NotFoundError if it has none of that id."""
    for one in links_of(parts, app):
        if one.connection.id == name:
            return one
    raise NotFoundError("There is no such connection of this application.", "no_such_connection")


def asks_of(parts: Parts, app: Registration) -> list[Ask]:
    """Return what waits for an answer, of them or of us, the oldest first."""
    known = _districts(parts)
    with parts.store.control.reading() as control:
        times = {number: time_of(control, number, parts.clock.now()) for number in known}
    with parts.store.roster.reading() as session:
        return [
            Ask(known[one.district], one, milliseconds(times[one.district]))
            for one in proposals_to(session, app.id)
            if one.state == "open" and one.district in known
        ]


def ask_named(parts: Parts, app: Registration, name: str) -> Ask:
    """Return an open or answered request or invitation of the application."""
    known = _districts(parts)
    with parts.store.control.reading() as control:
        times = {number: time_of(control, number, parts.clock.now()) for number in known}
    with parts.store.roster.reading() as session:
        for one in proposals_to(session, app.id):
            if one.id == name and one.district in known:
                return Ask(known[one.district], one, milliseconds(times[one.district]))
    raise NotFoundError("There is no such request or invitation.", "no_such_proposal")


def signature(who: Developer, app: Registration) -> str:
    """Return how a district reads who did something for the application."""
    return f"{who.name} of {app.app.name}"


def author(who: Developer, app: Registration, at_ms: int, note: str = "") -> Author:
    """Return who does something for the application, when by the district's clock, and why."""
    return Author(signature(who, app), at_ms, note)


def _districts(parts: Parts) -> dict[int, District]:
    with parts.store.control.reading() as control:
        return {one.number: one for one in districts(control)}
