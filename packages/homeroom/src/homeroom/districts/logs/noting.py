"""Notes the decisions of a district's forms, in the one place that every form passes.

A form that did something leads on to a page that says so. What it did is noted right after, in a
transaction of its own: a process that ends in between has decided and not noted. Forms about
single people are in no line here, for no entry holds personal data of students (district.md 3.15);
the team's verbs note themselves, in the transaction of what they do.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from homeroom.oauth.queries import app_named
from homeroom.roster.auditing.actions import record
from homeroom.web.answers import Answer
from homeroom.web.request import Request
from homeroom.web.routes import Reply

if TYPE_CHECKING:
    from homeroom.districts.guard import Admin

_DONE: Final = 303
_NOTHING_NEW: Final = frozenset({"", "already", "decided"})
"""What a page says where the form was sent a second time."""


class Kind(NamedTuple):
    """What a form decides: the name of the action, and how its subject is found."""

    action: str
    subject: Callable[[Request], str]


def _application(name: str) -> Callable[[Request], str]:
    def named(request: Request) -> str:
        application = request.path_params[name]
        with request.parts.store.control.reading() as session:
            found = app_named(session, application)
        return application if found is None else f"{found.name} [{application}]"

    return named


def _run(request: Request) -> str:
    return f"run {request.path_params['id']}"


def _called(words: str) -> Callable[[Request], str]:
    return lambda _: words


_BELOW: Final = (
    ("/district/runs/", Kind("run", _run)),
    ("/district/sync-settings", Kind("settings", _called("Sync settings"))),
    ("/district/applications/{application}/sharing", Kind("sharing", _application("application"))),
    ("/district/applications/{application}/fields", Kind("sharing", _application("application"))),
    ("/district/applications/{application}", Kind("application", _application("application"))),
    ("/district/library/apps/", Kind("library", _application("id"))),
    ("/district/library", Kind("library", _called("Library policy"))),
    ("/district/team/deletion", Kind("district", _called("Deletion of the district"))),
    ("/district/classes", Kind("classes", _called("Our own classes"))),
    ("/district/sign-in", Kind("sign_in", _called("How people sign in"))),
)
"""Start of a route's path -> what its forms decide; the first that fits."""

SILENT: Final = (
    "/district/people",
    "/district/team",
    "/district/upload",
    "/district/ids",
    "/district/tasks",
)
"""Forms that are not noted here: about single people, by the team's own verbs, or as a run;
and what one administrator does not want to see, which decides nothing."""


def kind_of(path: str) -> Kind | None:
    """Return what the forms of a route decide; None where nothing is noted."""
    return next((kind for start, kind in _BELOW if path.startswith(start)), None)


def noted(path: str, request: Request, admin: "Admin", reply: Reply) -> Reply:
    """Return the reply; the decision that it tells of is in the log."""
    kind = kind_of(path)
    said = _said(reply) if isinstance(reply, Answer) else ""
    if kind is not None and said not in _NOTHING_NEW:
        note(request, admin, kind.action, kind.subject(request), said)
    return reply


def note(request: Request, admin: "Admin", action: str, subject: str, detail: str) -> None:
    """The decision is in the district's log."""
    at = int(request.parts.clock.now().timestamp() * 1000)
    with request.parts.store.roster.writing() as session:
        record(session, admin.number, at, admin.signature, action, subject, detail)


def _said(answer: Answer) -> str:
    """Return what the page that an answer leads to will say; empty if nothing was done."""
    if answer.status != _DONE:
        return ""
    location = dict(answer.headers)[b"location"].decode("ascii")
    return parse_qs(urlsplit(location).query).get("said", [""])[0]
