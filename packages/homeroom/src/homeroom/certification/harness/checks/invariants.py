"""What holds after every step, whatever the step was (certification.md 6.5).

Other districts (I7) are looked at once a group.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from homeroom.certification.harness.checks.archiving import is_joined_elsewhere
from homeroom.certification.harness.comparing import named, presence, wanted
from homeroom.certification.harness.comparing.fields import stored_fields
from homeroom.certification.harness.outcomes import Difference, Finding, failed, passed
from homeroom.certification.harness.registry import EVERY_STEP, GROUP_END, check
from homeroom.certification.harness.trial import Moment
from homeroom.certification.harness.views import AppView, Record

INVARIANTS: Final[Mapping[str, str]] = {
    "I1": "No two active records of a type share a Clever ID",
    "I2": "Active is exactly what is shared, of the declared types",
    "I3": "Whatever was seen and is shared no longer is archived, and nothing vanished",
    "I4": "The application's own id of a Clever ID never changes",
    "I5": "No enrolment points at an archived person or section",
    "I6": "No mark of a person is lost",
    "I7": "Records of other districts stay as they are",
    "I8": "No value that was never shared is kept",
    "I9": "No page is a 5xx",
}

_HIDDEN: Final = ("k46", "k47", "t28")
_SENSITIVE: Final = frozenset(
    {"frl_status", "iep_status", "ell_status", "section_504_status", "primary_disability_code",
     "disability_code", "home_language", "home_language_code", "home_language_name",
     "unweighted_gpa", "weighted_gpa", "race", "hispanic_ethnicity", "gender", "dob", "location",
     "phone", "email"}
)  # fmt: skip
"""Fields that say much of a person; what else an application calls a field is its own affair."""


def _invariant(
    name: str, scenario: str = EVERY_STEP
) -> Callable[[Callable[[Moment], Iterator[Difference]]], Any]:
    """Register differences as an invariant's findings."""

    def register(differences: Callable[[Moment], Iterator[Difference]]) -> Any:
        def look(moment: Moment) -> Iterator[Finding]:
            found = list(differences(moment))
            if found:
                yield failed(f"{INVARIANTS[name]}: not after {moment.step}.", *found)
            else:
                yield passed(f"{INVARIANTS[name]}.")

        look.__name__, look.__doc__ = differences.__name__, differences.__doc__
        return check(name, scenarios=(scenario,))(look)

    return register


@_invariant("I1")
def no_two_share_an_id(moment: Moment) -> Iterator[Difference]:
    """No two active records of a type share a Clever ID."""
    for kind in moment.trial.kinds:
        active = [one.clever_id for one in moment.after.of(kind) if one.is_active and one.clever_id]
        for clever_id, many in Counter(active).items():
            if many > 1:
                yield Difference(named(moment, kind, clever_id), "one active record", str(many))


@_invariant("I2")
def active_is_what_is_shared(moment: Moment) -> Iterator[Difference]:
    """Active is exactly what is shared, unless the step was one in which nothing could be read."""
    if moment.is_still or moment.facts.get("disturbed"):
        return
    for kind in moment.trial.kinds:
        yield from presence(moment, kind)


@_invariant("I3")
def nothing_vanished(moment: Moment) -> Iterator[Difference]:
    """Whatever was seen earlier and is shared no longer is still there, archived."""
    for kind in moment.trial.kinds:
        known = moment.memory.expected.get(kind, frozenset()) - moment.expected.of(kind).keys()
        for clever_id in known:
            app_id = moment.memory.app_ids.get((kind, clever_id))
            if app_id is None or moment.after.named(kind, clever_id):
                continue
            if not _is_joined(moment, kind, app_id, clever_id):
                yield Difference(named(moment, kind, clever_id), "archived", "gone")


def _is_joined(moment: Moment, kind: str, app_id: str, clever_id: str) -> bool:
    if is_joined_elsewhere(moment, kind, app_id, clever_id):
        return True
    # Joined in an earlier step: the account goes on under the person's new id.
    return moment.answers.yes("Q-Y13") and any(
        one.app_id == app_id and one.clever_id not in ("", clever_id)
        for one in moment.after.of(kind)
    )


