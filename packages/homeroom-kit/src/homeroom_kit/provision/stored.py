"""A sync's store as accounts to sign in to: for applications with Secure Sync and District SSO.

A sync and a login find the same rows. What a sync has brought, a login leaves alone: it sees less.
"""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from homeroom_kit.clock import Clock, SystemClock
from homeroom_kit.errors import StoreError
from homeroom_kit.matching import Account, Asked
from homeroom_kit.planning import Create, Holds, Link, Local, Operation, Seen, Value, planned
from homeroom_kit.provision.people import Person, Profile
from homeroom_kit.stores import Held, Store, Wanted

__all__ = ["StoreAccounts"]

_LEASE_SECONDS: Final = 30.0
_KIND: Final = "users"


class StoreAccounts:
    """The rows of one district's people in a store.

    `Provisioning(lambda district: StoreAccounts(store, district))` takes people of all districts.

    Args:
        store: The store that the sync writes.
        district: The district; nobody of another one is found here, and nobody at all in None.
        clock: Who tells the time, for tests.
    """

    def __init__(self, store: Store, district: str | None, clock: Clock | None = None) -> None:
        self._store = store
        self._district = district or ""
        self._clock = clock or SystemClock()
        self._holder = f"login-{secrets.token_hex(8)}"

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """A store writes each operation whole by itself; there is nothing to add."""
        yield

    def near(self, asked: Asked) -> Sequence[Account]:
        """Return rows that share something with somebody of this district."""
        if asked.district != self._district:
            return []
        email = (asked.email or "").strip().casefold()
        former = self._former([asked.clever_id]).get(asked.clever_id, "")
        newest = self._store.rows(self._district, _KIND, [former]).get(former) if former else None
        ids = {asked.clever_id, newest.clever_id or ""} if newest else {asked.clever_id}
        wanted = Wanted(asked.legacy_ids | ids, asked.sis_ids, frozenset({email} - {""}))
        found = self._store.accounts(self._district, _KIND, wanted)
        # Under an id that it had before, a row is as much hers as under its newest.
        return [
            replace(one, clever_id=asked.clever_id) if one.app_id == former else one
            for one in found
        ]

    def linked(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return rows by people's ids, those that a row had before included while they last."""
        former = self._former(ids)
        found = self._store.known(self._district, _KIND, ids)
        return {**former, **{one: local.app_id for one, local in found.items()}}

    def profiles(self, accounts: Collection[str]) -> Mapping[str, Profile]:
        """Return what there is of rows."""
        found = self._store.rows(self._district, _KIND, accounts)
        return {
            one: Profile(
                local.clever_id, self._district, local.values, local.held, local.is_archived
            )
            for one, local in found.items()
        }

    def create(self, person: Person) -> str:
        """Make a row, which the next sync finds by the person's id.

        Raises:
            StoreError: A sync works on this district just now, or she is of another one.
        """
        there = self.linked([person.id])
        if person.id not in there:
            self._apply(person, Create(_KIND, person.id, self._seen(person)))
        return self.linked([person.id])[person.id]

    def save(
        self,
        account: str,
        person: Person,
        changes: Mapping[str, Value],  # noqa: ARG002 -- the store's own plan finds them
    ) -> None:
        """Link a row, or bring up to date one that no sync has brought yet.

        While a sync works on the district it has the last word, and nothing is written here unless
        the row has to be linked.

        Raises:
            StoreError: It has to be, and a sync works on this district just now.
        """
        local = self._store.rows(self._district, _KIND, [account]).get(account)
        if local is None:
            raise StoreError("no_row", f"There is no row {account!r} in this district.")
        # An id that the row had before means it too; only its newest one is written to it.
        is_former = account in self._former([person.id]).values() and not local.is_archived
        is_hers = local.clever_id == person.id or is_former
        if is_hers and _is_synced(local) and not local.is_archived:
            return
        link = None if is_hers else Link("login", local.clever_id)
        operation = planned(_KIND, person.id, self._seen(person, local), local, Holds(), link)
        try:
            self._apply(person, operation)
        except StoreError:
            if not is_hers:
                raise

    def hold(self, account: str, answers: Mapping[str, str]) -> None:
        """Write what she answered; no sync overwrites it from now on.

        Raises:
            StoreError: The row is not linked, or the store keeps no such field.
        """
        self._store.hold(self._district, _KIND, account, Held(), dict(answers))

    def _former(self, ids: Collection[str]) -> Mapping[str, str]:
        return self._store.aliases(self._district, _KIND, ids, self._clock.now())

    def _seen(self, person: Person, local: Local | None = None) -> Seen:
        """What a login tells, of what the store keeps; what it does not tell stays as it is."""
        kept = self._store.kept()[_KIND].fields
        told = {name: person.values.get(name) for name in kept}
        here = local.values if local is not None else {}
        values = {name: value or here.get(name) for name, value in told.items()}
        ties = local.ties if local is not None else frozenset()
        known = local.synced.sis_ids if local is not None and local.synced else frozenset()
        return Seen(values, ties, sis_ids=person.sis_ids or known)

    def _apply(self, person: Person, operation: Operation) -> None:
        if person.district != self._district:
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
