"""What colleagues recommend to a teacher, as messages on her first page (sso.md 8.5).

A message is there only while she could add the application: the one decision function says so.
"""

from dataclasses import dataclass

from homeroom.accounts.sessions import Visit
from homeroom.foundation.parts import Parts
from homeroom.oauth.authority import verdict_of
from homeroom.oauth.queries import App, apps
from homeroom.oauth.rates import milliseconds
from homeroom.sharing.library import tips
from homeroom.sharing.library.tips import Tip


@dataclass(frozen=True)
class Message:
    """An application, and who recommends it."""

    name: str
    client_id: str
    picture: str
    said: tuple[tuple[str, str], ...]
    """(Colleague, her words, which may be empty), by name."""


def messages_of(parts: Parts, visit: Visit) -> list[Message]:
    """Return what is recommended to a teacher and still open to her, the newest first."""
    if visit.role != "teacher":
        return []
    here, person = visit.person.district, visit.person.user
    with parts.store.roster.reading() as roster:
        found = tips.tips_to(roster, here, person, milliseconds(parts.clock.now()))
        if not found:
            return []
        named = tips.people_named(roster, here, {one.sender for one in found})
    with parts.store.control.reading() as control:
        known = {app.application: app for app in apps(control)}
    by_app: dict[str, list[Tip]] = {}
    for one in found:
        by_app.setdefault(one.application, []).append(one)
    names = {one.rid: one.name for one in named}
    made = [
        _message(known[application], told, names)
        for application, told in by_app.items()
        if application in known and _is_open(parts, known[application], here, person)
    ]
    return [one for one in made if one.said]


def _is_open(parts: Parts, app: App, district: int, person: int) -> bool:
    """True if she may add it, and has not; where the district provides it, it is an icon."""
    return verdict_of(parts, app, district, person, "teacher").outcome == "needs_consent"


def _message(app: App, told: list[Tip], names: dict[int, str]) -> Message:
    said = sorted((names[one.sender], one.note) for one in told if one.sender in names)
    listing = app.declared.listing
    return Message(app.name, app.client_id, listing.icon or app.declared.icon, tuple(said))
