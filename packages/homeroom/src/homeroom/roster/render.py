"""Documents from rows: one row at a time, or a whole frame at once; both from `shape`.

Both renderers must agree byte for byte (a property test holds them to it). A document is a
*head* of fixed length (id, district and, for timed kinds, created and last_modified) and a
*tail*. Two versions of a record are equal exactly when their tails and extras are: that is how
a change is found without decoding anything.
"""

import json
from collections.abc import Mapping, Sequence

import polars as pl

from homeroom.roster.shape import NOT_EMPTY, Extension, Object, Part, Raw, Shape, Text

_NEEDS_ESCAPE = r'["\\\x00-\x1f]'
_TIMED_HEAD = '{{"id":"{}","district":"{}","created":"{}","last_modified":"{}"'
_PLAIN_HEAD = '{{"id":"{}","district":"{}"'
_SAMPLE_ID = "0" * 24
_TIMED_LENGTH = len(_TIMED_HEAD.format(*[_SAMPLE_ID] * 4))
_PLAIN_LENGTH = len(_PLAIN_HEAD.format(*[_SAMPLE_ID] * 2))

TIMED_KINDS = frozenset({"schools", "sections", "users"})


def head_length(kind: str) -> int:
    """Return how many characters of a document of this kind are its head."""
    return _TIMED_LENGTH if kind in TIMED_KINDS else _PLAIN_LENGTH


def tail_of(kind: str, body: str) -> str:
    """Return the part of a document that says what the record is like."""
    return body[head_length(kind) :]


def head(kind: str, record_id: str, district_id: str, created: str, modified: str) -> str:
    """Return the head of a document."""
    if kind in TIMED_KINDS:
        return _TIMED_HEAD.format(record_id, district_id, created, modified)
    return _PLAIN_HEAD.format(record_id, district_id)


# ---------------------------------------------------------------- one row at a time


def tail(shape: Shape, row: Mapping[str, str | None]) -> str:
    """Render one row's tail: everything after the head, with the closing brace."""
    return "".join(_plain(part, row) for part in shape.body) + "}"


def extra(shape: Shape, row: Mapping[str, str | None]) -> str | None:
    """Render one row's opt-in fields; None when it has none."""
    inner = "".join(_plain(part, row) for part in shape.extra)
    return "{" + inner[1:] + "}" if inner else None


def escape(text: str) -> str:
    """Write text as the inside of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _plain(part: Part, row: Mapping[str, str | None]) -> str:
    match part:
        case Text(key, column):
            value = row.get(column)
            return "" if value is None else f',"{key}":"{escape(value)}"'
        case Raw(key, column):
            value = row.get(column)
            return "" if value is None else f',"{key}":{value}'
        case Extension(key, prefix):
            named = [column for column in row if column.startswith(prefix)]
            inner = "".join(
                _plain(Text(escape(column[len(prefix) :]), column), row) for column in named
            )
            return f',"{key}":{{{inner[1:]}}}' if inner else ""
        case Object(key, parts, when):
            inner = "".join(_plain(inside, row) for inside in parts)
            if when == NOT_EMPTY:
                there = bool(inner)
            else:
                there = row.get(when) is not None if when else _any_value(parts, row)
            return f',"{key}":{{{inner[1:]}}}' if there else ""


def _any_value(parts: Sequence[Part], row: Mapping[str, str | None]) -> bool:
    return any(row.get(part.column) for part in parts if isinstance(part, Text))


# ---------------------------------------------------------------- a whole frame at once


def ready(shape: Shape, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows as the two below take them: every text written as JSON writes it."""
    return _escaped([*shape.body, *shape.extra], frame)


def tails(shape: Shape, frame: pl.DataFrame, heads: Sequence[pl.Expr] = ()) -> pl.Series:
    """Render the tails of rows made `ready`; with the pieces of the heads, whole documents."""
    parts = [*heads, *_vectors(shape.body, frame), pl.lit("}")]
    return frame.with_columns(pl.concat_str(parts).alias("tail"))["tail"]


