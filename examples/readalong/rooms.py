"""Readalong's classes: as the kit's provisioning asks for them, and as pages show them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from homeroom_kit.provision import Class
from readalong.tables import Account, Database, Membership, Reading, Room

__all__ = ["Pupil", "Rooms", "pupils_of", "room_of", "rooms_of", "teachers_of"]

_FIELDS: Final = ("name", "subject", "grade", "section_number")


class Rooms:
    """The tables `rooms` and `memberships`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, ids: Collection[str]) -> Mapping[str, Class]:
        """Return classes by their sections, those that are put away too."""
        with self._database.reading() as session:
            rooms = session.scalars(select(Room).where(Room.section.in_(ids))).all()
            return _classes(session, rooms)

    def of(self, person: str) -> Mapping[str, Class]:
        """Return the classes of somebody, those that are put away too."""
        asked = (
            select(Room)
            .join(Membership, Membership.room == Room.id)
            .join(Account, Account.id == Membership.account)
            .where(Account.clever_id == person)
        )
        with self._database.reading() as session:
            return _classes(session, session.scalars(asked).unique().all())

    def put(self, wanted: Class) -> None:
        """Make a class be so; who is in it already stays in the row that she has."""
        with self._database.writing() as session:
            room = session.scalar(select(Room).where(Room.section == wanted.id))
            if room is None:
                room = Room(section=wanted.id)
                session.add(room)
            for name in _FIELDS:
                column: Any = getattr(Room, name)
                setattr(room, name, str(wanted.values.get(name) or "")[: column.type.length])
            room.is_archived = wanted.is_archived
            session.flush()
            _put_people(session, room, wanted)


def rooms_of(session: Session, account: Account) -> Sequence[Room]:
    """The classes that somebody teaches or is a pupil in, by name; none that is put away."""
    asked = (
        select(Room)
        .join(Membership, Membership.room == Room.id)
        .where(Membership.account == account.id, ~Room.is_archived)
        .order_by(Room.name, Room.id)
    )
    return session.scalars(asked).unique().all()


def room_of(session: Session, account: Account, room: int) -> Room | None:
    """One of her classes; none for classes of others, as if there were none."""
    return next((one for one in rooms_of(session, account) if one.id == room), None)


def teachers_of(session: Session, room: Room) -> Sequence[Account]:
    """Who teaches a class."""
    return session.scalars(_in(room).where(Membership.teaches)).all()


@dataclass(frozen=True, slots=True)
class Pupil:
    """Somebody in a class, with how long she has read."""

    account: Account
    minutes: int


def pupils_of(session: Session, room: Room) -> Sequence[Pupil]:
    """Who is a pupil in a class."""
    read = (
        select(Reading.account, func.sum(Reading.minutes).label("minutes"))
        .group_by(Reading.account)
        .subquery()
    )
    asked = (
        _in(room)
        .where(~Membership.teaches)
        .outerjoin(read, read.c.account == Account.id)
        .add_columns(func.coalesce(read.c.minutes, 0))
    )
    return [Pupil(account, int(minutes)) for account, minutes in session.execute(asked)]


def _in(room: Room) -> Select[Account]:
    return (
        select(Account)
        .join(Membership, Membership.account == Account.id)
        .where(Membership.room == room.id)
        .order_by(Account.last, Account.first, Account.id)
    )


def _classes(session: Session, rooms: Iterable[Room]) -> Mapping[str, Class]:
    found = list(rooms)
    asked = (
        select(Membership.room, Membership.teaches, Account.clever_id)
        .join(Account, Account.id == Membership.account)
        .where(Membership.room.in_([one.id for one in found]))
    )
    people: dict[tuple[int, bool], set[str]] = {}
    for room, teaches, person in session.execute(asked):
        people.setdefault((room, teaches), set()).add(str(person))
    return {
        one.section: Class(
            one.section,
            {name: value for name in _FIELDS if (value := getattr(one, name))},
            frozenset(people.get((one.id, True), ())),
            frozenset(people.get((one.id, False), ())),
            one.is_archived,
        )
        for one in found
    }


def _put_people(session: Session, room: Room, wanted: Class) -> None:
    named = {*wanted.teachers, *wanted.students}
    asked = select(Account.clever_id, Account.id).where(Account.clever_id.in_(named))
    accounts = {str(one): account for one, account in session.execute(asked)}
    there = {(accounts[one], True) for one in wanted.teachers if one in accounts}
    there |= {(accounts[one], False) for one in wanted.students if one in accounts}
    for one in session.scalars(select(Membership).where(Membership.room == room.id)):
        if (one.account, one.teaches) in there:
            there.discard((one.account, one.teaches))
        else:
            session.delete(one)
    for account, teaches in sorted(there):
        session.add(Membership(room=room.id, account=account, teaches=teaches))
