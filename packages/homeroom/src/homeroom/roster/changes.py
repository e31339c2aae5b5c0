"""What differs between the roster as it is and as it should be, kind by kind.

Rows are rendered a batch at a time and compared, as text, with the documents that are there; no
document is decoded to find a difference. What differs goes to a spool, beyond the first of it on
disk, so that memory holds one batch however large the district is (house.md 12.1, steps 7 to 9).
What is created where nothing is yet may come later: it is made as it is asked for (decision 0029).
"""

import shutil
import tempfile
import weakref
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from homeroom.foundation.working.ahead import Ahead, ahead

COLUMNS: Final = {
    "rid": pl.UInt64,
    "body": pl.String,
    "extra": pl.String,
    "roles": pl.Int32,
    "at_school": pl.UInt64,
    "at_course": pl.UInt64,
    "at_term": pl.UInt64,
}
"""A version of a document, as frames carry it."""

OLD: Final = {f"old_{name}": kind for name, kind in COLUMNS.items() if name != "rid"}
"""The version that is replaced."""

HELD_BYTES: Final = 16 << 20
"""Up to here the spool stays in memory; a small district never sees the disk."""

ACTIONS: Final = ("created", "updated", "deleted")


class Spool:
    """Frames put aside, the first in memory and the rest on disk; gone with the object."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="homeroom-spool-"))
        self._removed = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._count = 0
        self._held = 0

    def put(self, frame: pl.DataFrame, *, is_whole: bool = False) -> Path | pl.DataFrame:
        """Put a frame aside; return what it is found by.

        Only a whole batch stays in memory: a part would keep the text of all of it there.
        """
        size = int(frame.estimated_size()) if is_whole else HELD_BYTES
        if self._held + size < HELD_BYTES:
            self._held += size
            return frame
        path = self._folder / f"{self._count}.arrow"
        self._count += 1
        frame.write_ipc(path, compression="uncompressed")
        return path

    def close(self) -> None:
        """Remove everything that was put aside."""
        self._removed()


Coming = Generator[tuple[str, pl.DataFrame], None, None]
"""Makes whole batches of created records: their kind, and the frame."""


Made = Ahead[tuple[str, pl.DataFrame]]
"""Gives what was made by another thread."""


def _nothing() -> Coming:
    yield from ()


@dataclass
class Changes:
    """Every record created, updated or deleted, with both versions where there are two."""

    spool: Spool = field(default_factory=Spool)
    stretches: list[tuple[str, str, Path | pl.DataFrame, int]] = field(default_factory=list)
    _source: Coming = field(default_factory=_nothing)
    _awaited: dict[str, int] = field(default_factory=dict)  # kind -> records still to be made
    _remembered: tuple[str, ...] = tuple(COLUMNS)  # of what is made

    def add(self, kind: str, action: str, frame: pl.DataFrame, *, is_whole: bool = False) -> None:
        """Note records of one kind that one thing happened to; `is_whole`: to all of a batch."""
        if frame.height:
            kept = self.spool.put(frame, is_whole=is_whole)
            self.stretches.append((kind, action, kept, frame.height))

    def expect(self, counts: Mapping[str, int], source: Coming) -> None:
        """Note how many records of each kind are created; `source` makes them, kind by kind.

        It goes on only when somebody asks for what it has not made yet.
        """
        self._awaited = {kind: count for kind, count in counts.items() if count}
        self._source = source

    def forget_texts(self) -> None:
        """Of what is made from now on remember numbers and roles alone, once it was given."""
        self._remembered = ("rid", "roles")

    def touched(self) -> list[tuple[str, str]]:
        """Return which things happen to which kinds, in their order."""
        coming = [(kind, "created") for kind in self._awaited]
        return list(dict.fromkeys([(k, a) for k, a, _, _ in self.stretches] + coming))

    def frames(
        self, kind: str, action: str, columns: list[str] | None = None
    ) -> Iterator[pl.DataFrame]:
        """Give the records of a kind that this happened to, batch by batch."""
        place = 0
        while place < len(self.stretches) or (action == "created" and kind in self._awaited):
            place += 1
            if place > len(self.stretches):
                its_kind, frame = self._make_next()
                if its_kind == kind:
                    yield frame[columns] if columns else frame
                del frame
                continue
            its_kind, its_action, kept, _ = self.stretches[place - 1]
            if (its_kind, its_action) != (kind, action):
                continue
            if isinstance(kept, pl.DataFrame):
                yield kept[columns] if columns else kept
            else:
                yield pl.read_ipc(kept, columns=columns)

    def made(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Give every record that is created, kind by kind, batch by batch."""
        for kind in [kind for kind, action in self.touched() if action == "created"]:
            for frame in self.frames(kind, "created"):
                yield kind, frame
                del frame

    def made_ahead(self) -> Made:
        """Begin to make them in another thread.

        The next batch is made while the store takes in the one before; at first as many as there
        are kinds up to people, since those before them are small. Until it ends, ask no more here.
        """
        kinds = [kind for kind, action in self.touched() if action == "created"]
        return ahead(self.made(), first=kinds.index("users") + 1 if "users" in kinds else 1)

    def _make_next(self) -> tuple[str, pl.DataFrame]:
        kind, frame = next(self._source, ("", pl.DataFrame()))
        left = self._awaited.get(kind, 0) - frame.height
        if left < 0 or not frame.height:
            message = f"{frame.height} {kind or 'records'} came, of {self._awaited} to come"
            raise ValueError(message)
        kept = frame[[name for name in self._remembered if name in frame.columns]]
        self.add(kind, "created", kept, is_whole=True)
        self._awaited[kind] = left
        if not left:
            del self._awaited[kind]
        if not self._awaited:  # asked to its end, what it was made from is let go of too
            for more, _ in self._source:
                message = f"more {more} came than were expected"
                raise ValueError(message)
        return kind, frame

    def count(self, kind: str | None = None, action: str | None = None) -> int:
        """Return how many records changed."""
        there = sum(
            height
            for its_kind, its_action, _, height in self.stretches
            if kind in (None, its_kind) and action in (None, its_action)
        )
        if action not in (None, "created"):
            return there
        return there + sum(n for name, n in self._awaited.items() if kind in (None, name))

    def __bool__(self) -> bool:
        """True if anything changed."""
        return bool(self.stretches or self._awaited)

    def close(self) -> None:
        """Let go of the spool, and of what would make the rest."""
        try:
            self._source.close()
        finally:
            self.spool.close()


