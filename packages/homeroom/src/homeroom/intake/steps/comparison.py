"""The difference between a district's files and its roster, found batch by batch (6, step 9)."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl

from homeroom.foundation.checkpoint import checkpoint
from homeroom.foundation.clock import wire_time
from homeroom.foundation.database import Session
from homeroom.foundation.working.ahead import ahead
from homeroom.intake.assembly.rows import Assembly, Rows
from homeroom.intake.steps.identification import Numbers
from homeroom.roster import changes, queries, render
from homeroom.roster.bulk.hexes import hex_ids
from homeroom.roster.shape import Shape
from homeroom.roster.team.queries import numbers as team_numbers
from homeroom_wire.roles import ROLE_BITS

BATCH_ROWS = 10_000
"""Rows rendered at once: enough to be fast, few enough to keep memory flat."""

_DATES = r',"start_date":"[^"]*"'
_SPANS = r'"enrollments":(\[.*?\]),"sis_id"'

Progress = Callable[[str, int, int], None]


@dataclass
class Comparison:
    """What a sync would do."""

    changes: changes.Changes
    existing: dict[str, int] = field(default_factory=dict)  # type -> records before
    counts: dict[str, dict[str, int]] = field(default_factory=dict)  # type -> action -> records


_TYPE_OF_ROLE = {
    "student": "students",
    "teacher": "teachers",
    "staff": "staff",
    "district_admin": "administrators",
    "contact": "contacts",
}
_OF_TEAM = ("users", ROLE_BITS["district_admin"])
"""Kind and roles of the records of a district's own team."""


def types_of(kind: str, roles: int) -> Iterator[str]:
    """Give the report's types that a record counts under; people under each of their roles."""
    if kind != "users":
        yield kind
        return
    for role, bit in ROLE_BITS.items():
        if roles & bit:
            yield _TYPE_OF_ROLE[role]


def compare(session: Session, assembly: Assembly, now: Any, progress: Progress) -> Comparison:
    """Render every row and set it beside the document that is there."""
    comparison = Comparison(changes.Changes())
    before = queries.counts(session, assembly.district)
    # The team's own records come from no file: they are neither compared, counted nor lost (R29).
    team = team_numbers(session, assembly.district)
    for (kind, roles), found in before.items():
        count = found - len(team) if (kind, roles) == _OF_TEAM else found
        if kind in ("districts", "resources"):
            continue
        for name in types_of(kind, roles):
            comparison.existing[name] = comparison.existing.get(name, 0) + count
    if not any(comparison.existing.values()):
        _expect_everything(assembly, now, comparison)
        checkpoint("intake.rendered")
        return comparison
    kept: dict[str, list[pl.Series]] = {}
    done: dict[Shape, int] = {}
    for rows, total in ahead(_batches(assembly)):
        _compare_batch(session, assembly, rows, now, comparison)
        kept.setdefault(rows.shape.kind, []).append(rows.frame["rid"])
        done[rows.shape] = done.get(rows.shape, 0) + rows.frame.height
        progress(rows.shape.kind, done[rows.shape], total)
        del rows
    checkpoint("intake.rendered")
    for kind in ("schools", "terms", "courses", "users", "sections"):
        whole = pl.concat(kept[kind]) if kind in kept else pl.Series(dtype=pl.UInt64)
        spared = team if kind == "users" else []
        _note_deleted(session, assembly.district, kind, whole, spared, comparison)
    return comparison


def _expect_everything(assembly: Assembly, now: Any, comparison: Comparison) -> None:
    """Where no record is yet, each row is one: they are rendered while they are stored.

    Nothing that a hold asks for is read from them, since a first sync never holds (1.12).
    """
    counts = assembly.counts()
    comparison.changes.expect(counts, _rendered(assembly, now))
    for kind, count in counts.items():  # people are counted by their keys
        if kind != "users" and count:
            comparison.counts[kind] = {"created": count}


def _rendered(assembly: Assembly, now: Any) -> changes.Coming:
    for rows, _ in _batches(assembly):
        kind, whole = rows.shape.kind, _whole(rows, assembly, now)
        del rows  # rendered: while a batch waits to be stored, what it was made of need not
        yield kind, whole
        del whole


def _batches(assembly: Assembly) -> Iterator[tuple[Rows, int]]:
    """Give rows ready to be rendered, batch by batch, ascending, and how many their kind has.

    A sorted copy of the whole would double what is held.
    """
    for rows in assembly.kinds():
        frame, total = rows.frame, rows.total or rows.frame.height
        order = None if frame["rid"].is_sorted() else frame["rid"].arg_sort()
        for start in range(0, frame.height, BATCH_ROWS):
            piece = slice(start, start + BATCH_ROWS)
            batch = frame[piece] if order is None else frame[order[piece]]
            yield Rows(rows.shape, render.ready(rows.shape, batch)), total


