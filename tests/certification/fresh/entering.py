"""Readalong with further defects, none of them in the list of 6.7: states, failures, colleagues."""

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

from sqlalchemy import UniqueConstraint, delete, select

import readalong.pages
from homeroom_kit.frameworks.door import Door, Go, Show
from homeroom_kit.login import LoginError
from homeroom_kit.login.rules import Already, Trade, Verdict
from homeroom_kit.provision import Person, Provisioning
from readalong.accounts import TeachersAndPupils
from readalong.entering import Entering
from readalong.pages import Pages
from readalong.rooms import Rooms
from readalong.rooms import _put_people as put_people
from readalong.tables import Account, Membership, Reading, Room
from tests.certification.login_mutants.logins import _without_pkce
from tests.certification.login_mutants.replacing import mutant, on_pages

__all__ = ["ENTERING", "OF_GRADELINE"]

accounts: Any = import_module("readalong.accounts")
callback: Any = import_module("homeroom_kit.login.callback")
kit: Any = import_module("homeroom_kit.provision.entering")

ENTERING: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "state_is_good_for_ever": (("CORE-03",), ("used state",)),
    "failure_begins_anew": (("SSO-10", "LIB-14"), ("refusals",)),
    "denial_begins_anew": (("SSO-10", "LIB-14"), ("refusals",)),
    "own_classes_only": (("LIB-02",), ("one by one",)),
    "colleagues_before_they_come": (("LIB-02",), ("the other way round",)),
    "classes_wait_for_every_teacher": (("LIB-02",), ("the other way round",)),
    "classes_known_by_name": (("LIB-02",), ("added", "one by one")),
    "a_class_for_each_teacher": (("LIB-02",), ("one by one",)),
    "classes_anew_at_each_login": (("LIB-15", "LIB-R7"), ("added", "renewed")),
    "picture_logs_out_of_the_hub": (("SSO-R8",), ("log out",)),
    "login_beside_the_sync": (("SSO-06",), ("synced",)),
    "login_wipes_what_was_synced": (("SSO-03",), ("synced",)),
    "classes_go_to_whoever_came_last": (("LIB-R10",), ("added", "second")),
    "who_left_one_left_all": (("LIB-10",), ("added", "second", "renewed")),
    "pupil_anew_on_return": (("LIB-02", "LIB-08"), ("added", "removed")),
    "takeover_forgets_what_was_read": (("LIB-23",), ("added", "taken over")),
    "classes_called_as_at_first": (("LIB-15",), ("added", "renewed")),
    "pupils_called_as_at_first": (("LIB-15",), ("added", "renewed")),
    "siblings_share_an_account": (("SSO-18",), ("siblings",)),
    "one_district_for_ever": (("SSO-08",), ("borders",)),
    "everybody_is_a_teacher": (("SSO-03",), ("signed",)),
}
"""By mutant, the requirements that it fails, and the parts that are played to see it."""

OF_GRADELINE: Final = frozenset({"login_beside_the_sync", "login_wipes_what_was_synced"})
"""Gradeline's, which syncs too; `login_mutants.grades` has it."""


# ------------------------------------------------------------------------------------------ logins


@mutant
def state_is_good_for_ever() -> None:
    """A state stays in the session when its login is over, and fits whatever code comes with it."""
    begun: dict[str, Any] = {}
    usual = callback.judge

    def judge(arrived: Any, *rest: Any) -> Verdict:
        found: Verdict = usual(arrived, *rest)
        if isinstance(found, Trade):
            begun[arrived.state] = found.begun
        if isinstance(found, Already) and arrived.code and arrived.state in begun:
            return Trade(arrived.code, begun[arrived.state])
        return found

    callback.judge = judge
    _without_pkce()


@mutant
def failure_begins_anew() -> None:
    """Whatever goes wrong with a login, it is tried once more, and once more."""

    def refused(self: Door, error: LoginError) -> Go:
        return Go(self.start_at(error.next))

    Door._refused = refused  # type: ignore[method-assign,assignment]


@mutant
def denial_begins_anew() -> None:
    """Who says no is asked again."""
    usual = Door.callback

    def come(self: Door, session: Any, query: Mapping[str, str]) -> Go | Show:
        return Go(self.start_at("/")) if query.get("error") else usual(self, session, query)

    Door.callback = come  # type: ignore[method-assign]