@_invariant("I4")
def own_ids_never_change(moment: Moment) -> Iterator[Difference]:
    """The application's own id of a Clever ID never changes."""
    for one in moment.after.records:
        was = moment.memory.app_ids.get((one.type, one.clever_id))
        if one.clever_id and was is not None and was != one.app_id:
            what = f"{named(moment, one.type, one.clever_id)} own id"
            yield Difference(what, "as it was", "another one")


@_invariant("I5")
def no_enrolment_of_the_archived(moment: Moment) -> Iterator[Difference]:
    """No enrolment points at an archived person or section as if it were active."""
    people, sections = moment.after.active("user"), moment.after.active("section")
    if "section" not in moment.trial.kinds:
        return
    for clever_id, section in sections.items():
        for who in ("teachers", "students"):
            for one in section.ids(who) - people.keys():
                if moment.after.named("user", one):
                    what = f"{named(moment, 'section', clever_id)} {who}"
                    yield Difference(what, "active people", f"{moment.keys.key(one)}, archived")
    for clever_id, person in people.items():
        for one in person.ids("sections") - sections.keys():
            if moment.after.named("section", one):
                what = f"{named(moment, 'user', clever_id)} sections"
                yield Difference(what, "active sections", f"{moment.keys.key(one)}, archived")


@_invariant("I6")
def no_mark_is_lost(moment: Moment) -> Iterator[Difference]:
    """The marks of a person never become fewer."""
    for clever_id, marks in moment.memory.marks.items():
        record = moment.after.one("user", clever_id)
        app_id = moment.memory.app_ids.get(("user", clever_id), "")
        if record is None and _is_joined(moment, "user", app_id, clever_id):
            continue
        kept = Counter(record.marks if record is not None else ())
        if Counter(marks) - kept:
            yield Difference(
                f"{named(moment, 'user', clever_id)} marks", f"{len(marks)}", f"{kept.total()}"
            )


@_invariant("I7", GROUP_END)
def other_districts_rest(moment: Moment) -> Iterator[Difference]:
    """Records of other districts stay as they are, from the beginning of a group to its end.

    Reading all of them after each step would cost more with every group.
    """
    before, after = _by_own_id(moment.others_before), _by_own_id(moment.others)
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was is None or now is None or was.values != now.values:
            found = "new" if was is None else "gone" if now is None else "changed"
            yield Difference(f"a {key[0]} of another district", "as it was", found)


def _by_own_id(view: AppView) -> dict[tuple[str, str, str], Record]:
    return {(one.type, one.clever_id, one.app_id): one for one in view.records}


@_invariant("I8")
def nothing_unshared_is_kept(moment: Moment) -> Iterator[Difference]:
    """No value that was never shared is kept: neither a field's nor that of a hidden person."""
    yield from _fields_never_shared(moment)
    canaries = _canaries(moment)
    if not canaries:
        return
    for one in moment.after.records:
        text = json.dumps(one.values, default=str, ensure_ascii=False)
        for value, whose in canaries.items():
            if value in text:
                yield Difference(named(moment, one.type, one.clever_id), "nothing", whose)


def _fields_never_shared(moment: Moment) -> Iterator[Difference]:
    shared = moment.facts.get("shared_fields") or {}
    for kind in moment.trial.kinds:
        known = shared.get(kind) or frozenset()
        for clever_id in wanted(moment, kind):
            record = moment.after.one(kind, clever_id)
            stored = stored_fields(record) if record is not None else {}
            for path, value in stored.items():
                leaf = path.rpartition(".")[2]
                if leaf in _SENSITIVE and leaf not in known and value not in (None, "", [], {}):
                    what = f"{named(moment, kind, clever_id)} {path}"
                    yield Difference(what, "never shared", "a value")


def _canaries(moment: Moment) -> Mapping[str, str]:
    """Return what nobody may know: addresses and user names of people who are not shared."""
    found: dict[str, str] = {}
    for key in _HIDDEN:
        person = moment.trial.district.people.get(key)
        if person is None or moment.keys.id(key) in moment.expected.of("user"):
            continue
        for value in (person.email, f'"{person.username}"' if person.username else ""):
            if value:
                found[value] = f"a value of {key}, who is not shared"
    return found
