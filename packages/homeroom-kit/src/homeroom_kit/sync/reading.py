"""From the hub's documents to what an application keeps of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import msgspec

from homeroom_kit.client import line_of
from homeroom_kit.client.drift import Mode, is_known
from homeroom_kit.errors import ConfigurationError
from homeroom_kit.planning import Document, Kept, Local, Seen, Tie, Value
from homeroom_kit.planning.values import MADE, ties_of, value_at
from homeroom_kit.stores.protocol import Store
from homeroom_kit.sync.linking import sis_ids_in

__all__ = ["Sight", "check_kept", "decoded"]

_decode: Final = msgspec.json.Decoder(dict[str, Any]).decode


def decoded(bodies: Iterable[bytes]) -> dict[str, Document]:
    """Read documents that were accepted, by their ids."""
    return {document["id"]: document for document in map(_decode, bodies)}


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

    def seen(self, kind: str, documents: Mapping[str, Document]) -> dict[str, Seen]:
        """Return what is kept of each document."""
        kept = self.kept[kind]
        ties = {
            one: [tie for tie in ties_of(kind, document) if tie.relation in kept.relations]
            for one, document in documents.items()
        }
        values = {
            one: {name: value_at(document, name, most) for name, most in kept.fields.items()}
            for one, document in documents.items()
        }
        named = {tie.other for some in ties.values() for tie in some}
        there = self._there("users", named)
        self._keep_known(kept, values)
        return {
            one: Seen(
                values[one],
                _renamed(ties[one], there),
                line_of(document) if self.has_lines else b"",
                sis_ids_in(kind, document),
            )
            for one, document in documents.items()
        }

    def _keep_known(self, kept: Kept, values: Mapping[str, dict[str, Value]]) -> None:
        for name, kind in kept.references.items():
            named = {str(held[name]) for held in values.values() if held.get(name)}
            there = self._there(kind, named)
            for held in values.values():
                held[name] = there.get(str(held.get(name)))

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
            one: replace(local, synced=_with_present_ids(local.synced, there))
            if local.synced is not None and gone.get(one, set()) & there.keys()
            else local
            for one, local in known.items()
        }

    def _there(self, kind: str, ids: set[str]) -> dict[str, str]:
        """By each id that means a row, the id under which the row is linked."""
        if not ids or kind not in self.kept:
            return {}
        linked = self.store.linked(self.district, kind, ids)
        linked |= {one for one in ids if (kind, one) in self.promised}
        return {one: one for one in linked} | self._former(kind, ids - linked)

    def _former(self, kind: str, ids: set[str]) -> dict[str, str]:
        if not ids:
            return {}
        former = self.store.aliases(self.district, kind, ids, self.now)
        rows = self.store.rows(self.district, kind, list(former.values())) if former else {}
        present = {one: rows[app_id].clever_id for one, app_id in former.items() if app_id in rows}
        return {one: now for one, now in present.items() if now is not None}


def _renamed(ties: Iterable[Tie], there: Mapping[str, str]) -> frozenset[Tie]:
    """Ties to people who have a row, one to each; what is said under the present id counts."""
    found = {(tie.relation, there[tie.other]): tie for tie in ties if there.get(tie.other)}
    found |= {(tie.relation, tie.other): tie for tie in ties if there.get(tie.other) == tie.other}
    return frozenset(
        tie if tie.other == present else replace(tie, other=present)
        for (_, present), tie in found.items()
    )


def _with_present_ids(synced: Seen, there: Mapping[str, str]) -> Seen:
    present = {tie.other: there.get(tie.other, tie.other) for tie in synced.ties}
    return replace(synced, ties=_renamed(synced.ties, present))