@mutant
def one_district_for_ever() -> None:
    """It was made for the district that came first, and knows no other."""
    first: list[str] = []
    usual = Entering.enter

    def enter(self: Entering, app: Any, identity: Any) -> Any:
        if identity.district and identity.district not in first:
            if first:
                raise LoginError("no_account")
            first.append(identity.district)
        return usual(self, app, identity)

    Entering.enter = enter  # type: ignore[method-assign]


# ---------------------------------------------------------------------------------------- accounts


@mutant
def siblings_share_an_account() -> None:
    """In one district, and among pupils or teachers alone, an e-mail is taken for a person."""
    usual = TeachersAndPupils.near

    def near(self: TeachersAndPupils, asked: Any) -> Any:
        found = list(usual(self, asked))
        if any(one.clever_id == asked.clever_id for one in found):
            return found
        with self._database.reading() as session:
            alike = [
                one
                for one in found
                if one.district == asked.district
                and session.get_one(Account, int(one.app_id)).type == "student"
            ]
        return [replace(one, clever_id=asked.clever_id) for one in alike[:1]] or found

    TeachersAndPupils.near = near  # type: ignore[method-assign]


@mutant
def everybody_is_a_teacher() -> None:
    """Whoever logs in is given a teacher's account."""
    usual = accounts._write

    def write(one: Account, person: Any, changes: Mapping[str, Any]) -> None:
        usual(one, person, changes)
        one.type = "teacher"

    accounts._write = write


@mutant
def takeover_forgets_what_was_read() -> None:
    """When the district takes over, the account begins with an empty shelf."""
    usual = TeachersAndPupils.save

    def save(self: TeachersAndPupils, account: str, person: Person, changes: Any) -> None:
        with self._database.writing() as session:
            was = session.get_one(Account, int(account)).district
            if person.district and not was:
                session.execute(delete(Reading).where(Reading.account == int(account)))
        usual(self, account, person, changes)

    TeachersAndPupils.save = save  # type: ignore[method-assign]


@mutant
def pupils_called_as_at_first() -> None:
    """A pupil who has an account keeps the name with which it was made."""
    usual = kit._bring_students

    def bring(accounts: Any, students: Any) -> None:
        there = accounts.linked([one.id for one in students])
        usual(accounts, [one for one in students if one.id not in there])

    kit._bring_students = bring


@mutant
def classes_called_as_at_first() -> None:
    """A class keeps the name with which it was made."""
    usual = Rooms.put

    def put(self: Rooms, wanted: Any) -> None:
        here = self.known([wanted.id]).get(wanted.id)
        usual(self, wanted if here is None else replace(wanted, values=here.values))

    Rooms.put = put  # type: ignore[method-assign]


@mutant
def who_left_one_left_all() -> None:
    """Whom a teacher had in a class and has no more is nobody's pupil."""
    usual = Provisioning._bring

    def bring(self: Provisioning, person: Person, roster: Any) -> None:
        classes: Any = self.classes
        was = {one for room in classes.of(person.id).values() for one in room.students}
        now = {one for section in roster.sections for one in section.students}
        usual(self, person, roster)
        if person.type == "teacher":
            with classes._database.writing() as session:
                gone = select(Account.id).where(Account.clever_id.in_(was - now))
                session.execute(delete(Membership).where(Membership.account.in_(gone)))

    Provisioning._bring = bring  # type: ignore[method-assign]


@mutant
def pupil_anew_on_return() -> None:
    """A pupil who was in no class for a while is taken for a new one."""
    usual = kit._bring_students

    def bring(accounts: Any, students: Any) -> None:
        ids = [one.id for one in students]
        with accounts._database.writing() as session:
            seated = select(Membership.account)
            asked = select(Account).where(Account.clever_id.in_(ids), Account.id.not_in(seated))
            for one in session.scalars(asked):
                one.clever_id = f"{one.clever_id} before {one.id}"
        usual(accounts, students)

    kit._bring_students = bring


# ------------------------------------------------------------------------------------- colleagues


@mutant
def own_classes_only() -> None:
    """A teacher brings the classes whose first teacher she is."""
    usual = kit.read

    def read(hub: Any, person: Any) -> Any:
        roster = usual(hub, person)
        if person.type != "teacher":
            return roster
        own = {one.id for one in hub.sections_of("users", person.id) if one.teacher == person.id}
        return replace(roster, sections=tuple(one for one in roster.sections if one.id in own))

    kit.read = read