def _compare_batch(
    session: Session, assembly: Assembly, rows: Rows, now: Any, comparison: Comparison
) -> None:
    frame, kind = rows.frame, rows.shape.kind
    low, high = frame["rid"].min(), frame["rid"].max()
    any_before = any(key == kind for key, _ in _kinds_before(comparison, kind))
    old = (
        queries.stretch(session, assembly.district, kind, int(low), int(high))  # type: ignore[arg-type]
        if any_before
        else pl.DataFrame(schema=changes.COLUMNS)
    )
    if not old.height:
        _add_batch(rows, assembly, now, comparison)
        return
    if "enrollments" in frame.columns:
        frame = _with_spans(frame, old, assembly.today)
    versions = frame.select("rid", "roles", "at_school", "at_course", "at_term").with_columns(
        render.tails(rows.shape, frame).alias("tail"),
        render.extras(rows.shape, frame).alias("extra"),
        hex_ids(frame["rid"].to_numpy(), assembly.district).alias("id"),
    )
    fresh = changes.created(versions, old)
    altered = changes.updated(versions, old, render.head_length(kind))
    for action, part in (("created", fresh), ("updated", altered)):
        if part.height:
            whole = _with_heads(part, rows, assembly, now)
            columns = [*changes.COLUMNS, *(changes.OLD if action == "updated" else ())]
            comparison.changes.add(kind, action, whole.select(columns))
            _count(comparison, kind, action, whole["roles"])


def _add_batch(rows: Rows, assembly: Assembly, now: Any, comparison: Comparison) -> None:
    """Note a batch of which nothing is there yet."""
    kind, whole = rows.shape.kind, _whole(rows, assembly, now)
    comparison.changes.add(kind, "created", whole, is_whole=True)
    _count(comparison, kind, "created", whole["roles"])


def _whole(rows: Rows, assembly: Assembly, now: Any) -> pl.DataFrame:
    """Render new records in one go, with their heads; there is nothing to compare them with."""
    frame, kind = rows.frame, rows.shape.kind
    ids = hex_ids(frame["rid"].to_numpy(), assembly.district)
    body = render.tails(
        rows.shape, frame.with_columns(ids.alias("id")), _head(kind, assembly, now, frame["rid"])
    )
    extra = render.extras(rows.shape, frame).alias("extra")
    whole = frame[["rid", "roles", "at_school", "at_course", "at_term"]].hstack(
        [body.alias("body"), extra]
    )
    return whole[list(changes.COLUMNS)]


def _kinds_before(comparison: Comparison, kind: str) -> Iterator[tuple[str, int]]:
    names = [kind] if kind != "users" else list(_TYPE_OF_ROLE.values())
    for name in names:
        if comparison.existing.get(name):
            yield kind, comparison.existing[name]


def _with_heads(part: pl.DataFrame, rows: Rows, assembly: Assembly, now: Any) -> pl.DataFrame:
    """Put the head before each tail; an old body stays where only the extra is another."""
    is_new = "old_body" not in part.columns
    head = _head(rows.shape.kind, assembly, now, part["rid"], is_new=is_new)
    whole = part.with_columns(pl.concat_str(*head, "tail").alias("body"))
    if is_new or rows.shape.kind not in render.TIMED_KINDS:
        return whole
    return whole.with_columns(
        pl.when("same_body").then("old_body").otherwise("body").alias("body"),
        pl.when("same_body")
        .then(changes.dated(pl.col("extra"), wire_time(now)))
        .otherwise("extra")
        .alias("extra"),
    )


