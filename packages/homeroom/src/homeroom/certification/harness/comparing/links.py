"""Who is in which class, whose contact is whose, and what school, term and course a class has."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from homeroom.certification.harness.comparing.persons import ids_of_account
from homeroom.certification.harness.comparing.presence import named, wanted
from homeroom.certification.harness.outcomes import Difference
from homeroom.certification.harness.trial import Moment
from homeroom.certification.harness.views import AppView, Record

__all__ = [
    "contact_differences",
    "reference_differences",
    "roster_differences",
    "school_differences",
    "section_differences",
    "tie_losses",
]

_TIES: Final[Mapping[str, tuple[str, ...]]] = {
    "section": ("teachers", "students"), "user": ("sections", "schools"), "contact": ("links",),
}  # fmt: skip

_OWN_SCHOOL: Final = re.compile(r"roles\.[a-z_]+\.school")


def _pairs(moment: Moment, kind: str) -> Iterator[tuple[str, Mapping[str, Any], Record]]:
    """Give expected and found, where there is an active record."""
    for clever_id, record in wanted(moment, kind).items():
        found = moment.after.one(kind, clever_id)
        if found is not None and found.is_active:
            yield clever_id, record, found


def roster_differences(moment: Moment) -> Iterator[Difference]:
    """Compare teachers and students of every active section, and the pairs that follow."""
    people = set(wanted(moment, "user"))
    most = moment.answers.number("Q-Y37-more")
    for clever_id, record, found in _pairs(moment, "section"):
        for who in ("teachers", "students"):
            expected = [one for one in record.get(who) or () if one in people]
            if who == "teachers" and most is not None:
                # Declared: only so many teachers a class, the primary one first (Q-Y37).
                expected = expected[:most]
            told = found.ids(who)
            if set(expected) != told & people and (
                _accounts(moment, expected, people) != _accounts(moment, told, people)
            ):
                yield Difference(
                    f"{named(moment, 'section', clever_id)} {who}",
                    moment.keys.names(expected),
                    moment.keys.names(told),
                )


def _accounts(moment: Moment, ids: Iterable[str], people: set[str]) -> set[frozenset[str]]:
    """Return whose accounts these are: a class names either id of one account (Q-Y32)."""
    found = {ids_of_account(moment, one) for one in ids}
    return {one for one in found if not people.isdisjoint(one)}


def section_differences(moment: Moment) -> Iterator[Difference]:
    """Compare each person's own list of classes, where the application tells one."""
    sections = set(wanted(moment, "section"))
    for clever_id, record, found in _pairs(moment, "user"):
        if "sections" not in found.values:
            continue
        expected = set(record.get("sections") or ()) & sections
        told = found.ids("sections") & sections
        of_all = _of_account(moment, clever_id, "sections") & sections
        if told != expected and told != of_all:  # noqa: PLR1714 -- sets of two kinds
            yield Difference(
                f"{named(moment, 'user', clever_id)} sections",
                moment.keys.names(expected),
                moment.keys.names(found.ids("sections")),
            )


def _of_account(moment: Moment, clever_id: str, name: str) -> set[str]:
    """Return what is in a list of anybody whose account it is: of several ids as declared alone."""
    people = moment.expected.of("user")
    ids = ids_of_account(moment, clever_id)
    return {str(one) for each in ids for one in people.get(each, {}).get(name) or ()}


def school_differences(moment: Moment) -> Iterator[Difference]:
    """Compare the schools of each person, and the school of each class."""
    for kind, one_name, names in (("user", "", "schools"), ("section", "school", "")):
        for clever_id, record, found in _pairs(moment, kind):
            name = names or one_name
            if name not in found.values:
                continue
            expected = record.get(name)
            told = found.ids(names) if names else found.get(one_name)
            if names:
                expected = frozenset(expected or ())
            if names and told == _of_account(moment, clever_id, names):
                continue
            if (expected or None) != (told or None):
                yield Difference(
                    f"{named(moment, kind, clever_id)} {name}",
                    _shown(moment, expected),
                    _shown(moment, told),
                )
    yield from _primary_differences(moment)


def _primary_differences(moment: Moment) -> Iterator[Difference]:
    """Compare the one school that is somebody's own, where the application tells it (SC-11)."""
    for clever_id, record, found in _pairs(moment, "user"):
        fields = found.get("fields")
        told = {**fields, **found.values} if isinstance(fields, dict) else found.values
        shared = record.get("fields") or {}
        own = {shared[path] for path in shared if _OWN_SCHOOL.fullmatch(path)}
        # Staff have none, and who has two of them has none that is more hers than the other.
        if "school" in told and len(own) == 1 and own != {str(told["school"] or "")}:
            yield Difference(
                f"{named(moment, 'user', clever_id)} school",
                _shown(moment, own),
                _shown(moment, [str(told["school"] or "")]),
            )


def reference_differences(moment: Moment) -> Iterator[Difference]:
    """Compare the term and the course of each active section."""
    for clever_id, record, found in _pairs(moment, "section"):
        for name in ("term", "course"):
            if name not in moment.trial.kinds or name not in found.values:
                continue
            if (record.get(name) or None) != (found.get(name) or None):
                yield Difference(
                    f"{named(moment, 'section', clever_id)} {name}",
                    _shown(moment, record.get(name)),
                    _shown(moment, found.get(name)),
                )


def contact_differences(moment: Moment) -> Iterator[Difference]:
    """Compare the students of each contact, and what the contact is to each of them."""
    students = set(wanted(moment, "user"))
    for clever_id, record, found in _pairs(moment, "contact"):
        expected = _links(record.get("links"), students)
        told = _links(found.get("links"), students)
        if expected.keys() != told.keys() or any(
            told[one] and told[one] != expected[one] for one in expected
        ):
            yield Difference(
                f"{named(moment, 'contact', clever_id)} links",
                _told(moment, expected),
                _told(moment, told),
            )


def tie_losses(moment: Moment, before: AppView | None = None) -> Iterator[Difference]:
    """Compare who belongs to what before and after, of active records: nobody may be missing.

    Before the step, unless an earlier view is given.
    """
    earlier = moment.before if before is None else before
    for kind, names in _TIES.items():
        for one in earlier.of(kind):
            now = moment.after.one(kind, one.clever_id) if one.clever_id else None
            if now is None or not (one.is_active and now.is_active):
                continue
            for name in names:
                lost = _ends(one, name) - _ends(now, name)
                if lost:
                    what = f"{named(moment, kind, one.clever_id)} {name}"
                    without = ", ".join(moment.keys.names(lost))
                    yield Difference(what, "as before", f"without {without}")


def _ends(record: Record, name: str) -> frozenset[str]:
    value = record.get(name)
    if name != "links":
        return record.ids(name)
    listed = value if isinstance(value, list) else []
    return frozenset(str(one.get("student")) for one in listed if isinstance(one, dict))


def _links(told: Any, students: set[str]) -> dict[str, str]:
    listed = told if isinstance(told, list) else []
    return {
        str(one.get("student")): str(one.get("relationship") or "")
        for one in listed
        if isinstance(one, dict) and str(one.get("student")) in students
    }


def _told(moment: Moment, links: Mapping[str, str]) -> list[str]:
    return sorted(f"{moment.keys.key(one)}: {what or '-'}" for one, what in links.items())


def _shown(moment: Moment, value: Any) -> Any:
    if isinstance(value, frozenset | set | list):
        return moment.keys.names(str(one) for one in value)
    return moment.keys.key(str(value)) if value else None
