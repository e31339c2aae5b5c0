"""Readalong's accounts as the kit's provisioning asks for them."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from homeroom_kit import matching
from homeroom_kit.matching import Asked
from homeroom_kit.planning import Value
from homeroom_kit.provision import Person, Profile
from readalong.tables import Account, Database

__all__ = ["TeachersAndPupils"]

_COLUMNS: Final = {
    "name.first": "first",
    "name.middle": "middle",
    "name.last": "last",
    "email": "email",
    "roles.student.grade": "grade",
}


class TeachersAndPupils:
    """The table `accounts`.

    An account is found by the hub's id. One that somebody made here by e-mail and password is
    nobody's at the hub until she has proved that it is hers.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def at_once(self) -> AbstractContextManager[object]:
        """Begin a transaction; the classes are written in the same one."""
        return self._database.writing()

    def near(self, asked: Asked) -> Sequence[matching.Account]:
        """Return accounts that share an id or an e-mail with somebody."""
        fits: list[ColumnElement[bool]] = [
            Account.clever_id.in_({asked.clever_id, *asked.legacy_ids})
        ]
        email = (asked.email or "").strip().lower()
        if email:
            fits += [func.lower(Account.email) == email, Account.sign_in_as == email]
        with self._database.reading() as session:
            found = session.scalars(select(Account).where(or_(*fits))).all()
        return [
            matching.Account(
                str(one.id), one.clever_id, one.district, email=one.email or one.sign_in_as
            )
            for one in found
        ]

    def linked(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return accounts by people's ids."""
        asked = select(Account.clever_id, Account.id).where(Account.clever_id.in_(ids))
        with self._database.reading() as session:
            return {str(one): str(account) for one, account in session.execute(asked)}

    def profiles(self, accounts: Collection[str]) -> Mapping[str, Profile]:
        """Return what there is of accounts."""
        asked = select(Account).where(Account.id.in_([int(one) for one in accounts]))
        with self._database.reading() as session:
            return {str(one.id): _profile(one) for one in session.scalars(asked)}

    def create(self, person: Person) -> str:
        """Make an account, or return the one that is there: people click twice."""
        with self._database.writing() as session:
            try:
                with session.begin_nested():
                    made = Account(clever_id=person.id, held=[])
                    _write(made, person, person.values)
                    session.add(made)
            except IntegrityError:
                return self.linked([person.id])[person.id]
            return str(made.id)

    def save(self, account: str, person: Person, changes: Mapping[str, Value]) -> None:
        """Make the account hers, note who let her in, and write what changes."""
        with self._database.writing() as session:
            _write(_one(session, account), person, changes)

    def hold(self, account: str, answers: Mapping[str, str]) -> None:
        """Write what she said herself, for good."""
        with self._database.writing() as session:
            one = _one(session, account)
            for name, answer in answers.items():
                setattr(one, _COLUMNS[name], answer)
            one.held = sorted({*one.held, *answers})


def _one(session: Session, account: str) -> Account:
    return session.get_one(Account, int(account))


def _write(one: Account, person: Person, changes: Mapping[str, Value]) -> None:
    one.clever_id, one.district = person.id, person.district
    one.type, one.authorized_by = person.type, person.authorized_by
    for name, value in changes.items():
        column: Any = getattr(Account, _COLUMNS[name])
        setattr(one, _COLUMNS[name], str(value or "")[: column.type.length])


def _profile(one: Account) -> Profile:
    values: dict[str, Value] = {name: getattr(one, column) for name, column in _COLUMNS.items()}
    return Profile(one.clever_id, one.district, values, frozenset(one.held))
