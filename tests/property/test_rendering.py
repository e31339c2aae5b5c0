"""The plain renderer and the one for whole frames agree byte for byte (house.md 12.1, step 7)."""

import json

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from homeroom.roster import render, shape
from homeroom.roster.shape import Extension, Object, Part, Raw, Text

SHAPES = (
    shape.SCHOOL,
    shape.TERM,
    shape.COURSE,
    shape.SECTION,
    shape.STUDENT,
    shape.CONTACT,
    shape.EMPLOYEE,
)
VALUES = st.one_of(
    st.none(),
    st.just(""),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(['"', "\\", "\n", "\x00", "\u2028", "é", "<script>"]),
)


def columns_of(parts: tuple[Part, ...]) -> dict[str, bool]:
    """Every column a shape can read, and whether it holds JSON text."""
    found: dict[str, bool] = {}
    for part in parts:
        match part:
            case Text(_, column):
                found[column] = False
            case Raw(_, column):
                found[column] = True
            case Extension(_, prefix):
                found |= {f"{prefix}Bus": False, f'{prefix}q"': False}
            case Object(_, inside, when):
                found |= columns_of(inside)
                if when and when != shape.NOT_EMPTY:
                    found.setdefault(when, False)
    return found


@st.composite
def frames(draw: st.DrawFn) -> tuple[shape.Shape, list[dict[str, str | None]]]:
    of = draw(st.sampled_from(SHAPES))
    known = columns_of(of.body + of.extra)
    chosen = draw(st.sets(st.sampled_from(sorted(known)), min_size=1))
    row = st.fixed_dictionaries(
        {
            column: st.sampled_from(["[]", '["a"]']) if known[column] else VALUES
            for column in sorted(chosen)
        }
    )
    rows = draw(st.lists(row, min_size=1, max_size=6))
    # Hypothesis shuffles the keys of a row; a frame has one order of columns.
    return of, [{column: one[column] for column in rows[0]} for one in rows]


@given(frames())
def test_both_renderers_agree_byte_for_byte(
    given_frame: tuple[shape.Shape, list[dict[str, str | None]]],
) -> None:
    of, rows = given_frame
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String), orient="row")

    assert [render.tail(of, row) for row in rows] == render.tails(
        of, render.ready(of, frame)
    ).to_list()
    assert [render.extra(of, row) for row in rows] == render.extras(
        of, render.ready(of, frame)
    ).to_list()


@given(frames())
def test_what_is_rendered_is_json_with_the_values_that_went_in(
    given_frame: tuple[shape.Shape, list[dict[str, str | None]]],
) -> None:
    of, rows = given_frame
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String), orient="row")
    ids = ("0" * 24, "1" * 24)
    times = ("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z")

    for row, tail in zip(rows, render.tails(of, render.ready(of, frame)).to_list(), strict=True):
        document = render.head(of.kind, *ids, *times) + tail
        record = json.loads(document)
        assert tail == render.tail_of(of.kind, document)
        for part in of.body:
            if isinstance(part, Text):
                assert record.get(part.key) == row.get(part.column)
