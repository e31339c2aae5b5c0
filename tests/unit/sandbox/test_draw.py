"""Lots: the same everywhere and for ever, so their first numbers are written down here."""

from homeroom.sandbox.generator.draw import Draw, lots


def test_the_first_lots_of_a_seed_never_change() -> None:
    draw = Draw(2026, "golden")
    assert [draw.below(1000) for _ in range(4)] == [163, 86, 264, 905]


def test_lots_drawn_at_once_are_the_lots_drawn_one_by_one() -> None:
    draw = Draw(7, "columns")
    assert [draw.below(1 << 64) for _ in range(50)] == lots(7, "columns", 50).tolist()


def test_each_purpose_has_lots_of_its_own() -> None:
    assert lots(7, "names", 5).tolist() != lots(7, "birthdays", 5).tolist()


def test_shuffling_loses_nothing() -> None:
    assert list(range(100)) == sorted(Draw(1, "shuffle").shuffled(range(100)))
    assert list(range(100)) != Draw(1, "shuffle").shuffled(range(100))


def test_some_of_few_are_all() -> None:
    assert {1, 2} == set(Draw(1, "some").some([1, 2], 5))
