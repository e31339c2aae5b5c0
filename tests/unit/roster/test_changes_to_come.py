"""Created records that are made as they are asked for (decision 0029)."""

from collections.abc import Iterator

import polars as pl
import pytest

from homeroom.roster import changes
from homeroom.roster.changes import Changes, Coming

COUNTS = {"schools": 2, "terms": 0, "users": 5}
BATCHES = (("schools", (1, 2)), ("users", (3, 4, 5)), ("users", (6, 7)))


def frame(*rids: int) -> pl.DataFrame:
    return pl.DataFrame({"rid": rids, "roles": [0] * len(rids)}, schema=_SCHEMA)


_SCHEMA = {name: changes.COLUMNS[name] for name in ("rid", "roles")}


class Maker:
    """Makes the batches, and tells how many were made and whether it was let go of."""

    def __init__(self, *batches: tuple[str, tuple[int, ...]]) -> None:
        self.batches, self.made, self.ended = batches, 0, False

    def __call__(self) -> Coming:
        try:
            for kind, rids in self.batches:
                self.made += 1
                yield kind, frame(*rids)
        finally:
            self.ended = True


@pytest.fixture
def maker() -> Maker:
    return Maker(*BATCHES)


@pytest.fixture
def coming(maker: Maker) -> Iterator[Changes]:
    found = Changes()
    found.expect(COUNTS, maker())
    yield found
    found.close()


def rids(found: Changes, kind: str, action: str = "created") -> list[int]:
    return [rid for one in found.frames(kind, action, ["rid"]) for rid in one["rid"]]


def test_what_is_to_come_counts_before_any_of_it_is_made(coming: Changes, maker: Maker) -> None:
    assert coming
    assert [("schools", "created"), ("users", "created")] == coming.touched()
    assert (7, 5, 0) == (
        coming.count(), coming.count("users", "created"), coming.count("users", "deleted"),
    )  # fmt: skip
    assert 0 == maker.made


def test_each_batch_is_made_when_it_is_asked_for(coming: Changes, maker: Maker) -> None:
    given = coming.frames("users", "created")
    assert [3, 4, 5] == next(given)["rid"].to_list()
    assert (2, 7, False) == (maker.made, coming.count(), maker.ended)
    assert [6, 7] == next(given)["rid"].to_list()
    assert [] == list(given)
    assert (3, 7, True) == (maker.made, coming.count(), maker.ended)


def test_what_was_made_is_given_again_to_whoever_asks_later(coming: Changes, maker: Maker) -> None:
    first = coming.frames("users", "created")
    assert [3, 4, 5] == next(first)["rid"].to_list()
    # Another reader asks in the middle: neither misses what the other had made.
    assert [3, 4, 5, 6, 7] == rids(coming, "users")
    assert [[6, 7]] == [one["rid"].to_list() for one in first]
    assert [1, 2] == rids(coming, "schools")
    assert [] == [*rids(coming, "terms"), *rids(coming, "users", "deleted")]
    assert 3 == maker.made


def test_texts_that_nobody_is_told_are_given_once_and_not_put_aside() -> None:
    found = Changes()
    whole = frame(1, 2).with_columns(pl.lit("{}").alias("body"))

    def coming() -> Coming:
        yield "schools", whole
        yield "users", whole

    found.expect({"schools": 2, "users": 2}, coming())
    found.forget_texts()
    assert [whole.columns] == [one.columns for one in found.frames("users", "created")]
    for kind in ("users", "schools"):
        assert [["rid", "roles"]] == [one.columns for one in found.frames(kind, "created")]
        assert [1, 2] == rids(found, kind)
    found.close()


def test_what_nobody_asked_for_is_let_go_of(coming: Changes, maker: Maker) -> None:
    assert [1, 2] == rids(coming, "schools")
    coming.close()
    assert (1, True) == (maker.made, maker.ended)


@pytest.mark.parametrize(
    ("batches", "told"),
    [
        ((*BATCHES, ("users", (8,))), "more users came"),
        ((*BATCHES, ("sections", (8,))), "more sections came"),
        ((BATCHES[0], ("terms", (8,)), *BATCHES[1:]), "1 terms came, of {'users': 5}"),
        ((*BATCHES[:2], ("users", (6, 7, 8))), "3 users came, of {'users': 2}"),
        (BATCHES[:2], "0 records came, of {'users': 2}"),
    ],
)
def test_other_records_than_were_counted_are_an_error_and_none_is_lost_in_silence(
    batches: tuple[tuple[str, tuple[int, ...]], ...], told: str
) -> None:
    maker, found = Maker(*batches), Changes()
    found.expect(COUNTS, maker())
    with pytest.raises(ValueError, match=told):
        rids(found, "users")
    found.close()
    assert maker.ended
