"""Accounts and classes in memory: for tests, for trying things out, and as the plainest example."""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from homeroom_kit.matching import Account, Asked
from homeroom_kit.planning import Value
from homeroom_kit.provision.accounts import Class
from homeroom_kit.provision.people import Person, Profile

__all__ = ["MemoryAccounts", "MemoryClasses", "Row"]


@dataclass
class Row:
    """One account.

    Attributes:
        own: Whatever the application hangs on it: marks, groups, progress.
    """

    account: str
    type: str = ""
    authorized_by: str = ""
    profile: Profile = field(default_factory=Profile)
    sis_ids: frozenset[str] = frozenset()
    own: dict[str, Any] = field(default_factory=dict)


class MemoryAccounts:
    """Accounts that are gone when the process ends."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self._lock = threading.RLock()

    def add(self, values: Mapping[str, Value], district: str | None = None, *sis: str) -> Row:
        """Add an account by hand, older than the connection."""
        row = Row(str(len(self.rows) + 1), profile=Profile(None, district, dict(values)))
        row.sis_ids = frozenset(sis)
        self.rows[row.account] = row
        return row

    def row(self, clever_id: str) -> Row:
        """Return the account of somebody; KeyError if she has none."""
        return self.rows[self.linked([clever_id])[clever_id]]

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let nobody else write; if it fails, everything is as it was."""
        with self._lock:
            before = {one: replace(row) for one, row in self.rows.items()}
            try:
                yield
            except BaseException:
                self.rows = before
                raise

    def near(self, asked: Asked) -> Sequence[Account]:  # noqa: ARG002 -- it gives all of them
        """Return accounts that share something; more do no harm."""
        return [
            Account(
                row.account,
                row.profile.clever_id,
                row.profile.district,
                row.sis_ids,
                str(row.profile.values.get("email") or "") or None,
                row.profile.is_archived,
            )
            for row in self.rows.values()
        ]

    def linked(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return accounts by people's ids."""
        found = {row.profile.clever_id: row.account for row in self.rows.values()}
        return {one: found[one] for one in ids if one in found}

    def profiles(self, accounts: Collection[str]) -> Mapping[str, Profile]:
        """Return what there is of accounts."""
        return {one: self.rows[one].profile for one in accounts if one in self.rows}

    def create(self, person: Person) -> str:
        """Make an account, or return the one that is there."""
        with self._lock:
            there = self.linked([person.id])
            account = there.get(person.id) or self.add({}).account
            self.save(account, person, person.values)
            return account

    def save(self, account: str, person: Person, changes: Mapping[str, Value]) -> None:
        """Write what changes."""
        row = self.rows[account]
        values = {**row.profile.values, **changes}
        row.profile = replace(
            row.profile,
            clever_id=person.id,
            district=person.district,
            values=values,
            is_archived=False,
        )
        row.type, row.authorized_by = person.type, person.authorized_by
        row.sis_ids |= person.sis_ids

    def hold(self, account: str, answers: Mapping[str, str]) -> None:
        """Write answers, for good."""
        row = self.rows[account]
        values = {**row.profile.values, **answers}
        row.profile = replace(row.profile, values=values, held=row.profile.held | answers.keys())


class MemoryClasses:
    """Classes that are gone when the process ends."""

    def __init__(self) -> None:
        self.rows: dict[str, Class] = {}
        self.written = 0
        """How many classes were written so far."""

    def known(self, ids: Collection[str]) -> Mapping[str, Class]:
        """Return classes by their sections."""
        return {one: self.rows[one] for one in ids if one in self.rows}

    def of(self, person: str) -> Mapping[str, Class]:
        """Return somebody's classes."""
        return {one: row for one, row in self.rows.items() if person in row.teachers | row.students}

    def put(self, wanted: Class) -> None:
        """Make a class be so."""
        self.rows[wanted.id] = wanted
        self.written += 1
