"""What lies in the Library for one teacher: listings with where each stands, and her history."""

from collections.abc import Iterable
from dataclasses import dataclass

from homeroom.foundation.database import Session
from homeroom.foundation.parts import Parts
from homeroom.library.rules import CAN_ADD, CAN_OPEN, SAID, Asked, Situation, Stand, stand_of
from homeroom.oauth.declared import Listing
from homeroom.oauth.queries import App, apps
from homeroom.roster.queries import District, day_of, districts
from homeroom.sharing.library import queries, reach
from homeroom.sharing.library.queries import Change, Install, Surroundings
from homeroom.sharing.library.reach import Loss
from homeroom.sharing.library.rules import ACTIVE, Policy


@dataclass(frozen=True)
class Teacher:
    """Whose shelf it is."""

    district: int
    person: int


@dataclass(frozen=True)
class Entry:
    """An application on the shelf."""

    app: App
    stand: Stand
    installs: tuple[Install, ...]
    """Hers, ended ones too, oldest first."""

    recommended: bool = False
    note: str = ""
    """What the district says beside its recommendation."""

    @property
    def listing(self) -> Listing:
        """How the application shows itself."""
        return self.app.declared.listing

    @property
    def said(self) -> tuple[str, str]:
        """Where it stands, in words and tone."""
        return SAID[self.stand]

    @property
    def can_add(self) -> bool:
        """Whether she may add it now."""
        return self.stand in CAN_ADD

    @property
    def can_open(self) -> bool:
        """Whether she may enter it now."""
        return self.stand in CAN_OPEN

    @property
    def is_hers(self) -> bool:
        """Whether there is an install of hers to be removed, whatever stops it."""
        return any(one.ended_at is None for one in self.installs)

    def fits(self, asked: Asked) -> bool:
        """Return whether she asked for this one."""
        shown = self.listing
        text = f"{self.app.name} {shown.developer} {shown.summary} {shown.description}"
        return asked.fits(text, shown.subjects, shown.grades)


@dataclass(frozen=True)
class Shelf:
    """Everything that is there for one teacher."""

    district: District
    policy: Policy
    entries: tuple[Entry, ...]
    """The recommended first, then by name."""

    def chosen(self, asked: Asked) -> list[Entry]:
        """Return what she asked for, in the shelf's order."""
        return [one for one in self.entries if one.fits(asked)]

    def find(self, client_id: str) -> Entry | None:
        """Return one application; None if it is not on the shelf."""
        return next((one for one in self.entries if one.app.client_id == client_id), None)

    @staticmethod
    def options(everything: str, found: list[str]) -> list[tuple[str, str]]:
        """Return the choices of a field of the search: all of them, or one."""
        return [("", everything), *((one, one) for one in found)]

    @property
    def subjects(self) -> list[str]:
        """Every subject that a listing names."""
        return sorted({subject for one in self.entries for subject in one.listing.subjects})

    @property
    def grades(self) -> list[str]:
        """Every grade that a listing names, in the order of growing up."""
        found = {grade for one in self.entries for grade in one.listing.grades}
        return sorted(found, key=lambda grade: (grade.isdecimal(), grade.zfill(3)))


def shelf_of(parts: Parts, teacher: Teacher) -> Shelf:
    """Return what the Library holds for a teacher now."""
    with parts.store.control.reading() as control:
        registered = apps(control)
        here = next(one for one in districts(control) if one.number == teacher.district)
        today = day_of(control, teacher.district, parts.clock.now())
    with parts.store.roster.reading() as session:
        return _shelf(session, here, teacher, registered, today)


def history_of(parts: Parts, teacher: Teacher, entry: Entry) -> list[Change]:
    """What became of her installs of an application, the newest first."""
    with parts.store.roster.reading() as session:
        found = reach.changes_to(
            session, teacher.district, [one.connection for one in entry.installs]
        )
    return found[::-1]


def loss_by(parts: Parts, teacher: Teacher, entry: Entry) -> Loss:
    """What would be lost if she removed the application."""
    declared = entry.app.declared
    silent = () if declared.signs_in else (entry.app.application,)
    if "student" not in declared.user_types:
        return Loss(0, ())
    with parts.store.control.reading() as control:
        today = day_of(control, teacher.district, parts.clock.now())
    with parts.store.roster.reading() as session:
        return reach.loss_of(
            session, teacher.district, entry.app.application, teacher.person, silent, today
        )


def _shelf(
    session: Session, here: District, teacher: Teacher, registered: Iterable[App], today: str
) -> Shelf:
    hers: dict[str, list[Install]] = {}
    for one in queries.installs_by(session, teacher.district, teacher.person):
        hers.setdefault(one.application, []).append(one)
    kept = [app for app in registered if _is_there(app, here, hers.get(app.application, []))]
    names = {app.application: app for app in kept}
    silent = {name for name, app in names.items() if not app.declared.signs_in}
    near = queries.near(session, teacher.district, names, silent, today)
    beside = queries.applications_beside(session, teacher.district, teacher.person, silent, today)
    policy = queries.policy_of(session, teacher.district)
    entries = [
        Entry(
            app,
            stand_of(
                name,
                policy,
                _situation(app, near[name], teacher, hers.get(name, []), beside=name in beside),
            ),
            tuple(hers.get(name, ())),
            name in policy.recommended,
            policy.recommended.get(name, ""),
        )
        for name, app in names.items()
    ]
    entries.sort(key=lambda one: (not one.recommended, one.app.name.casefold()))
    return Shelf(here, policy, tuple(entries))


def _is_there(app: App, here: District, hers: list[Install]) -> bool:
    """True for what teachers can find, and for what she has not yet removed."""
    declared = app.declared
    is_out = declared.live or here.sandbox
    in_library = declared.library_live and is_out and not declared.suspended
    return in_library or any(one.ended_at is None for one in hers)


def _situation(
    app: App, near: Surroundings, teacher: Teacher, hers: list[Install], *, beside: bool
) -> Situation:
    shared = near.shared is not None and teacher.person in near.shared
    return Situation(
        provided=shared and "teacher" in app.declared.user_types,
        connected=near.launched,
        added=any(near.standing_of(one) == ACTIVE for one in hers),
        beside=beside,
    )
