"""What the Library's scenarios know of their district is what its source says."""

from homeroom.certification.logins.library.district import AFTER, CLASSES, KIND, subject_of
from homeroom.sandbox.lantern.derived import district
from homeroom.sandbox.lantern.mutations import MUTATIONS
from homeroom.sandbox.lantern.records import Lantern


def _classes(lantern: Lantern, teacher: str) -> dict[str, tuple[str, ...]]:
    return {one.key: tuple(one.students) for one in lantern.sections if teacher in one.teachers}


def test_the_classes_are_those_of_the_source() -> None:
    lantern = district(KIND, 2026)
    assert CLASSES == {teacher: _classes(lantern, teacher) for teacher in CLASSES}


def test_the_subjects_are_those_of_the_source() -> None:
    lantern = district(KIND, 2026)
    known = {key for classes in CLASSES.values() for key in classes} | {"x16", "x22", "x02"}
    told = {one.key: one.subject for one in lantern.sections if one.key in known}
    assert told == {key: subject_of(key) for key in known}


def test_sc_85_leaves_what_is_expected() -> None:
    changed = MUTATIONS["SC-85"].apply(district(KIND, 2026))
    assert changed.lantern is not None
    assert AFTER == _classes(changed.lantern, "t01")