def created(new: pl.DataFrame, old: pl.DataFrame) -> pl.DataFrame:
    """Return the versions whose record is not there yet."""
    return new.join(old.select("rid"), on="rid", how="anti") if old.height else new


def updated(new: pl.DataFrame, old: pl.DataFrame, head: int) -> pl.DataFrame:
    """Return both versions of the records that differ in more than their head."""
    if not old.height:
        return new.clear().with_columns(pl.lit(None, kind).alias(n) for n, kind in OLD.items())
    before = old.rename({name: f"old_{name}" for name in COLUMNS if name != "rid"})
    both = new.join(before, on="rid", how="inner", maintain_order="left")
    same = pl.col("old_body").str.slice(head) == pl.col("tail")
    for name in ("roles", "at_school", "at_course", "at_term"):
        same = same & pl.col(name).eq_missing(pl.col(f"old_{name}"))
    same_extra = pl.col("extra").eq_missing(_undated(pl.col("old_extra")))
    return both.with_columns(same.alias("same_body")).filter(~(same & same_extra))


def dated(extra: pl.Expr, moment: str) -> pl.Expr:
    """Write into an extra when it changed, where the standard body beside it did not.

    The body's `last_modified` must stay then: most views do not see the extra, and for them
    nothing happened.
    """
    date = f'"last_modified":"{moment}"'
    inner = extra.str.slice(1)
    return (
        pl.when(extra.is_null())
        .then(pl.lit("{" + date + "}"))
        .otherwise(pl.concat_str(pl.lit("{" + date + ","), inner))
    )


def _undated(extra: pl.Expr) -> pl.Expr:
    bare = extra.str.replace(r'^\{"last_modified":"[^"]*",?', "{")
    return pl.when(bare != "{}").then(bare)