def _head(
    kind: str, assembly: Assembly, now: Any, rids: pl.Series, *, is_new: bool = True
) -> list[pl.Expr]:
    """Return the pieces of the heads; `created` is the second in which the number was minted."""
    first = [pl.lit('{"id":"'), pl.col("id")]
    district = f'","district":"{assembly.district_id}"'
    if kind not in render.TIMED_KINDS:
        return [*first, pl.lit(district)]
    # A second mints sixteen million numbers: what is written of it is written once.
    seconds, places = np.unique(rids.to_numpy() // (1 << 24), return_inverse=True)
    times = []
    for second in seconds.tolist():
        born = wire_time(datetime.fromtimestamp(second, UTC))
        modified = max(born, wire_time(now))
        if is_new:
            modified = born if second >= int(now.timestamp()) else wire_time(now)
        times.append(f'{district},"created":"{born}","last_modified":"{modified}"')
    each = times[0] if len(times) == 1 else pl.Series(times).gather(places)
    return [*first, pl.lit(each)]


def count_people_by_key(comparison: Comparison, numbers: Numbers, known: pl.DataFrame) -> None:
    """Count people as the district does: by its own ids.

    A staff member who turns out to be a teacher too is one user less, and nobody has left.
    """
    arrived, gone = numbers.fresh, numbers.gone
    if known.height:  # before a district's first files nothing is known, and nobody renamed
        active = known.filter(pl.col("gone_on").is_null()).select("kind", "key")
        arrived = arrived.join(active, on=["kind", "key"], how="anti")
        arrived, gone = _without_renamed(arrived, gone, known)
    for action, keys in (("created", arrived), ("deleted", gone)):
        of_users = keys.filter(pl.col("kind") == "users")["key"].str.extract(r"^([a-z_]+):")
        counted = dict(of_users.value_counts().iter_rows())
        for role, name in _TYPE_OF_ROLE.items():
            per_type = comparison.counts.setdefault(name, {})
            per_type.pop(action, None)
            if counted.get(role):
                per_type[action] = counted[role]


def _without_renamed(
    arrived: pl.DataFrame, gone: pl.DataFrame, known: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leave out who comes with a former id of hers instead of the present one: she is the same."""
    role = pl.col("key").str.extract(r"^([a-z_]+):").alias("role")
    same = ["kind", "rid", "role"]
    former = arrived.join(known, on=["kind", "key", "rid"], how="semi").with_columns(role)
    present = gone.join(known, on=["kind", "key"], how="inner").with_columns(role)
    came = former.join(present, on=same, how="semi")
    went = present.join(former, on=same, how="semi")
    key = ["kind", "key"]
    return arrived.join(came, on=key, how="anti"), gone.join(went, on=key, how="anti")


def _count(comparison: Comparison, kind: str, action: str, roles: pl.Series) -> None:
    for mask, count in roles.value_counts().iter_rows():
        for name in types_of(kind, mask):
            per_type = comparison.counts.setdefault(name, {})
            per_type[action] = per_type.get(action, 0) + count


def _note_deleted(  # noqa: PLR0913 - a loss is found by all of these
    session: Session,
    district: int,
    kind: str,
    kept: pl.Series,
    spared: Sequence[int],
    comparison: Comparison,
) -> None:
    there = queries.rids(session, district, kind)
    gone = there.join(kept.to_frame("rid"), on="rid", how="anti")["rid"].sort()
    if spared:
        gone = gone.filter(~gone.is_in(pl.Series(spared, dtype=pl.UInt64).implode()))
    for start in range(0, gone.len(), BATCH_ROWS):
        piece = gone.slice(start, BATCH_ROWS)
        lost = queries.versions(session, district, kind, piece.to_list())
        comparison.changes.add(kind, "deleted", lost)
        _count(comparison, kind, "deleted", lost["roles"])


# ---------------------------------------------------------------- enrolment spans


def _with_spans(frame: pl.DataFrame, old: pl.DataFrame, today: str) -> pl.DataFrame:
    """Keep the spans that students already have; open and close only where schools changed."""
    before = old.select("rid", pl.col("body").str.extract(_SPANS).alias("before"))
    joined = frame.select("rid", "enrollments").join(
        before, on="rid", how="left", maintain_order="left"
    )
    undated = pl.col("before").str.replace_all(_DATES, "")
    same = undated == pl.col("enrollments").str.replace_all(_DATES, "")
    chosen = joined.select(
        pl.when(same).then("before").otherwise("enrollments").alias("enrollments"),
        (same | pl.col("before").is_null()).fill_null(value=True).alias("settled"),
        "before",
    )
    values = chosen["enrollments"].to_list()
    for place in (~chosen["settled"]).arg_true():
        values[place] = spans(chosen["before"][place], values[place], today)
    return frame.with_columns(pl.Series("enrollments", values, dtype=pl.String))


def spans(before: str, after: str, today: str) -> str:
    """Close the spans of schools that a student left today; open those she came to."""
    wanted = [span["school"] for span in json.loads(after)]
    kept: list[dict[str, str]] = []
    opened: set[str] = set()
    for span in json.loads(before):
        if "end_date" not in span:
            if span["school"] in wanted:
                opened.add(span["school"])
            else:
                span["end_date"] = today
        kept.append(span)
    kept += [{"school": school, "start_date": today} for school in wanted if school not in opened]
    return json.dumps(kept, separators=(",", ":"))
