"""How sign-ins ended, as lines of the log of requests, while an application is tried out.

The path of such a line is where the sign-in began, or where its code was exchanged; behind it
stands what became of it, as a query would: `/oauth/instant-login?way=portal&role=student&end=code`.
Each word of it is the hub's own. Nothing that the application or a person sent is in it, and no
person is named: in which kind of account she came is all that a developer needs to look for.

Only applications in development have such lines, and all of a sandbox hub: the sign-ins of a
live application would push what it asked out of its own log.
"""

from dataclasses import asdict, dataclass
from typing import Final, Literal
from urllib.parse import parse_qsl, urlencode

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.parts import Parts
from homeroom.oauth.models import request_entry
from homeroom.oauth.queries import App
from homeroom.oauth.requests.collecting import Asker, note
from homeroom.oauth.requests.flushing import DAY, KEPT_DAYS
from homeroom.web.request import Request

Way = Literal["app", "link", "portal"]
"""Who began it: the application, an Instant Login link, or an icon of the portal."""

End = Literal["code", "asked", "declined", "denied", "error"]
"""A code went out; consent was asked for, or declined; refused; wrong before anybody was asked."""

PORTAL: Final = "portal"
"""What `start` says in the addresses behind the portal's icons; nothing is decided by it."""

EXCHANGE: Final = "/oauth/tokens"
_STARTS: Final[dict[Way, str]] = {
    "app": "/oauth/authorize",
    "link": "/oauth/instant-login",
    "portal": "/oauth/instant-login",
}
_ANSWERED: Final = 400

_C: Final = request_entry.c
_LINES: Final = Prepared(
    sa.select(_C.at, _C.path, _C.status, _C.district, _C.connection)
    .where(_C.application == sa.bindparam("of_application"), _C.at >= sa.bindparam("oldest"))
    .order_by(_C.at, _C.request)
)


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a sign-in; whatever is not known is empty."""

    way: Way = "app"
    role: str = ""
    end: End | Literal[""] = ""
    """Empty for the line of an exchange, whose status says enough."""

    by: str = ""
    """district or teacher, for a code."""

    reason: str = ""
    """Of a refusal, or the error's name."""

    state: str = ""
    """yes, if the application sent one."""

    primary: str = ""
    """yes, if the code went to the first redirect URI."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an application's log as the pages of its tries read it."""

    at: int
    path: str
    is_answered: bool
    """Whether it was answered with what was asked for."""

    district: int | None
    connection: str
    ended: Ended | None
    """Of a sign-in or an exchange; None for every other request."""

    @property
    def is_exchange(self) -> bool:
        """Whether a code was brought."""
        return self.ended is not None and self.path == EXCHANGE


def is_tried(parts: Parts, app: App) -> bool:
    """Whether the sign-ins of an application are in its log."""
    return parts.settings.sandbox or not app.declared.live


def note_end(
    request: Request, app: App, ended: Ended, district: int | None = None, connection: str = ""
) -> None:
    """A sign-in that ends with this answer is a line of the application's log."""
    _note(request, app, _STARTS[ended.way], ended, Asker(app.application, district, connection))


def note_exchange(
    request: Request, app: App, role: str, district: int | None, connection: str
) -> None:
    """A code that is brought for a token is a line of the application's log; its status tells."""
    asker = Asker(app.application, district, connection)
    _note(request, app, EXCHANGE, Ended(role=role), asker)


def lines_of(session: Session, application: str, now: int) -> list[Line]:
    """Return what the hub saw of an application in the last week, the oldest first."""
    rows = session.all(_LINES, of_application=application, oldest=now - KEPT_DAYS * DAY)
    return [_read(*row) for row in rows]


def _note(request: Request, app: App, path: str, ended: Ended, asker: Asker) -> None:
    if not is_tried(request.parts, app):
        return
    said = {name: value for name, value in asdict(ended).items() if value}
    note(request, asker, f"{path}?{urlencode(said)}")


def _read(at: int, path: str, status: int, district: int | None, connection: str) -> Line:
    start, _, said = path.partition("?")
    ended = None
    if said:
        ended = msgspec.convert(dict(parse_qsl(said)), Ended)
    return Line(at, start, status < _ANSWERED, district, connection, ended)
