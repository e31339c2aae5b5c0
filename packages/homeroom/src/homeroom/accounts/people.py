"""Who is meant by a typed name, and who a session's person is now: both asked of the roster.

The index of a district holds, for each name, a hash and the record numbers that have it; it is
built from the documents in one pass and is good for the newest batch. A hash that collides costs
nothing: what it leads to is read from the roster and compared with what was typed. So nothing
is written for it, and no sync has to know of it.
"""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from homeroom.accounts import queries, rules
from homeroom.accounts.rules import HUB, ROLES, Facts, Policy
from homeroom.foundation.database import Session, Store
from homeroom.foundation.ids import wire_id
from homeroom.roster.documents import (
    Document,
    document_named,
    documents_after,
    neighbours,
    newest_batch,
)
from homeroom.roster.queries import District, districts, setting
from homeroom.roster.sandboxes.queries import owners
from homeroom.roster.team.queries import numbers
from homeroom_wire.roles import ROLE_BITS

_USERS: Final = "users"
_STRETCH: Final = 2000
_SIGNS_IN: Final = sum(ROLE_BITS[role] for role in ROLES)
_NAME_BYTES: Final = 8

_Hashes = npt.NDArray[np.uint64]


class _Credentials(msgspec.Struct):
    district_username: str = ""


class _Role(msgspec.Struct):
    """The fields of any role that signing in needs; other fields are skipped."""

    sis_id: str = ""
    student_number: str = ""
    teacher_number: str = ""
    staff_id: str = ""
    state_id: str = ""
    dob: str = ""
    credentials: _Credentials = msgspec.field(default_factory=_Credentials)


class _Name(msgspec.Struct):
    first: str = ""
    last: str = ""


class _User(msgspec.Struct):
    roles: dict[str, _Role]
    email: str = ""
    name: _Name = msgspec.field(default_factory=_Name)


_DECODER: Final = msgspec.json.Decoder(_User)


@dataclass(frozen=True)
class Person:
    """Someone who may sign in: a roster user as she is now, or one of the hub's own staff."""

    district: int
    user: int
    roles: tuple[str, ...]
    first: str = ""
    last: str = ""
    email: str = ""
    facts: Facts = field(default_factory=dict, repr=False, compare=False)

    @property
    def id(self) -> str:
        """The roster user's 24-hex id; empty for the hub's own staff."""
        return "" if self.district == HUB else wire_id(self.user, self.district)

    @property
    def name(self) -> str:
        """First and last name, as far as there are any."""
        return f"{self.first} {self.last}".strip()


@dataclass(frozen=True)
class Found:
    """What a typed name led to: exactly one person, or nobody and how many there were."""

    person: Person | None
    matches: int


@dataclass(frozen=True)
class _Index:
    batch: int
    policy: Policy
    hashes: _Hashes  # ascending; a hash may stand several times
    users: _Hashes  # the record number beside each


