"""A sync's store as accounts to sign in to: one set of rows for the sync and for every login.

A sync and a login find the same rows. What a sync has brought, a login leaves alone: it sees less.
"""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from homeroom_kit.clock import Clock, SystemClock
from homeroom_kit.errors import StoreError
from homeroom_kit.matching import Account, Asked
from homeroom_kit.planning import Create, Holds, Link, Local, Operation, Seen, Value, planned
from homeroom_kit.provision.people import Person, Profile
from homeroom_kit.stores import LIBRARY, Held, Owner, Store, Wanted

__all__ = ["StoreAccounts"]

_LEASE_SECONDS: Final = 30.0
_KIND: Final = "users"


class StoreAccounts:
    """The rows of one district's people in a store, or of the Library's.

    `Provisioning(lambda district: StoreAccounts(store, district))` takes people of all districts.
    Whom a teacher brought first is found by her district too, and belongs to it from then on;
    whom a district has is found by a teacher's login too, and stays the district's (LIB-23).

    Args:
        store: The store that the sync writes.
        district: The district; nobody of another one is found here. None for the Library.
        clock: Who tells the time, for tests.
    """

    def __init__(self, store: Store, district: str | None, clock: Clock | None = None) -> None:
        self._store = store
        self._district = district or LIBRARY
        self._clock = clock or SystemClock()
        self._holder = f"login-{secrets.token_hex(8)}"

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """A store writes each operation whole by itself; there is nothing to add."""
        yield

    def near(self, asked: Asked) -> Sequence[Account]:
        """Return rows that share something with somebody of this district."""
        if (asked.district or LIBRARY) != self._district:
            return []
        email = (asked.email or "").strip().casefold()
        former = self._former([asked.clever_id]).get(asked.clever_id, "")
        newest = self._store.rows(self._district, _KIND, [former]).get(former) if former else None
        ids = {asked.clever_id, newest.clever_id or ""} if newest else {asked.clever_id}
        wanted = Wanted(asked.legacy_ids | ids, asked.sis_ids, frozenset({email} - {""}))
        found = self._store.accounts(self._district, _KIND, wanted)
        if not former:
            hers = self._owners([asked.clever_id]).values()
            found = [*found, *(Account(one.app_id, one.clever_id) for one in hers)]
        # Under an id that it had before, a row is as much hers as under its newest.
        by_row = {one.app_id: one for one in found}
        if former in by_row:
            by_row[former] = replace(by_row[former], clever_id=asked.clever_id)
        return list(by_row.values())

    def linked(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return rows by people's ids, those that a row had before included while they last."""
        hers = {one: owner.app_id for one, owner in self._owners(ids).items()}
        return {**hers, **self._former(ids), **self._known(ids)}

    def profiles(self, accounts: Collection[str]) -> Mapping[str, Profile]:
        """Return what there is of rows."""
        return {
            one: Profile(local.clever_id, home or None, local.values, local.held, local.is_archived)
            for one, (home, local) in self._rows(accounts).items()
        }

    def create(self, person: Person) -> str:
        """Make a row, which the next sync finds by the person's id.

        Raises:
            StoreError: A sync works on this district just now, or she is of another one.
        """
        there = self.linked([person.id])
        if person.id not in there:
            self._apply(person, Create(_KIND, person.id, self._seen(person, person.values)))
        return self.linked([person.id])[person.id]

    def save(self, account: str, person: Person, changes: Mapping[str, Value]) -> None:
        """Link a row, or bring up to date one that no sync has brought yet.

        While a sync works on the district it has the last word, and nothing is written here unless
        the row has to be linked.

        Raises:
            StoreError: It has to be, and a sync works on this district just now.
        """
        if self._district == LIBRARY and person.district:
            # Her district took her over; a teacher's login comes to the same row.
            StoreAccounts(self._store, person.district, self._clock).save(account, person, changes)
            return
        home, local = self._rows([account]).get(account, (self._district, None))
        if local is None:
            raise StoreError("no_row", f"There is no row {account!r} in this district.")
        # An id that the row had before means it too; only its newest one is written to it.
        is_former = account in self._former([person.id]).values() and not local.is_archived
        is_hers = home == self._district and (local.clever_id == person.id or is_former)
        if is_hers and _is_synced(local) and not local.is_archived:
            return
        former_id = local.clever_id if local.clever_id != person.id else None
        link = None if is_hers else Link("login", former_id)
        seen = self._seen(person, changes, local)
        try:
            self._apply(person, planned(_KIND, person.id, seen, local, Holds(), link))
        except StoreError:
            if not is_hers:
                raise

    def hold(self, account: str, answers: Mapping[str, str]) -> None:
        """Write what she answered; no sync overwrites it from now on.

        Raises:
            StoreError: The row is not linked, or the store keeps no such field.
        """
        home, _ = self._rows([account]).get(account, (self._district, None))
        self._store.hold(home, _KIND, account, Held(), dict(answers))

    def _known(self, ids: Collection[str]) -> dict[str, str]:
        found = self._store.known(self._district, _KIND, ids)
        return {one: local.app_id for one, local in found.items()}

    def _owners(self, ids: Collection[str]) -> dict[str, Owner]:
        """By id, the Library's rows for a district, and the rows of every district for it."""
        found = self._store.owners(_KIND, clever_ids=ids)
        ours = [one for one in found if self._sees(one.district)]
        ours.sort(key=lambda one: (one.district == self._district, one.district, one.app_id))
        return {one.clever_id: one for one in ours}

    def _sees(self, home: str) -> bool:
        return LIBRARY in (self._district, home) or home == self._district

    def _rows(self, accounts: Collection[str]) -> dict[str, tuple[str, Local]]:
        """Return rows, each with the district that it is in."""
        owners = {one.app_id: one for one in self._store.owners(_KIND, app_ids=accounts)}
        homes: dict[str, list[str]] = defaultdict(list)
        for one in accounts:
            home = owners[one].district if one in owners else self._district
            if self._sees(home):
                homes[home].append(one)
        return {
            one: (home, local)
            for home, some in homes.items()
            for one, local in self._store.rows(home, _KIND, some).items()
        }

    def _former(self, ids: Collection[str]) -> Mapping[str, str]:
        return self._store.aliases(self._district, _KIND, ids, self._clock.now())

    def _seen(
        self, person: Person, changes: Mapping[str, Value], local: Local | None = None
    ) -> Seen:
        """What a login tells, of what the store keeps; what it does not tell stays as it is."""
        kept = self._store.kept()[_KIND]
        here = local.values if local is not None else {}
        values = {name: changes.get(name) or here.get(name) for name in kept.fields}
        kept.shape(values)
        ties = local.ties if local is not None else frozenset()
        known = local.synced.sis_ids if local is not None and local.synced else frozenset()
        return Seen(values, ties, sis_ids=person.sis_ids or known)

    def _apply(self, person: Person, operation: Operation) -> None:
        if (person.district or LIBRARY) != self._district:
            raise StoreError("other_district", f"{person.id} is of another district.")
        now = self._clock.now()
        if not self._store.lease(self._district, self._holder, now, _LEASE_SECONDS):
            raise StoreError("lease_busy", f"District {self._district} is being synced.")
        try:
            self._store.apply(self._district, [operation], self._holder)
        finally:
            self._store.release(self._district, self._holder)


def _is_synced(local: Local) -> bool:
    """Whether a sync has brought the row: it alone remembers the whole record."""
    return local.synced is not None and bool(local.synced.line)
