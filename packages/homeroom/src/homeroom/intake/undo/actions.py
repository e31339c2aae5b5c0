"""Takes the last applied sync back: forwards, in one transaction, with its own events.

Records go back to the versions that the sync replaced, and keep their ids; what it created goes,
what it deleted returns. `last_modified` moves on, for it says when a record last changed here.
Attendance stays: it was never replaced, only added to.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import polars as pl

from homeroom.events.actions import mark_undone
from homeroom.events.pinning.actions import settle_all
from homeroom.events.queries import newest_sync
from homeroom.events.recording import recorded
from homeroom.foundation.checkpoint import checkpoint
from homeroom.foundation.clock import wire_time
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError
from homeroom.intake.steps import application
from homeroom.intake.steps.comparison import types_of
from homeroom.intake.steps.preparation import SECONDS_A_DAY
from homeroom.intake.undo.rules import Placed, legacy_numbers, memberships
from homeroom.roster import actions as roster
from homeroom.roster import districts, documents, queries, render
from homeroom.roster.changes import COLUMNS, OLD, Changes
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.pinning.queries import needs_past

_ORDER: Final = ("schools", "terms", "courses", "users", "sections")
_STUDENT: Final = 1
_PAGE: Final = 10_000
_MODIFIED: Final = r'"last_modified":"[^"]*"'


def undo(
    session: Session,
    district: queries.District,
    run: str,
    fence: tuple[str, int],
    now: datetime,
) -> dict[str, Any]:
    """Undo the run, which must be the last that changed the district; return the outcome."""
    number = district.number
    application.check_fence(session, number, fence)
    checkpoint("apply.begun")
    last = newest_sync(session, number)
    if last is None or last.run != run:
        raise ConflictError(f"Run {run} is no longer the last that changed this district")
    back = _Back(session, number, last.batch, wire_time(now))
    seconds = int(now.timestamp())
    with recorded(session, number, "undo", fence[0], seconds, seconds * 1000) as batch:
        roster.apply_documents(session, number, back.changes, batch.number)
        found = memberships(*_everything(session, number))
        rows = [(*key, packed) for key, packed in found]
        neighbours = pl.DataFrame(rows, schema=roster.MEMBERSHIP, orient="row")
        kept_by = batch.number if needs_past(session, number) else None
        roster.apply_memberships(session, number, [neighbours], kept_by)
        fresh, gone = back.keys()
        roster.remember(session, number, [fresh], gone, seconds // SECONDS_A_DAY)
        batch.add(back.changes)
        told = {"last_sync": wire_time(now)}
        batch.add(districts.describe(session, district, told, batch.number))
    settle_all(session, number, Author("", seconds * 1000))
    mark_undone(session, number, last.batch, batch.number)
    outcome = {"counts": back.counts, "batch": batch.number}
    files = json.loads(last.files_before or "{}")
    done = application.Applied(fence, files, fence[0], fence[1], batch.number, outcome)
    application.note(session, number, done)
    back.changes.close()
    checkpoint("apply.before_commit")
    return outcome


@dataclass
class _Back:
    """The difference between the roster as it is and as it was before a batch."""

    session: Session
    district: int
    batch: int
    modified: str
    changes: Changes = field(default_factory=Changes)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = queries.kept_by(self.session, self.district, self.batch)
        written = queries.written_by(self.session, self.district, self.batch)
        for kind in _ORDER:
            frame = kept.get(kind, pl.DataFrame(schema=COLUMNS))
            self._go_back(kind, self._modified_now(kind, frame), written.get(kind, []))

    def _modified_now(self, kind: str, frame: pl.DataFrame) -> pl.DataFrame:
        if kind not in render.TIMED_KINDS:
            return frame
        now = pl.lit(f'"last_modified":"{self.modified}"')
        return frame.with_columns(pl.col("body").str.replace(_MODIFIED, now))

    def _go_back(self, kind: str, kept: pl.DataFrame, written: list[int]) -> None:
        present = self._versions(kind, kept["rid"].to_list())
        old = present.rename({name: f"old_{name}" for name in COLUMNS if name != "rid"})
        updated = kept.join(old, on="rid", how="inner").select(*COLUMNS, *OLD)
        self._add(kind, "created", kept.join(present, on="rid", how="anti"))
        self._add(kind, "updated", updated)
        fresh = sorted(set(written) - set(kept["rid"].to_list()))
        self._add(kind, "deleted", self._versions(kind, fresh))

    def _versions(self, kind: str, rids: list[int]) -> pl.DataFrame:
        frames = [pl.DataFrame(schema=COLUMNS)]
        for start in range(0, len(rids), _PAGE):
            some = rids[start : start + _PAGE]
            frames.append(queries.versions(self.session, self.district, kind, some))
        return pl.concat(frames)

    def _add(self, kind: str, action: str, frame: pl.DataFrame) -> None:
        self.changes.add(kind, action, frame)
        for mask in frame["roles"].to_list():
            for name in types_of(kind, mask):
                row = self.counts.setdefault(name, {"created": 0, "updated": 0, "deleted": 0})
                row[action] += 1

    # ------------------------------------------------------------ remembered keys

    def keys(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the keys that stand for a record again, and those that stand for none now."""
        known = queries.known(self.session, self.district)
        look = _Keys(known)
        after: dict[tuple[str, str], int] = {}
        before: dict[tuple[str, str], int] = {}
        for kind in _ORDER:
            for action, body, mask, side in (
                ("created", "body", "roles", after),
                ("updated", "body", "roles", after),
                ("updated", "old_body", "old_roles", before),
                ("deleted", "body", "roles", before),
            ):
                for frame in self.changes.frames(kind, action):
                    for rid, text, roles in frame.select("rid", body, mask).iter_rows():
                        side.update(look.of(kind, rid, text, roles))
        fresh = [(*key, rid) for key, rid in sorted(after.items())]
        gone = sorted(key for key in before if key not in after)
        names = {"kind": pl.String, "key": pl.String}
        return (
            pl.DataFrame(fresh, schema=names | {"rid": pl.UInt64}, orient="row"),
            pl.DataFrame(gone, schema=names, orient="row"),
        )


