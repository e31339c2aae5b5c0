"""The applications that a person can open now: her icons.

Administrators, and they alone, also see which connected applications take no account of theirs:
such an icon leads to the application's own site (sso.md 4.2). The one decision function says so,
as it will when she opens one; it is asked only about applications to which her district or a
teacher of hers opened any way at all.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from homeroom.accounts.people import Person
from homeroom.accounts.rules import roles_that_fit
from homeroom.accounts.sessions import Visit
from homeroom.foundation.parts import Parts
from homeroom.oauth.authority import verdict_of
from homeroom.oauth.queries import App, apps
from homeroom.oauth.requests.trying import PORTAL
from homeroom.roster.queries import District, day_of
from homeroom.sharing.library.queries import applications_of_student, applications_of_teacher
from homeroom.sharing.queries import connections_of

_ADMINISTRATORS: Final = ("staff", "district_admin")


@dataclass(frozen=True)
class Icon:
    """An application and the link that launches it."""

    name: str
    path: str
    picture: str = ""
    """The hash of its picture; empty for its letters."""

    supported: bool = True
    """False: nobody of her kind signs in there, and the link leads to its own site."""


def icons_of(parts: Parts, visit: Visit, district: District) -> list[Icon]:
    """Return what she can open, by name; what would refuse her is marked, or not there."""
    with parts.store.control.reading() as control:
        every = [app for app in apps(control) if app.redirect_uris]
    near = _near(parts, visit.person, every)
    found = []
    for app in sorted(every, key=lambda one: (one.name.casefold(), one.client_id)):
        if app.application not in near:
            continue
        if _opens(parts, visit, app):
            found.append(Icon(app.name, _launch(app, district), app.declared.icon))
        elif _is_only_for_others(parts, visit, app):
            found.append(Icon(app.name, _site_of(app), app.declared.icon, supported=False))
    return found


def _near(parts: Parts, person: Person, every: list[App]) -> set[str]:
    """Return the applications that the decision must be asked about; it would deny all others."""
    silent = {app.application for app in every if not app.declared.signs_in}
    district = person.district
    with parts.store.control.reading() as control:
        today = day_of(control, district, parts.clock.now())
    with parts.store.roster.reading() as roster:
        connected = connections_of(roster, district)
        found = {one.application for one in connected if one.launched(today)}
        if "student" in person.roles:
            found |= applications_of_student(roster, district, person.user, silent)
        if "teacher" in person.roles:
            found |= applications_of_teacher(roster, district, person.user, silent)
    return found


def _opens(parts: Parts, visit: Visit, app: App) -> bool:
    """True if she enters in one of the roles that the launch would take or offer."""
    person = visit.person
    roles = roles_that_fit(person.roles, visit.role, app.declared.user_types)
    verdicts = (verdict_of(parts, app, person.district, person.user, role) for role in roles)
    return any(verdict.outcome in ("district", "teacher") for verdict in verdicts)


def _is_only_for_others(parts: Parts, visit: Visit, app: App) -> bool:
    """True for an administrator where the application takes none of the roles that she holds."""
    person, declared = visit.person, app.declared
    if visit.role not in _ADMINISTRATORS or not declared.signs_in:
        return False
    if roles_that_fit(person.roles, visit.role, declared.user_types):
        return False
    verdict = verdict_of(parts, app, person.district, person.user, visit.role)
    return verdict.reason == "user_type_unsupported"


def _site_of(app: App) -> str:
    """Return the site at which people of the application arrive."""
    primary = urlsplit(app.redirect_uris[0])
    return f"{primary.scheme}://{primary.netloc}/"


def _launch(app: App, district: District) -> str:
    asked = urlencode({"client_id": app.client_id, "district_id": district.id, "start": PORTAL})
    return f"/oauth/instant-login?{asked}"
