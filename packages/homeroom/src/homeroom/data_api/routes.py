"""The Data API: one handler for the 42 paths of the table, and the few that are not in it."""

import re
from collections.abc import Iterator
from typing import Final

from homeroom.data_api import attendance, checkpoints, events, links, paging, paths, people, splice
from homeroom.data_api.asking import Asked, Asking, not_found, unsupported
from homeroom.data_api.paging import Edges, PageRequest
from homeroom.data_api.paths import Path
from homeroom.foundation.database import Session
from homeroom.foundation.errors import RefusedError
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.guard import API_HEADERS, anyone
from homeroom.oauth.queries import Grant
from homeroom.sharing import views
from homeroom.sharing.queries import View
from homeroom.sharing.views import Ask, Page
from homeroom.web.answers import Answer, no_such_path
from homeroom.web.request import Request
from homeroom.web.routes import Route, public

_LARGE: Final = re.compile(rb"limit=[^&]{4}", re.IGNORECASE)
"""A page of a thousand records or more, which others should not wait for."""

_AFTER_VERSION: Final = len("/v3.0/")
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")


def answer(request: Request, grant: Grant | UserGrant) -> Answer:
    """Answer any request below /v3.0 or /v3.1; whose token it is, is asked here and once."""
    asked = Asked.of(request)
    path = paths.path_of(asked.segments)
    special = None if path else _special(asked)
    if path is None and special is None:
        return no_such_path(request.scope["path"], request.method)
    template = path.template if path else _TEMPLATES[special or ""]
    request.route_path = f"/{asked.version}{template}"
    if isinstance(grant, UserGrant):
        return people.answer(asked, path, special or "", grant)
    if request.method != "GET" or special in _UNSUPPORTED:
        raise unsupported(asked)
    asking = Asking.by(asked, grant)
    made = _at_once(asking, path) if path else None
    if made is not None:
        return made
    with request.parts.store.roster.reading() as session:
        if path is None:
            return _SPECIAL[special or ""](asking, session)
        return _from_table(asking, path, session)


_SPECIAL: Final = {
    "events": events.page,
    "event": events.one,
    "attendance": attendance.page,
    checkpoints.WORD: checkpoints.answer,
}

_TEMPLATES: Final = {
    "me": "/me",
    "events": "/events",
    "event": "/events/{id}",
    checkpoints.WORD: f"/{checkpoints.WORD}",
    "attendance": "/attendance/{kind}/{id}",
    "lms": "/sections/{id}/assignments",
}
"""How the paths outside the table are written where no id may stand."""

_UNSUPPORTED: Final = ("lms", "me")
"""Grade passback is not built (R37); `GET /v3.x/me` has a route of its own, in `oauth`."""


def _special(asked: Asked) -> str | None:
    """Return which of the paths outside the table is asked for."""
    match [segment.lower() for segment in asked.segments]:
        case ["me"]:
            return "me"
        case ["events"]:
            return "events"
        case ["events", _]:
            return "event"
        case [checkpoints.WORD]:
            return checkpoints.WORD
        case ["attendance", "schools" | "sections", _] if asked.version == "v3.1":
            return "attendance"
    return "lms" if asked.version == "v3.1" and paths.is_lms(asked.segments) else None


def _at_once(asking: Asking, path: Path) -> Answer | None:
    """Answer by a single statement; None where it takes a snapshot, as every refusal does."""
    is_list = path.shape == "list" and not path.above
    view = asking.likely_view(path.kind) if is_list or path.shape == "record" else None
    if view is None:
        return None
    roster, connection = asking.request.parts.store.roster, asking.grant.connection
    try:
        if is_list:
            asked = PageRequest.from_query(asking.query, path.query, path.roles)
            if asked.count:
                return None
            found = views.page_at_once(roster, view, connection, _ask(asking, path, asked))
            return _page(asking, path, view, found) if found else None
        rid = asking.rid_of(asking.segments[1])
    except RefusedError:
        return None  # Who is not recognised any more is told that before anything else.
    body = views.one_at_once(roster, view, connection, path.kind, rid)
    return _record(asking, path, view, body) if body else None


