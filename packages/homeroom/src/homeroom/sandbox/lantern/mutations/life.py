"""Groups F to H: the district's own life, edits by hand, and logins."""

from collections.abc import Mapping
from typing import Final

from homeroom.sandbox.lantern.mutations.changed import DAY, Change, Changed
from homeroom.sandbox.lantern.mutations.identity import readdressed, renamed
from homeroom.sandbox.lantern.mutations.people import arrived, back, gone, seated
from homeroom.sandbox.lantern.records import Lantern, Section


def _class_renamed(lantern: Lantern) -> Changed:
    return Changed(lantern=lantern.changed("sections", "x20", name="Mathematics for Grade 6"))


def _pupil_joins(section: str, key: str) -> Change:
    """The class changes in the files, so that a sync has something to write over an edit."""

    def change(lantern: Lantern) -> Changed:
        students = lantern.keyed("sections")[section].students
        return Changed(lantern=seated(lantern, section, *students, key))

    return change


def _several_arrive(lantern: Lantern) -> Changed:
    """Two syncs at once find something to do: whoever looks and then writes has them twice."""
    late = ("n01", "n02", "n03")
    there = lantern.keyed("sections")["x39"].students
    return Changed(lantern=seated(arrived(lantern, *late), "x39", *there, *late))


def _unseen(lantern: Lantern) -> Changed:
    """What no event tells any more: whoever only adds what she reads keeps k53 (SYN-21)."""
    return Changed(lantern=gone(renamed(lantern), "k53"))


def _in_no_class(lantern: Lantern) -> Changed:
    return Changed(lantern=seated(lantern, "l03", "k61"))


def _in_class_again(lantern: Lantern) -> Changed:
    return Changed(lantern=seated(lantern, "l03", "k53", "k61"))


def _library_moves(lantern: Lantern) -> Changed:
    model: Section = lantern.keyed("sections")["l01"]
    new = Section("l10", "7110", model.school, "Class 10", ("t01",), ("k61",), model.grade,
                  model.subject, "6", model.term, model.course)  # fmt: skip
    named = lantern.changed("sections", "l03", name="Class Three")
    named = named.changed("students", "k61", first="Swapped")
    named = seated(named, "l11", "k61", "k62")
    return Changed(lantern=seated(named, "l02", "k52").joined("sections", new))


LIFE: Final[Mapping[str, Change]] = {
    "SC-50a": lambda _: Changed(state="paused"),
    "SC-50b": lambda _: Changed(advance_seconds=21 * DAY),
    "SC-50c": lambda _: Changed(state="running"),
    "SC-51a": lambda _: Changed(state="error"),
    "SC-51b": lambda _: Changed(state="pending"),
    "SC-51c": lambda _: Changed(state="running"),
    "SC-52": lambda _: Changed(connected=False),
    "SC-53": lambda _: Changed(connected=True),
    "SC-55a": _unseen,
    "SC-55b": lambda now: Changed(advance_seconds=31 * DAY, lantern=readdressed(now)),
    "SC-56": _several_arrive,
    "SC-60": _class_renamed,
    "SC-61": _pupil_joins("x20", "k33"),
    "SC-62": _pupil_joins("x20", "k71"),
    "SC-63a": lambda now: Changed(lantern=gone(now, "k42")),
    "SC-63b": lambda now: Changed(lantern=back(now, "k42")),
    "SC-64": lambda now: Changed(lantern=arrived(now, "n02")),
    "SC-72a": lambda now: Changed(lantern=gone(now, "k52")),
    "SC-72b": lambda now: Changed(lantern=back(now, "k52")),
    "SC-73": lambda now: Changed(lantern=readdressed(renamed(now))),
    "SC-85": _library_moves,
    "SC-86a": _in_no_class,
    "SC-86b": _in_class_again,
}
