"""Answers "Does District SSO work, for everybody whom we take, by every way in?"."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from homeroom.developers.applications.rules import USER_TYPES
from homeroom.developers.frame import show_app
from homeroom.developers.guard import Developer
from homeroom.developers.trying.rules import Outcome, outcome_of
from homeroom.developers.watching.connected import Link, links_of
from homeroom.foundation.errors import NotFoundError
from homeroom.oauth.registration.queries import Registration
from homeroom.oauth.requests.attempts import Attempt, attempts_of
from homeroom.oauth.requests.flushing import KEPT_DAYS
from homeroom.oauth.requests.trying import Way, is_tried, lines_of
from homeroom.sharing.queries import ENDED
from homeroom.web.answers import Answer
from homeroom.web.request import Request

BELOW: Final = "/district-sso"
TYPE: Final = "district_sso"
WAYS: Final[dict[Way, str]] = {
    "portal": "Icon in the portal",
    "link": "Instant Login link",
    "app": "Started by your application",
}
_MUST: Final[tuple[Way, ...]] = ("portal", "link")
"""The ways by which each kind of people must have come in once (certification.md 3.5)."""


@dataclass(frozen=True)
class Row:
    """The last attempt of one kind of people by one way."""

    role: str
    way: str
    attempt: Attempt | None
    outcome: Outcome


@dataclass(frozen=True)
class Start:
    """Where a sign-in can be begun in one connected sandbox district."""

    district: str
    portal: str
    instant: str
    own: str
    """Empty where only the application itself can begin one."""


def show_district_sso(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the ways to begin, and the last attempt of each kind of people by each of them."""
    if TYPE not in app.app.declared.types:
        raise NotFoundError("This application has no District SSO.", "no_such_page")
    parts = request.parts
    with parts.store.control.reading() as session:
        lines = lines_of(session, app.id, who.now)
    attempts = [one for one in attempts_of(lines) if not one.is_of_the_library]
    last = {(one.ended.role, one.ended.way): one for one in attempts}
    roles = app.app.declared.user_types
    passed = [role for role in roles if _is_passed(attempts, role)]
    return show_app(
        request,
        who,
        app,
        "trying/district_sso.html",
        BELOW,
        starts=_starts(request, app),
        rows=[
            Row(USER_TYPES[role], label, last.get((role, way)), outcome_of(found, who.now))
            for role in roles
            for way, label in WAYS.items()
            for found in (last.get((role, way)),)
        ],
        passed=len(passed),
        wanted=len(roles),
        others=_others(attempts, roles, who.now),
        is_tried=is_tried(parts, app.app),
        kept_days=KEPT_DAYS,
    )


def _is_passed(attempts: list[Attempt], role: str) -> bool:
    came = {one.ended.way for one in attempts if one.ended.role == role and one.is_in}
    return came >= set(_MUST)


def _others(
    attempts: list[Attempt], roles: tuple[str, ...], now: int
) -> list[tuple[Attempt, str, Outcome]]:
    """Return the last attempts that belong to no kind of people that the application takes."""
    found = [one for one in attempts if one.ended.role not in roles]
    return [(one, WAYS[one.ended.way], outcome_of(one, now)) for one in reversed(found[-5:])]


def _starts(request: Request, app: Registration) -> list[Start]:
    if not app.app.redirect_uris:
        return []
    links = [
        one
        for one in links_of(request.parts, app.id)
        if one.district.sandbox and one.connection.state != ENDED
    ]
    return [_start(request.parts.settings.base_url, app, one) for one in links]


def _start(hub: str, app: Registration, link: Link) -> Start:
    asked = {"client_id": app.app.client_id, "district_id": link.district.id}
    own = {"response_type": "code", **asked, "redirect_uri": app.app.redirect_uris[0]}
    is_open = not app.app.declared.needs_pkce
    return Start(
        link.district.name,
        f"{hub}/in/{link.district.short_name}",
        f"{hub}/oauth/instant-login?{urlencode(asked)}",
        f"{hub}/oauth/authorize?{urlencode(own)}" if is_open else "",
    )
