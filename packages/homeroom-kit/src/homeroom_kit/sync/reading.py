"""From the hub's documents to what an application keeps of them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from msgspec import structs

from homeroom_kit.client.drift import Mode, is_known
from homeroom_kit.errors import ConfigurationError
from homeroom_kit.planning import Kept, Local, Seen, Tie
from homeroom_kit.planning.values import MADE
from homeroom_kit.stores.protocol import Store
from homeroom_kit.sync.telling import Telling, Told

__all__ = ["Sight", "check_kept"]

_NO_TIES: Final[frozenset[Tie]] = frozenset()
_READS: Final = 4
"""Raised when this kit reads the same document otherwise than before."""


def check_kept(kept: Mapping[str, Kept], drift: Mode) -> None:
    """Refuse a store that wants a field which the API does not have.

    Raises:
        ConfigurationError: It names the field; `evolve` lets an application use new ones.
    """
    for kind, of_kind in kept.items():
        for name in of_kind.fields:
            if name not in MADE and not is_known(kind, name) and drift != "evolve":
                raise ConfigurationError(
                    "unknown_field",
                    f"The store keeps {name!r} of {kind}, which the API does not have. Correct "
                    "its name, or choose drift mode `evolve` if the hub is newer than this kit.",
                )


@dataclass
class Sight:
    """Turns documents into what is kept, where other records are named only if they have a row.

    Who is named by a former id is named by her present one, while the alias lasts. A tie to
    somebody who waits for a person would be taken for a hand edit at the next sync, so nothing is
    remembered of it until she has a row.
    """

    store: Store
    district: str
    kept: Mapping[str, Kept]
    now: datetime
    has_lines: bool = True
    """Whether whole records are remembered, which only comparing with the hub needs."""

    promised: set[tuple[str, str]] = field(default_factory=set)
    """Records that a dry run would have created."""

    _tellings: dict[str, Telling] = field(default_factory=dict)

    def unchanged(
        self, kind: str, bodies: Mapping[str, bytes], known: Mapping[str, Local]
    ) -> dict[str, Seen]:
        """Return what was seen of records that come byte for byte as they came then.

        They need not be read again, as long as whoever they name is there under the same id.
        """
        kept, key = self.kept[kind], self._key(kind)
        same: dict[str, Seen] = {}
        for one, local in known.items():
            seen = local.synced
            # Of an archived row less is remembered.
            is_known = seen is not None and seen.mark and not local.is_archived
            if seen is not None and is_known and seen.mark == _mark(key, bodies[one]):
                same[one] = seen
        named = {tie.other for seen in same.values() for tie in seen.ties}
        lost = named - self._present("users", named)
        if lost:
            same = {
                one: seen
                for one, seen in same.items()
                if lost.isdisjoint(tie.other for tie in seen.ties)
            }
        for name, other in kept.references.items():
            ids = {str(value) for seen in same.values() if (value := seen.values.get(name))}
            gone = ids - self._present(other, ids)
            same = {one: seen for one, seen in same.items() if seen.values.get(name) not in gone}
        return same

    def told(self, kind: str, bodies: Mapping[str, bytes]) -> dict[str, Told]:
        """Read documents that were accepted."""
        if kind not in self._tellings:
            kept = self.kept[kind]
            self._tellings[kind] = Telling(kind, kept, has_lines=self.has_lines)
        read = self._tellings[kind].told
        return {one: read(body) for one, body in bodies.items()}

    def seen(
        self, kind: str, bodies: Mapping[str, bytes], told: Mapping[str, Told]
    ) -> dict[str, Seen]:
        """Return what is kept of each document, as the store can hold it now."""
        kept, key = self.kept[kind], self._key(kind)
        ties = {one: said.ties for one, said in told.items() if said.ties}
        there = self._there("users", {tie.other for some in ties.values() for tie in some})
        partly = {
            one
            for one, some in ties.items()
            if any(there.get(tie.other) != tie.other for tie in some)
        }
        partly |= self._keep_known(kept, told)
        return {
            one: Seen(
                said.values,
                _renamed(said.ties, there) if said.ties else _NO_TIES,
                said.line,
                said.sis_ids,
                b"" if one in partly else _mark(key, bodies[one]),
            )
            for one, said in told.items()
        }

    def _keep_known(self, kept: Kept, told: Mapping[str, Told]) -> set[str]:
        """Name only records that have a row; return who named another, or one by a former id."""
        partly: set[str] = set()
        values = {one: said.values for one, said in told.items()}
        for name, kind in kept.references.items():
            named = {str(held[name]) for held in values.values() if held.get(name)}
            there = self._there(kind, named)
            for one, held in values.items():
                present = there.get(str(held.get(name)))
                if held.get(name) and held[name] != present:
                    partly.add(one)
                held[name] = present
        return partly

    def _key(self, kind: str) -> bytes:
        """What else a mark depends on: what is kept, and how this version reads it."""
        kept = self.kept[kind]
        told = (_READS, kind, sorted(kept.fields.items()), sorted(kept.relations))
        more: tuple[object, ...] = (sorted(kept.references.items()), sorted(kept.plain))
        more += (sorted(kept.shapes.items()), self.has_lines)
        asked = repr((*told, *more, sorted(kept.details.items())))
        return hashlib.sha256(asked.encode()).digest()

    def renamed(self, known: Mapping[str, Local]) -> Mapping[str, Local]:
        """Put present ids for former ones into what was remembered at the last sync.

        Else somebody with a new id would be taken for one who was added by hand.
        """
        gone = {
            one: {tie.other for tie in local.synced.ties} - {tie.other for tie in local.ties}
            for one, local in known.items()
            if local.synced is not None and local.synced.ties
        }
        there = self._former("users", set().union(*gone.values()))
        if not there:
            return known
        return {
            one: structs.replace(local, synced=_with_present_ids(local.synced, there))
            if local.synced is not None and gone.get(one, set()) & there.keys()
            else local
            for one, local in known.items()
        }

    def _present(self, kind: str, ids: set[str]) -> set[str]:
        """Which of the ids have a row."""
        if not ids or kind not in self.kept:
            return set()
        linked = self.store.linked(self.district, kind, ids)
        return linked | {one for one in ids if (kind, one) in self.promised}

    def _there(self, kind: str, ids: set[str]) -> dict[str, str]:
        """By each id that means a row, the id under which the row is linked."""
        linked = self._present(kind, ids)
        rest = ids - linked if kind in self.kept else set()
        return {one: one for one in linked} | self._former(kind, rest)

    def _former(self, kind: str, ids: set[str]) -> dict[str, str]:
        if not ids:
            return {}
        former = self.store.aliases(self.district, kind, ids, self.now)
        rows = self.store.rows(self.district, kind, list(former.values())) if former else {}
        present = {one: rows[app_id].clever_id for one, app_id in former.items() if app_id in rows}
        return {one: now for one, now in present.items() if now is not None}


def _mark(key: bytes, body: bytes) -> bytes:
    """By which a record is recognised that comes just as it came before."""
    return hashlib.sha256(key + body).digest()[:16]


def _renamed(ties: Iterable[Tie], there: Mapping[str, str]) -> frozenset[Tie]:
    """Ties to people who have a row, one to each; what is said under the present id counts."""
    found = {(tie.relation, there[tie.other]): tie for tie in ties if there.get(tie.other)}
    found |= {(tie.relation, tie.other): tie for tie in ties if there.get(tie.other) == tie.other}
    return frozenset(
        tie if tie.other == present else structs.replace(tie, other=present)
        for (_, present), tie in found.items()
    )


def _with_present_ids(synced: Seen, there: Mapping[str, str]) -> Seen:
    present = {tie.other: there.get(tie.other, tie.other) for tie in synced.ties}
    return structs.replace(synced, ties=_renamed(synced.ties, present), mark=b"")
