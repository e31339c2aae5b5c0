"""Finding rows that are older than the connection, for a batch of records that have none yet."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from homeroom_kit.matching import (
    Account,
    Asked,
    Decision,
    Match,
    decide,
    decide_place,
)
from homeroom_kit.planning import Link, Local
from homeroom_kit.stores.protocol import LIBRARY, Store, Wanted
from homeroom_kit.sync.report import Question
from homeroom_kit.sync.telling import PLACES, Told

__all__ = ["Linking"]


@dataclass
class Linking:
    """Matches records to rows; a row is given away once in a sync."""

    store: Store
    district: str
    match: Match
    questions: list[Question]
    lost: Mapping[str, set[str]]
    """By kind, the Clever ids that this sync will archive."""

    now: datetime
    former: Counter[str]
    """By kind, how many records the hub shows under an id that their row had before."""

    taken: set[tuple[str, str]] = field(default_factory=set)
    _free: dict[str, bool] = field(default_factory=dict)

    def links(
        self, kind: str, told: Mapping[str, Told]
    ) -> tuple[dict[str, tuple[Local, Link]], set[str]]:
        """Return rows and why they are the records', and the ids of records to leave out.

        Nothing is said of a record that is new.
        """
        if not told:
            return {}, set()
        # Whom a teacher brought is known by the same id, and comes over with all that is hers.
        brought = self.store.known(LIBRARY, kind, list(told)) if kind == "users" else {}
        decisions = self._decisions(kind, told, brought)
        linked = [made.account for made in decisions.values() if made.outcome == "linked"]
        rows = {local.app_id: local for local in brought.values()}
        rows |= self.store.rows(self.district, kind, linked)
        found: dict[str, tuple[Local, Link]] = {}
        waiting: set[str] = set()
        for record_id, decision in decisions.items():
            row = rows.get(decision.account) if decision.outcome == "linked" else None
            if row is not None:
                until = self.now + timedelta(days=self.match.alias_days)
                found[record_id] = (row, Link(decision.by, decision.former_id, until))
            elif decision.outcome == "found":
                # The row goes on under its new id, which the hub shows as well.
                self.former[kind] += 1
                waiting.add(record_id)
            elif decision.needs_a_person:
                self.questions.append(Question(kind, record_id, decision))
                if self.match.undecided == "wait":
                    waiting.add(record_id)
        return found, waiting

    def _decisions(
        self, kind: str, told: Mapping[str, Told], brought: Mapping[str, Local]
    ) -> dict[str, Decision]:
        if kind in PLACES:
            places = self.store.places(self.district, kind)
            asking = {one: said.place for one, said in told.items() if said.place is not None}
            return {one: decide_place(place, places) for one, place in asking.items()}
        if kind not in ("users", "sections"):
            return {}
        made = {
            one: Decision("linked", "clever_id", (local.app_id,)) for one, local in brought.items()
        } | self._former(kind, told)
        rest = told
        if made:
            rest = {one: said for one, said in told.items() if one not in made}
        if not self._may_fit(kind, rest.values()):
            return self._once(kind, made)
        asked = {one: self._asked(one, said) for one, said in rest.items()}
        accounts = self._accounts(kind, asked)
        by = _By(accounts)
        made |= {one: decide(hers, by.near(hers), self.match) for one, hers in asked.items()}
        return self._once(kind, made)

    def _former(self, kind: str, asked: Collection[str]) -> dict[str, Decision]:
        """Decide of ids that rows had before: both ids mean the row while the alias lasts.

        If the newer id is gone, the older has come back; if not, the newer one tells of the row.
        """
        former = self.store.aliases(self.district, kind, list(asked), self.now)
        rows = self.store.rows(self.district, kind, list(former.values())) if former else {}
        lost = self.lost.get(kind, set())
        made: dict[str, Decision] = {}
        for record_id, app_id in former.items():
            row = rows.get(app_id)
            if row is None:
                continue
            if row.is_archived or row.clever_id in lost:
                made[record_id] = Decision("linked", "clever_id", (app_id,), row.clever_id)
            else:
                made[record_id] = Decision("found", "clever_id", (app_id,))
        return made

    def _once(self, kind: str, made: Mapping[str, Decision]) -> dict[str, Decision]:
        """Two records that fit one row are a question, not first come, first served."""
        rows = Counter(one.account for one in made.values() if one.outcome == "linked")
        taken = {row for row, many in rows.items() if many > 1 or (kind, row) in self.taken}
        self.taken.update((kind, row) for row in rows)
        return {
            record_id: replace(one, outcome="ambiguous")
            if one.outcome == "linked" and one.account in taken
            else one
            for record_id, one in made.items()
        }

    def _asked(self, record_id: str, said: Told) -> Asked:
        return Asked(record_id, self.district, said.sis_ids, said.email, legacy_ids=said.legacy_ids)

    def _accounts(self, kind: str, asked: Mapping[str, Asked]) -> list[Account]:
        everyone, lost = list(asked.values()), self.lost.get(kind, set())
        wanted = Wanted(
            frozenset().union(*(one.legacy_ids for one in everyone)),
            frozenset().union(*(one.sis_ids for one in everyone)),
            frozenset((one.email or "").strip().casefold() for one in everyone) - {""},
        )
        return [
            replace(one, is_gone=True) if one.clever_id in lost else one
            for one in self.store.accounts(self.district, kind, wanted)
        ]

    def _may_fit(self, kind: str, told: Iterable[Told]) -> bool:
        """Whether any row can be one of these records.

        By SIS id or e-mail only a free one can, or one whose id is gone; by an id from before v3
        any that is linked to it.
        """
        if kind not in self._free:
            self._free[kind] = self.store.has_free(self.district, kind)
        if self._free[kind] or self.lost.get(kind):
            return True
        former = {one for said in told for one in said.legacy_ids}
        return bool(former and self.store.linked(self.district, kind, former))


class _By:
    """Accounts by what they may be found by."""

    def __init__(self, accounts: list[Account]) -> None:
        self._named: dict[str, dict[str, Account]] = {}
        for account in accounts:
            email = (account.email or "").strip().casefold()
            for name in (*account.sis_ids, account.clever_id, f"@{email}" if email else None):
                if name:
                    self._named.setdefault(name, {})[account.app_id] = account

    def near(self, asked: Asked) -> list[Account]:
        """Return the accounts that share anything with her."""
        email = (asked.email or "").strip().casefold()
        names = (*asked.sis_ids, *asked.legacy_ids, asked.clever_id, f"@{email}")
        found: dict[str, Account] = {}
        for name in names:
            found |= self._named.get(name, {})
        return list(found.values())
