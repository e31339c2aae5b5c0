"""Answers "What did our application ask the hub, and how did it end?"."""

from typing import Final
from urllib.parse import urlencode

from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.developers.watching.connected import links_of
from homeroom.oauth.registration.queries import Registration
from homeroom.oauth.requests.collecting import Entry
from homeroom.oauth.requests.flushing import KEPT_DAYS, MOST_A_DAY
from homeroom.oauth.requests.queries import Wanted, entries
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

BELOW: Final = "/requests"
STATUSES: Final = (
    ("", "All"),
    ("2", "2xx: answered"),
    ("3", "3xx: sent on"),
    ("4", "4xx: refused"),
    ("5", "5xx: failed here"),
)
TONES: Final = {2: "good", 3: "calm", 4: "look", 5: "loss"}
_SHOWN: Final = 50
_DIGITS: Final = 16
_ID_LETTERS: Final = 36


def show_requests(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the last requests, narrowed by status and connection, page by page."""
    asked = query_of(request)
    links = links_of(request.parts, app.id)
    status = asked.text("status")
    status = status if status in dict(STATUSES) else ""
    named = {one.connection.id: one.district for one in links}
    connection = asked.text("connection")
    connection = connection if connection in named else ""
    wanted = Wanted(int(status or 0), connection, _before(asked), _SHOWN + 1)
    with request.parts.store.control.reading() as session:
        found = entries(session, app.id, who.now, wanted)
    chosen = {"status": status, "connection": connection}
    here = path_of(app, BELOW)
    return show_app(
        request, who, app, "watching/requests.html", BELOW,
        rows=found[:_SHOWN],
        names=named,
        statuses=STATUSES,
        connections=[("", "All"), *((one.connection.id, one.label) for one in links)],
        chosen=chosen,
        first=_link(here, chosen) if wanted.before else "",
        next=_link(here, chosen, found[_SHOWN - 1]) if len(found) > _SHOWN else "",
        tones=TONES,
        kept_days=KEPT_DAYS,
        most_a_day=MOST_A_DAY,
    )  # fmt: skip


def _before(asked: Form) -> tuple[int, str] | None:
    moment, _, request = asked.text("before").partition(".")
    if not (moment.isascii() and moment.isdigit()) or len(moment) > _DIGITS:
        return None
    return int(moment), request[:_ID_LETTERS]


def _link(here: str, chosen: dict[str, str], last: Entry | None = None) -> str:
    query = {name: value for name, value in chosen.items() if value}
    if last is not None:
        query["before"] = f"{last.at}.{last.request}"
    return f"{here}?{urlencode(query)}" if query else here
