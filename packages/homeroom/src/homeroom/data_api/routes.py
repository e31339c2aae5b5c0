"""The Data API: one handler for the 42 paths of the table, and the few that are not in it."""

from typing import Final

from homeroom.data_api import attendance, events, links, me, paging, paths, splice
from homeroom.data_api.asking import Asking, UnsupportedError, not_found
from homeroom.data_api.paging import Edges, PageRequest
from homeroom.data_api.paths import Path
from homeroom.foundation.database import Session
from homeroom.oauth.guard import API_HEADERS, bearer
from homeroom.oauth.queries import Grant
from homeroom.sharing import views
from homeroom.sharing.queries import View
from homeroom.sharing.views import Ask, Page
from homeroom.web.answers import Answer, no_such_path
from homeroom.web.request import Request
from homeroom.web.routes import Route, public

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


def answer(request: Request, grant: Grant) -> Answer:
    """Answer any request below /v3.0 or /v3.1."""
    asking = Asking.of(request, grant)
    path = paths.path_of(asking.segments)
    special = None if path else _special(asking)
    if path is None and special is None:
        return no_such_path(request.scope["path"], request.method)
    if request.method != "GET" or special == "lms":
        raise UnsupportedError(f"{request.method} is not supported on this path")
    with request.parts.store.roster.reading() as session:
        if path is None:
            return _SPECIAL[special or ""](asking, session)
        return _from_table(asking, path, session)


_SPECIAL: Final = {
    "events": events.page,
    "event": events.one,
    "attendance": attendance.page,
    "me": me.answer,
}


def _special(asking: Asking) -> str | None:
    """Return which of the paths outside the table is asked for."""
    match [segment.lower() for segment in asking.segments]:
        case ["me"]:
            return "me"
        case ["events"]:
            return "events"
        case ["events", _]:
            return "event"
        case ["attendance", "schools" | "sections", _] if asking.version == "v3.1":
            return "attendance"
    return "lms" if asking.version == "v3.1" and paths.is_lms(asking.segments) else None


def _from_table(asking: Asking, path: Path, session: Session) -> Answer:
    view = asking.view(session)
    if path.shape == "list":
        return _list(asking, path, session, view)
    rid = asking.rid_of(asking.segments[1])
    if path.shape == "to_one":
        # Its one link is its own address, wherever it was found (data-api.md 3.2).
        return _one(asking, path, views.below(session, view, path.above, rid, path.relation), ())
    body = views.one(session, view, path.kind, rid)
    leads_on = body is not None and view.relates()
    return _one(asking, path, body, links.relations(path.kind, body or "") if leads_on else ())


def _one(asking: Asking, path: Path, body: str | None, words: tuple[str, ...]) -> Answer:
    if body is None:
        raise not_found()
    address = f"/{asking.version}/{path.kind}/{splice.id_in(body)}"
    return splice.one(body, links.record_links(address, words))


def _list(asking: Asking, path: Path, session: Session, view: View) -> Answer:
    asked = PageRequest.from_query(asking.query, path.query, path.roles)
    ask = _ask(asking, path, asked)
    itself = asking.self_address
    if asked.count:
        number = views.count(session, view, ask)
        return splice.count(number, paging.self_link(itself, asking.query_string))
    found = views.page(session, view, ask)
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


def _below(version: str) -> tuple[Route, Route]:
    path = f"/{version}/{{rest:path}}"
    return bearer.route(path, answer, _METHODS), public(path, preflight, ("OPTIONS",))


routes: Final = (
    *_below("v3.0"),
    *_below("v3.1"),
)
