"""Answers "What was our application told?": a connection's feed, as its token reads it.

Bodies are shown of sandbox districts alone, whose people are invented. Of a real district a
developer sees that something happened and when: the people are the application's business, by
its token and its own log, and not that of whoever can open this page.
"""

import json
from typing import Any, Final
from urllib.parse import urlencode

from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.developers.watching.connected import Link, links_of
from homeroom.events.queries import RETENTION_SECONDS, EventRow, FeedAsk, FeedPage, feed
from homeroom.events.webhooks.looking import has_feed
from homeroom.foundation.ids import parse_id, seconds_of, wire_id
from homeroom.oauth.registration.queries import Registration
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom_wire.values import VERSIONS

BELOW: Final = "/events"
_SHOWN: Final = 25
_NOTHING: Final = FeedPage()


def show_events(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the newest events of one connection, or those before an event."""
    asked = query_of(request)
    links = [one for one in links_of(request.parts, app.id) if has_feed(one.connection)]
    named = asked.text("connection")
    link = next((one for one in links if one.connection.id == named), links[0] if links else None)
    version = asked.text("version") if asked.text("version") in VERSIONS else VERSIONS[-1]
    found = _NOTHING if link is None else _read(request, who, link, version, asked)
    chosen = {"connection": link.connection.id if link else "", "version": version}
    here = path_of(app, BELOW)
    rows = [_row(one, link) for one in reversed(found.rows)] if link else []
    older = urlencode(chosen | {"before": rows[-1]["id"]}) if found.more_before and rows else ""
    return show_app(
        request, who, app, "watching/events.html", BELOW,
        rows=rows,
        link=link,
        chosen=chosen,
        connections=[(one.connection.id, one.label) for one in links],
        versions=[(one, one) for one in VERSIONS],
        first=f"{here}?{urlencode(chosen)}" if asked.text("before") else "",
        next=f"{here}?{older}" if older else "",
    )  # fmt: skip


def _read(request: Request, who: Developer, link: Link, version: str, asked: Form) -> FeedPage:
    district = link.district
    parsed = parse_id(asked.text("before"))
    before = parsed[0] if parsed is not None and parsed[1] == district.number else None
    now = who.now // 1000 + district.clock_offset_seconds
    ask = FeedAsk(before=before, last=before is None, limit=_SHOWN, oldest=now - RETENTION_SECONDS)
    with request.parts.store.roster.reading() as session:
        return feed(session, district.number, link.connection.id, version, ask)


def _row(row: EventRow, link: Link) -> dict[str, Any]:
    """Return what is shown of an event; its body only where nobody in it is real."""
    made: dict[str, Any] = {
        "id": wire_id(row.event, link.district.number),
        "type": f"{row.kind}.{row.action}",
        "at": seconds_of(row.event) * 1000,
        "body": "",
    }
    if link.district.sandbox:
        body = {"object": json.loads(row.object)}
        if row.previous:
            body["previous_attributes"] = json.loads(row.previous)
        made["body"] = json.dumps(body, ensure_ascii=False, indent=2)
    return made