class _Keys:
    """Which of the district's own keys stand for a version of a record."""

    def __init__(self, known: pl.DataFrame) -> None:
        self._by_rid: dict[tuple[str, int], list[str]] = {}
        for kind, key, rid, _ in known.iter_rows():
            self._by_rid.setdefault((kind, rid), []).append(key)

    def of(
        self, kind: str, rid: int, body: str, roles: int
    ) -> Iterator[tuple[tuple[str, str], int]]:
        """Give ((kind, key), number); a user's roles have keys and numbers of their own."""
        if kind != "users":
            for key in self._by_rid.get((kind, rid), []):
                yield (kind, key), rid
            return
        if roles & _STUDENT:
            for key in self._by_rid.get(("users", rid), []):
                yield ("users", key), rid
        for legacy in legacy_numbers(body):
            for key in self._by_rid.get(("legacy", legacy), []):
                yield ("users", key), rid
                yield ("legacy", key), legacy


def _everything(session: Session, district: int) -> tuple[Iterator[Placed], Iterator[Placed]]:
    return _of_kind(session, district, "users"), _of_kind(session, district, "sections")


def _of_kind(session: Session, district: int, kind: str) -> Iterator[Placed]:
    after = documents.BEFORE_ALL
    while found := documents.documents_after(session, district, kind, after, _PAGE):
        places: Mapping[int, documents.Place] = {}
        if kind == "sections":
            rids = [document.rid for document in found]
            places = {one.rid: one for one in documents.places_of(session, district, rids)}
        for document in found:
            place = places.get(document.rid, documents.Place(document.rid, None, None, None))
            yield Placed(document.rid, document.body, place.school, place.course, place.term)
        after = found[-1].rid
