"""Changes ids in one transaction: keys, documents, the events that tell of it, the district's log.

Whoever works a sync of the district at that moment loses the fence and begins again, so that no
comparison made with the old ids is applied after the change.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from homeroom.events.pinning.actions import settle_all
from homeroom.events.recording import recorded
from homeroom.foundation.clock import wire_time
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError
from homeroom.intake.renaming.queries import administrators_among, findings
from homeroom.intake.renaming.rules import KINDS, Finding, Kind, Pair, mark
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import runs_in_state
from homeroom.intake.steps.application import district_time, raise_fence
from homeroom.intake.steps.preparation import SECONDS_A_DAY
from homeroom.roster import actions as roster
from homeroom.roster import queries
from homeroom.roster.auditing.actions import record
from homeroom.roster.changes import COLUMNS, OLD, Changes
from homeroom.sharing.changing.rules import Author

_PLACE: Final = "contact:place\x1f"
_KEYS: Final = {"kind": pl.String, "key": pl.String}


@dataclass(frozen=True)
class Renaming:
    """What somebody wants to change, as she was shown it."""

    type: str
    pairs: Sequence[Pair]
    seen: str
    by: str
    administrators: bool
    """Whether she said that administrators among them are the same people (R29)."""


def rename(desk: Desk, district: queries.District, asked: Renaming) -> int:
    """The records have their new ids, and keep the hub's; return how many were changed.

    ConflictError, and nothing is changed, if the roster moved since she looked.
    """
    kind = KINDS[asked.type]
    with desk.store.control.reading() as session:
        if runs_in_state(session, district.number, "running"):
            raise ConflictError(
                "A sync is running. Wait until it has ended, then look again.", "sync_running"
            )
    now = district_time(desk.now(), district)
    seconds = int(now.timestamp())
    with desk.store.roster.writing() as session:
        roster.hold_district(session, district.number)
        found = findings(session, district.number, kind, asked.pairs)
        if mark(found) != asked.seen:
            raise ConflictError(
                "The records have changed since you loaded the page. Look at them again.",
                "ids_changed",
            )
        left = _left_out(session, district.number, kind, found, asked)
        chosen = [one for one in found if one.state == "found" and one.rid not in left]
        if not chosen:
            return 0
        raise_fence(session, district.number, (f"ids-{seconds:08x}", seconds))
        changes = _changes(session, district.number, kind, chosen, wire_time(now))
        with recorded(session, district.number, "ids", None, seconds, seconds * 1000) as batch:
            roster.apply_documents(session, district.number, changes, batch.number)
            _rename_keys(session, district.number, kind, chosen, seconds // SECONDS_A_DAY)
            batch.add(changes)
        settle_all(session, district.number, Author("", seconds * 1000))
        said = f"{len(chosen)} ids changed"
        at = desk.milliseconds()
        record(session, district.number, at, asked.by, "ids", asked.type.capitalize(), said)
        changes.close()
    return len(chosen)


def _left_out(
    session: Session, district: int, kind: Kind, found: Sequence[Finding], asked: Renaming
) -> set[int]:
    return set() if asked.administrators else administrators_among(session, district, kind, found)


def _changes(
    session: Session, district: int, kind: Kind, chosen: Sequence[Finding], modified: str
) -> Changes:
    """Return the documents with their new ids; everything else in them is as it was."""
    news = {one.rid: one.pair.new for one in chosen}
    old = queries.versions(session, district, kind.kind, news)
    bodies = [
        _renamed(body, kind.path, news[rid], modified)
        for rid, body in old.select("rid", "body").iter_rows()
    ]
    before = old.rename({name: f"old_{name}" for name in COLUMNS if name != "rid"})
    both = old.with_columns(pl.Series("body", bodies, dtype=pl.String)).join(before, on="rid")
    changes = Changes()
    changes.add(kind.kind, "updated", both.select(*COLUMNS, *OLD))
    return changes


def _renamed(body: str, path: Sequence[str], new: str, modified: str) -> str:
    document: dict[str, Any] = json.loads(body)
    inner = document
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = new
    document["last_modified"] = modified
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _rename_keys(
    session: Session, district: int, kind: Kind, chosen: Sequence[Finding], today: int
) -> None:
    """The new keys have the numbers; the old ones are remembered as those of what is gone."""
    named = {kind.prefix + one.pair.old: kind.prefix + one.pair.new for one in chosen}
    kinds = {kind.kind, "legacy"} if kind.kind == "users" else {kind.kind}
    rows = [
        (its, key, renamed, rid)
        for its, key, rid, gone in queries.known(session, district).iter_rows()
        if its in kinds and gone is None and (renamed := _renamed_key(key, named)) is not None
    ]
    fresh = pl.DataFrame(
        [(its, new, rid) for its, _, new, rid in rows],
        schema=_KEYS | {"rid": pl.UInt64},
        orient="row",
    )
    gone = pl.DataFrame([(its, old) for its, old, _, _ in rows], schema=_KEYS, orient="row")
    roster.remember(session, district, [fresh], gone, today)


def _renamed_key(key: str, named: Mapping[str, str]) -> str | None:
    """Return a key by the new id; a contact without an address is named by its student too."""
    if key.startswith(_PLACE):
        old, _, rest = key.removeprefix(_PLACE).partition("\x1f")
        new = named.get(f"student:{old}")
        return None if new is None else f"{_PLACE}{new.removeprefix('student:')}\x1f{rest}"
    return named.get(key)
