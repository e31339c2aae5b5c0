"""What the hub's health is judged by, and sizes in words."""

from dataclasses import replace

import pytest

from homeroom.operator.rules import Signs, size_words, troubles

DAY = 24 * 3_600_000
WELL = Signs(10 * DAY, {}, None, 0, None, 0.5)


def test_a_hub_is_healthy_while_nothing_waits_too_long() -> None:
    near = replace(WELL, oldest_queued_at=WELL.now - 600_000, retention_due_at=WELL.now - DAY)
    assert [] == troubles(WELL) + troubles(near)


@pytest.mark.parametrize(
    ("signs", "says"),
    [
        (replace(WELL, reasons={"worker": "the worker ended"}), "Not ready: the worker ended."),
        (replace(WELL, oldest_queued_at=WELL.now - 660_000), "queued for 11 minutes"),
        (replace(WELL, overdue_runs=2), "without a sign of life: 2"),
        (replace(WELL, retention_due_at=WELL.now - DAY - 1), "a day late"),
        (replace(WELL, free_share=0.09), "9% left"),
    ],
)
def test_each_trouble_is_told(signs: Signs, says: str) -> None:
    (told,) = troubles(signs)
    assert says in told


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (1_250_000, "1.2 MB"),
        (2 * 10**15, "2000.0 TB"),
    ],
)
def test_sizes_are_read_by_people(size: int, words: str) -> None:
    assert words == size_words(size)