class People:
    """One hub's look-up of people; safe to ask from many threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._indexes: dict[int, _Index] = {}
        self._sandbox: dict[int, bool] = {}
        self._building: dict[int, threading.Lock] = {}

    def find(self, district: int, typed: str) -> Found:
        """Return the one active person of the district who is typed like this.

        Two people of one name are nobody: guessing which is meant would sign one in as the other.
        """
        name = rules.plain_name(typed)
        if district == HUB:
            return self._staff(name)
        with self._store.roster.reading() as roster:
            index = self._index(roster, district)
            asked = np.uint64(_hash(name))
            low = int(np.searchsorted(index.hashes, asked, "left"))
            high = int(np.searchsorted(index.hashes, asked, "right"))
            users = dict.fromkeys(int(user) for user in index.users[low:high])
            people = [_person(roster, district, user) for user in users]
            team = set(numbers(roster, district)) if len(users) > 1 else set()
        meant = [one for one in people if one and name in rules.names_of(one.facts, index.policy)]
        # An address in the files never takes a name from the team (ruling R29).
        meant = [one for one in meant if one.user in team] or meant
        return Found(meant[0] if len(meant) == 1 else None, len(meant))

    def active(self, district: int, user: int) -> Person | None:
        """Return the person as she is now; None once she has left the roster."""
        if district == HUB:
            return self._member_of_staff(user)
        with self._store.roster.reading() as roster:
            return _person(roster, district, user)

    def policy(self, district: int) -> Policy:
        """Return what the district chose about signing in."""
        if district == HUB:
            return rules.policy({}, sandbox=False)
        with self._store.roster.reading() as roster:
            return self._policy_within(roster, district)

    def teaches(self, teacher: Person, student: int) -> bool:
        """True if the two share a section now."""
        with self._store.roster.reading() as roster:
            taught = neighbours(roster, teacher.district, _USERS, teacher.user, "sections")
            taken = neighbours(roster, teacher.district, _USERS, student, "sections")
        return bool(np.isin(taken, taught).any())

    def district_of(self, typed: str) -> int | None:
        """Return the only sandbox district with one person of this name (sso.md 3.2, item 3).

        A developer's own is left out: whoever uploads a name there must not keep others out here.
        """
        with self._store.control.reading() as control:
            owned = owners(control)
            known = [one.number for one in districts(control) if one.sandbox]
        known = [number for number in known if number not in owned]
        found = [number for number in known if self.find(number, typed).person is not None]
        return found[0] if len(found) == 1 else None

    def exists(self, district: int) -> bool:
        """True if there is such a district, or for the hub's own staff."""
        return district == HUB or self._known(district) is not None

    def _staff(self, login: str) -> Found:
        with self._store.control.reading() as control:
            account = queries.hub_account(control, login)
        return Found(None, 0) if account is None else Found(_of_staff(account), 1)

    def _member_of_staff(self, user: int) -> Person | None:
        with self._store.control.reading() as control:
            account = queries.account_of(control, HUB, user)
        return None if account is None else _of_staff(account)

    def _known(self, district: int) -> District | None:
        with self._store.control.reading() as control:
            return next((one for one in districts(control) if one.number == district), None)

    def _is_sandbox(self, district: int) -> bool:
        found = self._sandbox.get(district)
        if found is None:
            known = self._known(district)
            # Not remembered while unknown: it may be added in a moment.
            if known is None:
                return False
            found = self._sandbox[district] = known.sandbox
        return found

    def _index(self, roster: Session, district: int) -> _Index:
        batch = newest_batch(roster, district)
        chosen = self._policy_within(roster, district)
        index = self._indexes.get(district)
        if index is None or (index.batch, index.policy) != (batch, chosen):
            # One builder a district: whoever waited finds it done, and others never wait.
            with self._building.setdefault(district, threading.Lock()):
                index = self._indexes.get(district)
                if index is None or (index.batch, index.policy) != (batch, chosen):
                    index = _built(roster, district, batch, chosen)
                    self._indexes[district] = index
        return index

    def _policy_within(self, roster: Session, district: int) -> Policy:
        switches = setting(roster, district).switches
        return rules.policy(switches, sandbox=self._is_sandbox(district))


def facts_of(body: str) -> tuple[Facts, _User]:
    """Return what signing in needs of a user's document; roles that never sign in left out."""
    user = _DECODER.decode(body)
    facts = {}
    for role in ROLES:
        held = user.roles.get(role)
        if held is None:
            continue
        values = {
            "district_username": held.credentials.district_username,
            "email": user.email,
            "sis_id": held.sis_id,
            "student_number": held.student_number,
            "teacher_number": held.teacher_number,
            "staff_id": held.staff_id,
            "state_id": held.state_id,
            "birth_date": rules.birth_date(held.dob),
        }
        facts[role] = {name: value for name, value in values.items() if value}
    return facts, user


def _person(roster: Session, district: int, user: int) -> Person | None:
    document = document_named(roster, district, _USERS, user)
    if document is None or not document.roles & _SIGNS_IN:
        return None
    facts, decoded = facts_of(document.body)
    name = decoded.name
    return Person(district, user, tuple(facts), name.first, name.last, decoded.email, facts)


def _of_staff(account: queries.Account) -> Person:
    first, _, last = account.name.partition(" ")
    return Person(HUB, account.person, account.duties, first, last, account.login)


def _built(roster: Session, district: int, batch: int, chosen: Policy) -> _Index:
    hashes: list[int] = []
    users: list[int] = []
    for document in _everyone(roster, district):
        facts, _ = facts_of(document.body)
        for name in rules.names_of(facts, chosen):
            hashes.append(_hash(name))
            users.append(document.rid)
    order = np.argsort(np.array(hashes, dtype=np.uint64), kind="stable")
    return _Index(
        batch,
        chosen,
        np.array(hashes, dtype=np.uint64)[order],
        np.array(users, dtype=np.uint64)[order],
    )


def _everyone(roster: Session, district: int) -> Iterator[Document]:
    after = 0
    while stretch := documents_after(roster, district, _USERS, after, _STRETCH):
        yield from (one for one in stretch if one.roles & _SIGNS_IN)
        after = stretch[-1].rid


def _hash(name: str) -> int:
    digest = hashlib.blake2b(name.encode(), digest_size=_NAME_BYTES).digest()
    return int.from_bytes(digest, "little")
