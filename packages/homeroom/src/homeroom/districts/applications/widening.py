"""What applications ask for beyond what was agreed, and the district's answers (ruling R28).

Until it is accepted it is off: nobody is sent to a new host, nobody of a new kind signs in, no
wider type reads anything. A form carries when it was asked, so that an answer to something that
was taken back and asked again meanwhile counts for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from homeroom.districts.applications.standing import Standing, standing_of
from homeroom.districts.frame import APPLICATIONS
from homeroom.districts.guard import Admin
from homeroom.districts.sharing.connected import author
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, InvalidRequestError
from homeroom.foundation.parts import Parts
from homeroom.oauth import connecting
from homeroom.oauth.queries import apps
from homeroom.oauth.registration import following
from homeroom.sharing.queries import ENDED, Connection, connections_of
from homeroom.sharing.widening.queries import widenings_of
from homeroom.sharing.widening.rules import KINDS, Kind, State, Widening
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form
from homeroom.web.request import Request

_ANSWERS: Final[Mapping[str, State]] = {"accept": "accepted", "decline": "declined"}
_PEOPLE: Final[Mapping[str, str]] = {
    "student": "students",
    "teacher": "teachers",
    "staff": "staff",
    "district_admin": "district administrators",
}
_TYPES: Final[Mapping[str, str]] = {
    "district_sso": (
        "It wants to sign your people in. Whoever you share could enter it through the hub."
    ),
    "secure_sync": (
        "It wants to read your roster. It would read lists of everybody whom you share, with the"
        " fields that it asks for below; each can be switched off under Field access."
    ),
}


@dataclass(frozen=True)
class Task:
    """An application for which something waits for the district."""

    app: str
    path: str
    asked_at: int
    asked: tuple[tuple[str, str, int], ...]
    """What it asks for: (kind, value, since when)."""


def in_words(one: Widening) -> str:
    """Return what is asked, and what it would do."""
    if one.kind == "redirect_host":
        return (
            f"It wants to send your people to {one.value} when they sign in. Accept it only if you"
            " know that the host is the application's own."
        )
    if one.kind == "user_type":
        return f"It wants to sign in {_PEOPLE.get(one.value, one.value)} as well."
    return _TYPES.get(one.value, one.value)


def widenings(parts: Parts, link: Connection | None) -> list[tuple[Widening, str]]:
    """Return what an application asks or asked for, newest first, in words."""
    if link is None:
        return []
    with parts.store.roster.reading() as session:
        known = widenings_of(session, link.district, link.id)
    return [(one, in_words(one)) for one in reversed(known) if one.kind in KINDS]


def tasks_of(parts: Parts, admin: Admin) -> list[Task]:
    """Return the applications that wait for the district's word, oldest first."""
    with parts.store.control.reading() as control:
        names = {app.application: app.name for app in apps(control)}
    with parts.store.roster.reading() as session:
        found = [
            Task(
                names[link.application],
                f"{APPLICATIONS}/{link.application}{below}",
                asked[0][2],
                asked,
            )
            for link in connections_of(session, admin.number)
            if link.state != ENDED and link.application in names
            for below, asked in _asked(session, link)
        ]
    return sorted(found, key=lambda one: one.asked_at)


def _asked(
    session: Session, link: Connection
) -> list[tuple[str, tuple[tuple[str, str, int], ...]]]:
    """Return what waits by the page that answers it, the oldest first."""
    known = widenings_of(session, link.district, link.id)
    waiting = [one for one in known if one.kind in KINDS and one.state == "asked"]
    asked = sorted(((one.kind, one.value, one.asked_at) for one in waiting), key=lambda one: one[2])
    found: list[tuple[str, tuple[tuple[str, str, int], ...]]] = []
    if asked:
        found.append(("", tuple(asked)))
    version = following.version_waiting(session, link)
    if version is not None:
        said = [one for one in known if (one.kind, one.value) == _version(version.version)]
        if not said or said[0].state == "asked":
            found.append(("/sharing", ((*_version(version.version), version.at_ms),)))
    return found


def _version(number: int) -> tuple[str, str]:
    return "recommendation", str(number)


def answer(request: Request, admin: Admin, form: Form) -> Answer:
    """The district accepts or declines one thing."""
    found = standing_of(request.parts, admin, request.path_params["application"])
    state = _ANSWERS.get(form.text("do"))
    if state is None or found.link is None:
        raise InvalidRequestError("Choose to accept or to decline.")
    asked = _asked_in(request.parts, found.link, form)
    needs = connecting.needs_of(request.parts, found.app)
    by = author(request, admin, "")
    with request.parts.store.roster.writing() as session:
        link = _same(session, found)
        done = following.answer(session, link, needs, asked, state, by)
    said = {"accepted": "agreed", "declined": "refused"}[state] if done else "already"
    return see_other(f"{APPLICATIONS}/{found.app.application}?said={said}")


def _asked_in(parts: Parts, link: Connection, form: Form) -> tuple[Kind, str]:
    """Return what the form is about, if it still stands as the form showed it."""
    for one, _ in widenings(parts, link):
        if (one.kind, one.value, str(one.asked_at)) == (
            form.text("kind"),
            form.text("value"),
            form.text("asked"),
        ):
            return one.kind, one.value
    raise ConflictError("The application does not ask for this any more. Look at it again.")


def _same(session: Session, found: Standing) -> Connection:
    """Return the connection as it is in this transaction."""
    for one in connections_of(session, found.link.district if found.link else 0):
        if found.link is not None and one.id == found.link.id and one.state != ENDED:
            return one
    raise ConflictError("The application was disconnected meanwhile.")