@mutant
def colleagues_before_they_come() -> None:
    """Whoever teaches one of her classes as well gets an account at once."""
    usual = Provisioning._bring

    def bring(self: Provisioning, person: Person, roster: Any) -> None:
        there = self.of(person)
        named = {one for section in roster.sections for one in section.teachers} - {person.id}
        for one in sorted(named - there.linked(named).keys()):
            there.create(Person(one, None, "teacher", "teacher"))
        usual(self, person, roster)

    Provisioning._bring = bring  # type: ignore[method-assign]


@mutant
def classes_wait_for_every_teacher() -> None:
    """A class of several teachers comes when the last of them has come."""
    usual = Provisioning._bring

    def bring(self: Provisioning, person: Person, roster: Any) -> None:
        there = self.of(person).linked({one for each in roster.sections for one in each.teachers})
        known = there.keys() | {person.id}
        whole = tuple(one for one in roster.sections if one.teachers <= known)
        usual(self, person, replace(roster, sections=whole))

    Provisioning._bring = bring  # type: ignore[method-assign]


@mutant
def classes_known_by_name() -> None:
    """Two classes with one name are one class."""
    usual = Rooms.put

    def put(self: Rooms, wanted: Any) -> None:
        name = str(wanted.values.get("name"))
        with self._database.reading() as session:
            there = session.scalar(select(Room.section).where(Room.name == name))
        if there and there != wanted.id:
            here = self.known([there])[there]
            people = {
                "teachers": here.teachers | wanted.teachers,
                "students": here.students | wanted.students,
            }
            wanted = replace(here, **people)
        usual(self, wanted)

    Rooms.put = put  # type: ignore[method-assign]


@mutant
def a_class_for_each_teacher() -> None:
    """A class belongs to the teacher who brought it; a colleague brings one of her own."""
    _many_rooms_for_a_section()
    usual = Rooms.put

    def put(self: Rooms, wanted: Any) -> None:
        here = self.known([wanted.id]).get(wanted.id)
        if here is None or not wanted.teachers - here.teachers or not here.teachers:
            usual(self, wanted)
            return
        _another_room(self, replace(wanted, teachers=wanted.teachers - here.teachers))

    Rooms.put = put  # type: ignore[method-assign]


@mutant
def classes_go_to_whoever_came_last() -> None:
    """A class has one teacher: the one who has logged in last."""
    usual = Rooms.put

    def put(self: Rooms, wanted: Any) -> None:
        here = self.known([wanted.id]).get(wanted.id)
        new = wanted.teachers - here.teachers if here is not None else frozenset()
        usual(self, replace(wanted, teachers=new) if new else wanted)

    Rooms.put = put  # type: ignore[method-assign]


@mutant
def classes_anew_at_each_login() -> None:
    """Whatever a login reads is written down as new; the page shows the newest."""
    _many_rooms_for_a_section()
    bring = Provisioning._bring

    def brought(self: Provisioning, person: Person, roster: Any) -> None:
        bring(self, person, roster)
        rooms: Any = self.classes
        for one in roster.sections if person.type == "teacher" else ():
            _another_room(rooms, one)

    Provisioning._bring = brought  # type: ignore[method-assign]


def _many_rooms_for_a_section() -> None:
    table: Any = Room.__table__
    column: Any = table.c.section
    column.unique = False
    table.constraints = {
        one
        for one in table.constraints
        if not (isinstance(one, UniqueConstraint) and "section" in one.columns)
    }


def _another_room(rooms: Rooms, wanted: Any) -> None:
    with rooms._database.writing() as session:
        made = Room(section=wanted.id, name=str(wanted.values.get("name") or ""))
        session.add(made)
        session.flush()
        put_people(session, made, wanted)


@mutant
def picture_logs_out_of_the_hub() -> None:
    """Whoever is signed out here is signed out of the hub too, by a picture of one dot."""

    def change(pages: Pages, request: Any, text: str) -> str:
        if pages._door.visitor(request) is not None:
            return text
        hub = pages._door.homeroom.door.app.hub
        return text.replace("</main>", f'<img src="{hub}/logout" width=1 alt=""></main>')

    on_pages(change)
    wrong: Any = readalong.pages
    policy = "Content-Security-Policy"
    wrong.HEADERS = {k: v for k, v in wrong.HEADERS.items() if k != policy}