def extras(shape: Shape, frame: pl.DataFrame) -> pl.Series:
    """Render the opt-in fields of rows made `ready`; null where a row has none."""
    parts = _vectors(shape.extra, frame)
    if not parts:
        return pl.Series("extra", [None] * frame.height, dtype=pl.String)
    inner = pl.concat_str(parts)
    whole = pl.when(inner != "").then(pl.concat_str(pl.lit("{"), inner.str.slice(1), pl.lit("}")))
    return frame.with_columns(whole.alias("extra"))["extra"]


def _columns(parts: Sequence[Part], frame: pl.DataFrame) -> list[str]:
    named: list[str] = []
    for part in parts:
        match part:
            case Text(_, column):
                named += [column] if column in frame.columns else []
            case Extension(_, prefix):
                named += [column for column in frame.columns if column.startswith(prefix)]
            case Object(_, inside, _):
                named += _columns(inside, frame)
            case Raw():
                pass
    return named


def _escaped(parts: Sequence[Part], frame: pl.DataFrame) -> pl.DataFrame:
    """Escape only the columns that need it: few do, and looking is much cheaper than replacing."""
    columns = list(dict.fromkeys(_columns(parts, frame)))
    flagged = frame.select(pl.col(c).str.contains(_NEEDS_ESCAPE).any() for c in columns)
    changed = []
    for column in [name for name in columns if flagged[name].any()]:
        values = frame[column].to_list()
        for place in frame[column].str.contains(_NEEDS_ESCAPE).fill_null(value=False).arg_true():
            values[place] = escape(values[place])
        changed.append(pl.Series(column, values, dtype=pl.String))
    return frame.with_columns(changed) if changed else frame


def _vectors(parts: Sequence[Part], frame: pl.DataFrame) -> list[pl.Expr]:
    expressions: list[pl.Expr] = []
    for part in parts:
        match part:
            case Text(key, column):
                expressions += _field(frame, column, f',"{key}":"', '"')
            case Raw(key, column):
                expressions += _field(frame, column, f',"{key}":', "")
            case Extension(key, prefix):
                expressions += _extension(frame, key, prefix)
            case Object(key, inside, when):
                expressions += _nested(frame, key, inside, when)
    return expressions


def _field(frame: pl.DataFrame, column: str, before: str, after: str) -> list[pl.Expr]:
    if column not in frame.columns:
        return []
    pieces = [pl.lit(before), pl.col(column)] + ([pl.lit(after)] if after else [])
    if frame[column].null_count():
        return [pl.concat_str(pieces).fill_null("")]
    return pieces


def _extension(frame: pl.DataFrame, key: str, prefix: str) -> list[pl.Expr]:
    inner: list[pl.Expr] = []
    for column in frame.columns:
        if column.startswith(prefix):
            inner += _field(frame, column, f',"{escape(column[len(prefix) :])}":"', '"')
    return _wrapped(key, inner, pl.concat_str(inner) != "") if inner else []


def _nested(
    frame: pl.DataFrame, key: str, parts: Sequence[Part], when: str | None
) -> list[pl.Expr]:
    inner = _vectors(parts, frame)
    if not inner:
        if when in (None, NOT_EMPTY):
            return []
        inner = [pl.lit("")]  # an object is there with its column, though nothing is in it
    if when is None:
        return _wrapped(key, inner, _any_valued(frame, parts))
    if when == NOT_EMPTY:
        return _wrapped(key, inner, pl.concat_str(inner) != "")
    if when not in frame.columns:
        return []
    if not frame[when].null_count():
        return [pl.lit(f',"{key}":{{'), pl.concat_str(inner).str.slice(1), pl.lit("}")]
    return _wrapped(key, inner, pl.col(when).is_not_null())


def _wrapped(key: str, inner: list[pl.Expr], there: pl.Expr) -> list[pl.Expr]:
    text = pl.concat_str(pl.lit(f',"{key}":{{'), pl.concat_str(inner).str.slice(1), pl.lit("}"))
    return [pl.when(there).then(text).otherwise(pl.lit(""))]


def _any_valued(frame: pl.DataFrame, parts: Sequence[Part]) -> pl.Expr:
    columns = [part.column for part in parts if isinstance(part, Text)]
    there = [(pl.col(c) != "").fill_null(value=False) for c in columns if c in frame.columns]
    return pl.any_horizontal(there) if there else pl.lit(value=False)
