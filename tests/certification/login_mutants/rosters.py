"""Readalong with one defect in what it keeps of the hub's data each."""

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

from sqlalchemy import UniqueConstraint, select

import readalong.accounts
from homeroom_kit.login import LoginError
from homeroom_kit.provision import DistrictSSO
from readalong import rooms
from readalong.accounts import TeachersAndPupils
from readalong.entering import Entering
from readalong.tables import Account, Membership
from tests.certification.login_mutants.library import asks_for, declare
from tests.certification.login_mutants.replacing import mutant

kit: Any = import_module("homeroom_kit.provision.entering")
accounts: Any = readalong.accounts
classes: Any = rooms

_TEN: Final = 10
_HUNDRED: Final = 100

# ------------------------------------------------------------------------------------ who she is


@mutant
def forgets_email() -> None:
    usual = accounts._write

    def write(one: Account, person: Any, changes: Mapping[str, Any]) -> None:
        usual(one, person, {k: v for k, v in changes.items() if k != "email"})

    accounts._write = write


@mutant
def takes_the_role_for_the_district() -> None:
    usual = accounts._write

    def write(one: Account, person: Any, changes: Mapping[str, Any]) -> None:
        usual(one, person, changes)
        one.district = person.district and f"{person.type}s"

    accounts._write = write


@mutant
def account_twice() -> None:
    _twice()


@mutant
def account_twice_in_the_library() -> None:
    _twice()


@mutant
def known_by_email_alone() -> None:
    """The hub's id opens an account only while the e-mail is the same."""
    usual = TeachersAndPupils.near

    def near(self: TeachersAndPupils, asked: Any) -> Any:
        found = list(usual(self, asked))
        return _without(self, found, asked, [one for one in found if one.email != asked.email])

    TeachersAndPupils.near = near  # type: ignore[method-assign]


@mutant
def another_account_each_time() -> None:
    """Who was in before gets a new account when she comes again."""
    usual = TeachersAndPupils.near

    def near(self: TeachersAndPupils, asked: Any) -> Any:
        found = list(usual(self, asked))
        with self._database.reading() as session:
            old = [one for one in found if session.get_one(Account, int(one.app_id)).read_at]
        return _without(self, found, asked, old)

    TeachersAndPupils.near = near  # type: ignore[method-assign]


@mutant
def makes_no_accounts() -> None:
    declare(district_sso=DistrictSSO(unknown="refuse", proof="never"))


@mutant
def keeps_pupils_out() -> None:
    usual = Entering.enter

    def enter(self: Entering, app: Any, identity: Any) -> Any:
        if identity.type == "student":
            raise LoginError("no_account")
        return usual(self, app, identity)

    Entering.enter = enter  # type: ignore[method-assign]


@mutant
def trips_over_several_roles() -> None:
    usual = Entering.enter

    def enter(self: Entering, app: Any, identity: Any) -> Any:
        (_,) = identity.roles
        return usual(self, app, identity)

    Entering.enter = enter  # type: ignore[method-assign]


@mutant
def asks_for_names() -> None:
    asks_for("shown_as", "First name", {"student", "teacher"})


@mutant
def asks_teachers_for_names() -> None:
    asks_for("shown_as", "First name", {"teacher"})


@mutant
def asks_teachers_for_email() -> None:
    asks_for("write_to", "E-mail", {"teacher"})


# --------------------------------------------------------------------------------------- classes


@mutant
def cuts_names_of_classes() -> None:
    _of_classes(lambda values: {**values, "name": str(values.get("name"))[:4]})


@mutant
def forgets_subjects() -> None:
    _of_classes(lambda values: {k: v for k, v in values.items() if k != "subject"})


@mutant
def pupils_of_one_class() -> None:
    """Who is a pupil somewhere already stays where she is."""
    usual = classes._put_people

    def put(session: Any, room: Any, wanted: Any) -> None:
        asked = (
            select(Account.clever_id)
            .join(Membership, Membership.account == Account.id)
            .where(Membership.room != room.id, ~Membership.teaches)
        )
        elsewhere = {str(one) for one in session.scalars(asked)}
        usual(session, room, replace(wanted, students=wanted.students - elsewhere))

    classes._put_people = put


@mutant
def one_teacher_a_class() -> None:
    usual = classes._put_people

    def put(session: Any, room: Any, wanted: Any) -> None:
        first = frozenset(sorted(wanted.teachers)[:1])
        usual(session, room, replace(wanted, teachers=first))

    classes._put_people = put


@mutant
def ten_classes_at_most() -> None:
    _of_rosters(lambda roster: replace(roster, sections=roster.sections[:_TEN]))


@mutant
def hundred_pupils_at_most() -> None:
    def cut(roster: Any) -> Any:
        some = [
            replace(one, students=frozenset(sorted(one.students)[:_HUNDRED]))
            for one in roster.sections
        ]
        return replace(roster, sections=tuple(some))

    _of_rosters(cut)


def _twice() -> None:
    """Two rows for each person, of which the first is found again."""
    table: Any = Account.__table__
    table.constraints = {
        one
        for one in table.constraints
        if not (isinstance(one, UniqueConstraint) and "clever_id" in one.columns)
    }
    create, near = TeachersAndPupils.create, TeachersAndPupils.near

    def again(self: TeachersAndPupils, person: Any) -> str:
        create(self, person)
        return create(self, person)

    def first(self: TeachersAndPupils, asked: Any) -> Any:
        found = list(near(self, asked))
        mine = [one for one in found if one.clever_id == asked.clever_id]
        return mine[:1] or found

    TeachersAndPupils.create = again  # type: ignore[method-assign]
    TeachersAndPupils.near = first  # type: ignore[method-assign]


def _without(self: TeachersAndPupils, found: list[Any], asked: Any, others: list[Any]) -> list[Any]:
    """Accounts that are hers and are taken from her; they stay, under a name that nobody has."""
    gone = [one for one in others if one.clever_id == asked.clever_id]
    with self._database.writing() as session:
        for one in gone:
            row = session.get_one(Account, int(one.app_id))
            row.clever_id = f"{one.clever_id} before {row.id}"
    return [one for one in found if one not in gone]


def _of_classes(change: Any) -> None:
    usual = rooms.Rooms.put

    def put(self: rooms.Rooms, wanted: Any) -> None:
        usual(self, replace(wanted, values=change(wanted.values)))

    rooms.Rooms.put = put  # type: ignore[method-assign]


def _of_rosters(change: Any) -> None:
    usual = kit.read

    def read(hub: Any, person: Any) -> Any:
        return change(usual(hub, person))

    kit.read = read