def _from_table(asking: Asking, path: Path, session: Session) -> Answer:
    view = asking.view(session)
    if path.shape == "list":
        return _list(asking, path, session, view)
    rid = asking.rid_of(asking.segments[1])
    if path.shape == "to_one":
        # Its one link is its own address, wherever it was found (data-api.md 3.2).
        below = views.below(session, view, path.above, rid, path.relation)
        return _one(asking, path, view, below, ())
    return _record(asking, path, view, views.one(session, view, path.kind, rid))


def _record(asking: Asking, path: Path, view: View, body: str | None) -> Answer:
    leads_on = body is not None and view.relates()
    words = links.relations(path.kind, body or "") if leads_on else ()
    return _one(asking, path, view, body, words)


def _one(
    asking: Asking, path: Path, view: View, body: str | None, words: tuple[str, ...]
) -> Answer:
    if body is None:
        raise not_found()
    asking.gives(view, path.kind, [body.encode()])
    address = f"/{asking.version}/{path.kind}/{splice.id_in(body)}"
    return splice.one(body, links.record_links(address, words))


def _list(asking: Asking, path: Path, session: Session, view: View) -> Answer:
    asked = PageRequest.from_query(asking.query, path.query, path.roles)
    ask = _ask(asking, path, asked)
    if asked.count:
        number = views.count(session, view, ask)
        return splice.count(number, paging.self_link(asking.self_address, asking.query_string))
    return _page(asking, path, view, views.page(session, view, ask))


def _page(asking: Asking, path: Path, view: View, found: Page) -> Answer:
    itself = asking.self_address
    asking.gives(view, path.kind, found.bodies)
    if not path.pages:
        own = paging.self_link(itself, asking.query_string)
        return splice.page(asking.version, path.kind, found.bodies, own)
    address = f"/{asking.version}/{path.kind}"
    if path.above:
        address = f"/{asking.version}/{path.above}/{asking.segments[1]}/{path.word}"
    made = paging.links(itself, address, asking.query_string, edges_of(found))
    return splice.page(asking.version, path.kind, found.bodies, made)


def _ask(asking: Asking, path: Path, asked: PageRequest) -> Ask:
    district = asking.grant.district
    rid = asking.rid_of(asking.segments[1]) if path.above else 0
    after, before = asked.starting_after, asked.ending_before
    return Ask(
        kind=path.kind,
        relation=(path.above, rid, path.relation) if path.above else None,
        role=asked.role,
        primary=asked.primary,
        limit=asked.limit,
        after=None if after is None else paging.cursor_rid(after, district),
        before=None if before is None else paging.cursor_rid(before, district, before=True),
        last=asked.last,
    )


def edges_of(found: Page) -> Edges:
    """Return where a page begins and ends."""
    bodies = found.bodies
    if not bodies:
        return Edges()
    return Edges(
        splice.id_in(bodies[0]),
        splice.id_in(bodies[-1]),
        prev=found.more_before,
        next=found.more_after,
    )


def preflight(request: Request) -> Answer:
    """Tell a browser that any page may ask, with a token (data-api.md 1.1)."""
    request.answer_headers += API_HEADERS
    request.answer_headers.append((b"access-control-max-age", b"600"))
    return Answer(204, ())


def is_quick(request: Request) -> bool:
    """True of reads that take a few milliseconds at most."""
    if _LARGE.search(request.scope["query_string"]):
        return False
    return request.path[_AFTER_VERSION:].lower() != checkpoints.WORD


def _below(version: str) -> Iterator[Route]:
    # The version alone is a path that does not exist, told like any other.
    for path in (f"/{version}", f"/{version}/{{rest:path}}"):
        yield anyone.route(path, answer, _METHODS, quick=is_quick)
        yield public(path, preflight, ("OPTIONS",))


routes: Final = (
    *_below("v3.0"),
    *_below("v3.1"),
)
