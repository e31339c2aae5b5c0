"""Readalong as a certification sees it (certification.md 6.2); the kit opens it to tests only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from homeroom_kit.probe import Doing, ListedRecords, Mark, NewAccount, Probe, ProbeError
from readalong import shelf
from readalong.signing import OwnAccounts
from readalong.tables import Account, Database, Membership, Reading, Room
from starting.probing import NoRuns

__all__ = ["probe_of"]

_NO_RUNS: Final = (
    "Readalong reads classes with the token of whoever logs in: at each login, and by Sync now."
)
_TELLS: Final = ("name", "subject", "grade", "section_number")


def probe_of(database: Database, own: OwnAccounts) -> Probe:
    """The probe of one Readalong."""
    mine = _Readalong(database, own)
    return Probe(
        app="Readalong",
        version="1",
        holds=ListedRecords(mine.listed),
        runs=NoRuns(_NO_RUNS),
        user_types=("student", "teacher"),
        record_types=("section",),
        sync_modes=(),
        doing=Doing(progress=mine.progress, seed=mine.seed),
    )


@dataclass(frozen=True, slots=True)
class _Readalong:
    database: Database
    own: OwnAccounts

    def listed(self, type_: str) -> Iterable[Mapping[str, object]]:
        """Every record of a type; an account that no hub knows has no Clever id."""
        with self.database.reading() as session:
            if type_ == "user":
                return _users(session)
            return _sections(session) if type_ == "section" else []

    def progress(self, mark: Mark) -> None:
        """Note a minute in a book of this name."""
        with self.database.writing() as session:
            found = session.scalar(select(Account).where(Account.clever_id == mark.clever_id))
            if found is None:
                raise ProbeError("unknown", f"There is nobody {mark.clever_id!r} here.", 404)
            shelf.note(session, found.id, mark.mark, 1)

    def seed(self, wanted: NewAccount) -> str:
        """Sign a teacher up, as the page does."""
        with self.database.writing() as session:
            account, trouble = self.own.sign_up(
                {
                    "name": f"{wanted.first} {wanted.last}",
                    "email": wanted.email or "",
                    "password": wanted.password or "",
                }
            )
            if trouble:
                raise ProbeError("bad_account", trouble)
            if wanted.mark:
                shelf.note(session, account, wanted.mark, 1)
        return str(account)


def _users(session: Session) -> list[dict[str, Any]]:
    sections, marks = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
    asked = (
        select(Membership.account, Room.section)
        .join(Room, Room.id == Membership.room)
        .where(~Room.is_archived)
        .order_by(Room.section)
    )
    for account, section in session.execute(asked):
        sections[account].append(section)
    for reading in session.scalars(select(Reading).order_by(Reading.id)):
        marks[reading.account].append(reading.title)
    return [
        {
            "type": "user",
            "clever_id": one.clever_id,
            "app_id": str(one.id),
            # A teacher's pupil who is in no class of hers any more is nobody's pupil.
            "status": "active" if _is_active(one, sections[one.id]) else "archived",
            "roles": [one.type],
            "name": {"first": one.first, "last": one.last},
            "email": one.email or None,
            "district": one.district,
            "sections": sections[one.id],
            "marks": marks[one.id],
            "fields": {
                "name.first": one.first or None,
                "name.last": one.last or None,
                "email": one.email or None,
                "roles.student.grade": one.grade or None,
            },
        }
        for one in session.scalars(select(Account).order_by(Account.id))
    ]


def _is_active(account: Account, sections: list[str]) -> bool:
    return bool(account.type == "teacher" or account.authorized_by == "district" or sections)


def _sections(session: Session) -> list[dict[str, Any]]:
    people = defaultdict[tuple[int, bool], list[str]](list)
    asked = (
        select(Membership.room, Membership.teaches, Account.clever_id)
        .join(Account, Account.id == Membership.account)
        .order_by(Account.clever_id)
    )
    for room, teaches, person in session.execute(asked):
        people[room, teaches].append(str(person))
    return [
        {
            "type": "section",
            "clever_id": one.section,
            "app_id": str(one.id),
            "status": "archived" if one.is_archived else "active",
            "name": one.name,
            "teachers": people[one.id, True],
            "students": [] if one.is_archived else people[one.id, False],
            "fields": {name: getattr(one, name) or None for name in _TELLS},
        }
        for one in session.scalars(select(Room).order_by(Room.id))
    ]
