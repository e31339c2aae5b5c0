"""What an application does meanwhile, for tests of a district's pages."""

from typing import Any

from homeroom.events import agreements
from homeroom.oauth import connecting
from homeroom.oauth.actions import TOKEN_PURPOSE
from homeroom.oauth.queries import App, app_named, tokens_of
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.connecting import actions
from homeroom.sharing.connecting.queries import connected, open_proposal
from homeroom.sharing.queries import Connection
from homeroom.sharing.rules import Share
from tests.support.hubs import Reply
from tests.unit.districts.town import Town

ROSTER: dict[str, Any] = {
    "types": ["secure_sync", "district_sso"], "events": True,
    "fields": {"users.email": {"need": "required", "reason": "It names the account."}},
}  # fmt: skip


def by(town: Town, note: str = "") -> Author:
    return Author("Bo", int(town.clock.now().timestamp() * 1000), note)


def app_of(town: Town, application: str) -> App:
    with town.hub.parts.store.control.reading() as session:
        found = app_named(session, application)
    assert found is not None
    return found


def invites(town: Town, application: str) -> str:
    with town.hub.parts.store.roster.writing() as session:
        return actions.invite_district(session, town.district.number, application, by(town))


def proposal_of(town: Town, application: str) -> str:
    with town.hub.parts.store.roster.reading() as session:
        found = open_proposal(session, town.district.number, application)
    return found.id if found else ""


def accepts(town: Town, application: str) -> str:
    return connecting.accept(
        town.hub.parts, town.district.number, app_of(town, application),
        proposal_of(town, application), "application", by(town),
    )  # fmt: skip


def launches(town: Town, connection: str, day: str) -> None:
    today = town.clock.now().date().isoformat()
    with town.hub.parts.store.roster.writing() as session:
        actions.set_launch_day(session, town.district.number, connection, day, today)


def shares_everyone(town: Town, connection: str) -> None:
    """The district shares everybody it has."""
    everyone = Share("district", staff=True, administrators=True)
    with town.hub.parts.store.roster.writing() as session:
        agreements.change_share(session, town.district.number, connection, everyone, by(town))


def link_of(town: Town, application: str) -> Connection | None:
    with town.hub.parts.store.roster.reading() as session:
        return connected(session, town.district.number, application)


def tokens(town: Town, application: str) -> list[str]:
    """The application's active tokens, as the hub would show them to it."""
    parts = town.hub.parts
    with parts.store.control.reading() as session:
        issued = tokens_of(session, application)
    return [parts.sealer.open(bytes.fromhex(one.sealed), TOKEN_PURPOSE) for one in issued]


def asks(town: Town, token: str, path: str) -> Reply:
    """What the application is answered over HTTP."""
    return town.call(path, headers={"authorization": f"Bearer {token}"})
