"""Readalong as a vendor makes it who has Secure Sync beside the Library: it reads districts too.

`reads_districts` is right. The others lose, at the first sync of a district, what teachers of it
had brought by themselves.
"""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

import msgspec

import readalong.app
from homeroom_kit.client import Hub
from homeroom_kit.client.tokens import connected_districts
from homeroom_kit.planning.values import roles_of
from homeroom_kit.probe.runs import Outcome, Runs
from homeroom_kit.provision import Class
from homeroom_kit.provision.people import changes_of, person_in
from readalong.accounts import TeachersAndPupils
from readalong.rooms import Rooms
from tests.certification.fresh.entering import _another_room, _many_rooms_for_a_section
from tests.certification.login_mutants.replacing import mutant

__all__ = ["TAKING_OVER"]

kit: Any = import_module("homeroom_kit.provision.classes")
application: Any = readalong.app

TAKING_OVER: Final[dict[str, tuple[str, ...]]] = {
    "reads_districts": (),
    "classes_dropped_at_the_first_sync": ("LIB-23",),
    "classes_doubled_at_the_first_sync": ("LIB-23",),
    "teachers_leave_their_classes_at_the_first_sync": ("LIB-23",),
}
"""By mutant, the requirements that it fails when a district takes over by Secure Sync."""

Put = Callable[[Rooms, Class], None]


@mutant
def reads_districts() -> None:
    """Nothing is wrong with it: what is shared of a district is put beside what is there."""
    _sync_by(Rooms.put)


@mutant
def classes_dropped_at_the_first_sync() -> None:
    """Classes that a teacher brought are hers; when the district sends its own, they go."""

    def put(rooms: Rooms, wanted: Class) -> None:
        here = rooms.known([wanted.id]).get(wanted.id)
        Rooms.put(rooms, wanted if here is None else replace(here, is_archived=True))

    _sync_by(put)


@mutant
def classes_doubled_at_the_first_sync() -> None:
    """A class of the district is another one than the class that a teacher brought."""
    _many_rooms_for_a_section()

    def put(rooms: Rooms, wanted: Class) -> None:
        if rooms.known([wanted.id]):
            _another_room(rooms, wanted)
        else:
            Rooms.put(rooms, wanted)

    _sync_by(put)


@mutant
def teachers_leave_their_classes_at_the_first_sync() -> None:
    """A class that is there already gets its pupils, and teachers are those of new classes only."""

    def put(rooms: Rooms, wanted: Class) -> None:
        is_here = rooms.known([wanted.id])
        Rooms.put(rooms, replace(wanted, teachers=frozenset()) if is_here else wanted)

    _sync_by(put)


def _sync_by(put: Put) -> None:
    usual = application.probe_of
    found: dict[str, Any] = {}
    registered = application._registered

    def app_of(settings: Any, database: Any) -> Any:
        found["settings"] = settings
        return registered(settings, database)

    def probe_of(database: Any, own: Any) -> Any:
        def work(district: str, _: str) -> Outcome:
            told = found["settings"]
            tokens = connected_districts(told.hub_url, told.client_id, told.client_secret)
            with Hub(told.hub_url, lambda: tokens[district]) as hub:
                _bring(hub, district, database, put)
            return Outcome("ok")

        return replace(usual(database, own), runs=Runs(work), sync_modes=("full",))

    application._registered, application.probe_of = app_of, probe_of


def _bring(hub: Hub, district: str, database: Any, put: Put) -> None:
    """Write down who is shared, and then the classes."""
    accounts, rooms = TeachersAndPupils(database), Rooms(database)
    for user in hub.users():
        document = msgspec.to_builtins(user)
        if {"teacher", "student"}.isdisjoint(roles_of(document)):
            continue
        kind = "teacher" if "teacher" in roles_of(document) else "student"
        one = replace(person_in(document), district=district, type=kind, authorized_by="district")
        here = accounts.linked([one.id]).get(one.id)
        if here is None:
            accounts.create(one)
        else:
            accounts.save(here, one, changes_of(one, accounts.profiles([here])[here]))
    for section in hub.sections():
        put(rooms, kit._class(section))
