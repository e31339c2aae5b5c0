"""What the Library's guide asks of accounts, classes and their owners (certification.md 6.4)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from homeroom.certification.browsing import finding
from homeroom.certification.harness import (
    AppView,
    Difference,
    Finding,
    Moment,
    Record,
    UndecidedError,
    Verdict,
    check,
    failed,
    passed,
)
from homeroom.certification.harness.comparing import named, roster_differences, wanted
from homeroom.certification.logins.arriving import Arrival, is_there
from homeroom.certification.logins.checks.judging import came, each, evidence_of, got_in, part
from homeroom.certification.logins.library import subjects
from homeroom.certification.logins.library.district import CLASSES, students_of
from homeroom.certification.logins.library.parts import (
    Added,
    Entered,
    Joined,
    Refused,
    Removed,
    TakenOver,
)
from homeroom.certification.logins.parts import people

_SERVER_ERROR: Final = 500
_STUDENTS = "student"


@check("LIB-12", scenarios=("SC-80",), needs_probe=False)
def the_first_address_suffices_for_teachers(moment: Moment) -> Iterator[Finding]:
    """A launch from the Library to the first redirect address signs a teacher in."""
    beginning = moment.trial.application.redirect_uri

    def wrong(arrival: Arrival) -> str:
        if not any(one.startswith(beginning) for one in arrival.hops):
            return "the launch did not go to the first redirect address"
        return got_in(arrival)

    yield each("a launch signs in", part(moment, Added).arrivals, wrong)


@check("LIB-02", scenarios=("SC-80",))
def accounts_come_with_the_teacher(moment: Moment) -> Iterator[Finding]:
    """Before the consent nothing is known of her; then she and her students have accounts."""
    found = part(moment, Added)
    came(found.arrivals)
    hers = {"t01", *students_of(["t01"])}
    troubles = [
        Difference(key, "no record before the consent", "a record")
        for key in sorted(hers)
        if found.before.one("user", moment.keys.id(key)) is not None
    ]
    wanted, may_be = {"t01"}, {"t01", "t09"}
    if has_students(moment):
        wanted |= subjects.needed_students(moment.answers, ["t01"])
        may_be |= hers
    active = _active_people(moment, found.view)
    troubles += [Difference(key, "an active account", "none") for key in sorted(wanted - active)]
    troubles += [Difference(key, "no account", "one") for key in sorted(active - may_be)]
    if troubles:
        yield failed("Accounts are not made when a teacher adds the application.", *troubles)
    elif by_eye := subjects.beyond_it(moment, CLASSES["t01"]):
        yield by_eye
    else:
        yield passed(f"The teacher and {len(wanted) - 1} students have accounts, nobody else.")


@check("LIB-07", "LIB-08", scenarios=("SC-82",))
def each_person_has_one_account(moment: Moment) -> Iterator[Finding]:
    """Each Clever id stands in one active account, however often its owner comes."""
    found = part(moment, Added)
    came(found.arrivals)
    counted: dict[str, int] = {one.person.key: 0 for one in found.arrivals}
    for one in found.view.of("user"):
        if one.is_active and one.clever_id in moment.keys.by_id:
            key = moment.keys.key(one.clever_id)
            counted[key] = counted.get(key, 0) + 1
    troubles = [
        Difference(key, "one account under her Clever id", count)
        for key, count in sorted(counted.items())
        if count != 1
    ]
    if troubles:
        yield failed("The Clever id is not the key of accounts.", *troubles)
    else:
        yield passed(f"{len(counted)} people, one account each.")


@check("LIB-06", scenarios=("SC-81",), needs_probe=False)
def students_come_after_their_teacher(moment: Moment) -> Iterator[Finding]:
    """A student of a teacher who added it gets in and sees who she is."""
    if not has_students(moment):
        yield Finding(Verdict.SKIP, "The survey declares no students.")
        return
    student = part(moment, Entered).student

    def wrong(arrival: Arrival) -> str:
        return got_in(arrival) or ("" if arrival.shows_her else "her name is not on the page")

    by_eye = subjects.beyond_it(moment, ("l01",))
    # That she is refused may be right then; a page that breaks, or another's name, never is.
    is_broken = student.worst_status >= _SERVER_ERROR or (student.is_in and not student.shows_her)
    if by_eye and (student.needs_browser or not is_broken):
        yield by_eye
    else:
        yield each("a student of hers gets in", [student], wrong)


@check("LIB-14", scenarios=("SC-81",), needs_probe=False)
def other_students_are_refused_kindly(moment: Moment) -> Iterator[Finding]:
    """A student whose teacher has not added it is refused in plain words."""
    stranger = part(moment, Entered).stranger
    trouble = stranger.trouble or ("signed in" if stranger.is_in else "")
    if not trouble and is_there(moment.trial, stranger.seen):
        trouble = finding.is_friendly(stranger.seen)
    if trouble:
        yield failed("A student of nobody who added it is not refused well.",
                     Difference("k06", "a friendly refusal", trouble))  # fmt: skip
    else:
        yield passed("She is refused in plain words.", *stranger.evidence)


@check("LIB-R9", scenarios=("SC-81",), needs_probe=False)
def students_type_no_class_code(moment: Moment) -> Iterator[Finding]:
    """A student reaches her class without typing anything."""
    if not_hers := subjects.beyond_it(moment, ("l01",), Verdict.SKIP):
        yield not_hers
        return
    found = part(moment, Entered)
    if found.student.needs_browser:
        raise UndecidedError("The pages need scripts, so this needs a browser.")
    asked = [one.label or one.name for form in found.student.forms for one in form.visible()]
    if asked:
        yield failed("A student is asked for something.", Difference("k01", "nothing", asked))
    elif not found.student.is_in or not found.class_is_shown:
        yield failed("A student does not reach her class.",
                     Difference("k01", "sees Class 01", found.student.where))  # fmt: skip
    else:
        yield passed("She sees her class at once.", *found.student.evidence)


@check("LIB-11", scenarios=("SC-83",), needs_probe=False)
def a_teacher_without_sections_gets_in(moment: Moment) -> Iterator[Finding]:
    """A teacher without sections gets in and sees who she is."""

    def wrong(arrival: Arrival) -> str:
        return got_in(arrival) or ("" if arrival.shows_her else "her name is not on the page")

    yield each("a teacher without sections gets in", part(moment, Added).arrivals, wrong)


@check("LIB-11", scenarios=("SC-83",))
def her_account_has_no_sections(moment: Moment) -> Iterator[Finding]:
    """The account of a teacher without sections is active and has none."""
    found = part(moment, Added)
    record = found.view.one("user", moment.keys.id("t05"))
    if record is None or not record.is_active:
        yield failed("t05 has no active account.")
    elif record.ids("sections"):
        yield failed(
            "t05 has sections.", Difference("t05 sections", [], len(record.ids("sections")))
        )
    else:
        yield passed("t05 has an active account without sections.")


@check("LIB-R13", scenarios=("SC-83",), needs_probe=False)
def teachers_names_are_shown_as_written(moment: Moment) -> Iterator[Finding]:
    """Teachers' names with accents and in other scripts are shown unchanged."""

    def wrong(arrival: Arrival) -> str:
        return got_in(arrival) or ("" if arrival.shows_her else "her name is not on the page")

    yield each(
        "a name in another script is shown", part(moment, people.OtherScripts).arrivals, wrong
    )


@check("LIB-09", scenarios=("SC-84",))
def an_earlier_account_can_be_joined(moment: Moment) -> Iterator[Finding]:
    """Joining an account from earlier is offered; with proof it is hers, without it is not."""
    found = part(moment, Joined)
    clever_id = moment.keys.id("t03")
    taken = found.between.one("user", clever_id)
    if taken is not None and taken.app_id == found.seeded:
        yield Finding(Verdict.WARN, "The old account was taken by its e-mail alone, without"
                      " its password.", evidence=found.arrival.evidence)  # fmt: skip
        return
    if found.was_misled:
        wrong = Difference("t01 with a wrong password", "refused", "the account is hers")
        yield failed("A wrong password joins an account from earlier.", wrong)
        return
    if not found.offer:
        yield failed("Nothing offers to join an account from earlier.",
                     Difference("the first login of t03", "a link, button or heading", "none"),
                     evidence=found.arrival.evidence)  # fmt: skip
        return
    if not found.was_linked:
        yield Finding(Verdict.REVIEW, f"It is offered ({found.offer!r}), and the harness could not"
                      f" do it: {found.trouble}. Configure the hook complete_linking.")  # fmt: skip
        return
    active = [one for one in found.after.named("user", clever_id) if one.is_active]
    troubles = []
    if len(active) != 1 or active[0].app_id != found.seeded:
        said = "another account" if len(active) == 1 else f"{len(active)} accounts"
        troubles.append(Difference("t03", "the account from earlier", said))
    elif not active[0].marks:
        troubles.append(Difference("what t03 had done", "kept", "lost"))
    if troubles:
        yield failed("The account from earlier was not joined.", *troubles)
    else:
        yield passed(f"Offered ({found.offer!r}); with its password the old account is hers.")


@check("LIB-02", scenarios=("SC-86",), needs_probe=False)
def students_lose_access_with_their_teacher(moment: Moment) -> Iterator[Finding]:
    """While it is taken out her students are refused; afterwards both come in again."""
    found = part(moment, Removed)
    out = found.while_out
    if out.is_in:
        yield failed("A student gets in though her teacher took the application out.",
                     Difference("k01", "refused", out.where), evidence=out.evidence)  # fmt: skip
    else:
        by_eye = subjects.beyond_it(moment, ("l01",)) if has_students(moment) else None
        students = (found.student,) if has_students(moment) and not by_eye else ()
        yield each("they come back", (found.teacher, found.again, *students), got_in)
        if by_eye:
            yield by_eye


@check("LIB-02", "LIB-08", scenarios=("SC-86",))
def accounts_are_the_same_afterwards(moment: Moment) -> Iterator[Finding]:
    """Added again, it knows the same people by the same accounts; so who left and returned."""
    found = part(moment, Removed)
    by_eye = subjects.beyond_it(moment, ("l01", "l03")) if has_students(moment) else None
    teacher, student = found.teacher.person.key, found.student.person.key
    students = (student, found.left) if has_students(moment) and not by_eye else ()
    if by_eye:
        yield by_eye
    yield _same_accounts(moment, (teacher, *students), found.before, found.view)


@check("LIB-22", scenarios=("SC-80",), needs_probe=False)
def others_are_refused_clearly(moment: Moment) -> Iterator[Finding]:
    """Staff and administrators, and callbacks invented for them, end signed out on a kind page."""
    found = part(moment, Refused)
    troubles = []
    arrivals = [("comes", one) for one in found.tried]
    arrivals += [("an invented callback", one) for one in found.forged]
    for what, arrival in arrivals:
        wrong = arrival.trouble or ("signed in" if arrival.is_in else "")
        if not wrong and is_there(moment.trial, arrival.seen):
            wrong = finding.is_friendly(arrival.seen)
        if not wrong and arrival.worst_status >= _SERVER_ERROR:
            wrong = f"the status {arrival.worst_status}"
        if wrong:
            troubles.append(
                Difference(f"{arrival.person.key}: {what}", "a friendly refusal", wrong)
            )
    if troubles:
        seen = evidence_of((*found.tried, *found.forged))
        yield failed("Who is neither teacher nor student is not refused well.", *troubles,
                     evidence=seen)  # fmt: skip
    else:
        yield passed("Staff and administrators are refused in plain words.")


@check("LIB-23", scenarios=("SC-87",))
def the_district_takes_over(moment: Moment) -> Iterator[Finding]:
    """When the district connects, people keep their accounts, and fuller names appear."""
    found = part(moment, TakenOver)
    if not all(one.is_in for one in found.arrivals):
        yield each("whom the district brings gets in", found.arrivals, got_in)
        return
    by_eye = subjects.beyond_it(moment, ("l01",))
    if by_eye:
        yield by_eye
    same = ("t01",) if by_eye else ("t01", "k01")
    yield _same_accounts(moment, same, found.before, found.view)
    lost = [
        Difference(f"what {moment.keys.key(one)} had done", "kept", "lost")
        for one, mark in found.marks.items()
        if (now := found.view.one("user", one)) is None or mark not in now.marks
    ]
    if lost:
        yield failed("What people did before the take-over is not theirs any more.", *lost)
    if found.is_synced and not by_eye and "section" in moment.trial.kinds:
        yield _same_classes(moment, found)
    record = found.view.one("user", moment.keys.id("k01"))
    wanted = (found.expected.of("user").get(moment.keys.id("k01")) or {}).get("name") or {}
    last = name_of(record).get("last") if record is not None else None
    if wanted.get("last") and last != wanted["last"]:
        yield failed("After the take-over the district's data is not taken.",
                     Difference("k01 last name", wanted["last"], last))  # fmt: skip
    elif not by_eye:
        yield passed("k01 has her whole name now.")


@check("LIB-20", scenarios=("SC-82",), needs_probe=False)
def a_teacher_and_a_studentcame(moment: Moment) -> Iterator[Finding]:
    """A teacher and a student of a district that is not connected have logged in."""
    arrivals = part(moment, people.Strangers).arrivals
    came = {one.person.key[:1] for one in arrivals if one.is_in}
    if {"t", "k"} <= came or ("t" in came and not has_students(moment)):
        yield passed("Both have logged in from the sandbox's Library district.")
    elif "t" in came and (by_eye := subjects.beyond_it(moment, ("l01", "l03", "l07"))):
        yield by_eye  # k01, k61 and k12 are in no class that it needs
    else:
        yield failed("Not both a teacher and a student have logged in.",
                     Difference("logins", ["student", "teacher"], sorted(came)))  # fmt: skip


def has_students(moment: Moment) -> bool:
    """Whether the application has a side for students, as surveyed."""
    return _STUDENTS in people.declared_types(moment.trial)


def _active_people(moment: Moment, view: AppView) -> set[str]:
    return {moment.keys.key(one) for one in view.active("user") if one in moment.keys.by_id}


def name_of(record: Record) -> Mapping[str, Any]:
    """The parts of a name as the application keeps them; none where it keeps no parts."""
    name = record.get("name")
    return name if isinstance(name, Mapping) else {}


def active_under(view: AppView, section: str) -> int:
    """How many active classes stand for one section of the hub; it should be one."""
    return sum(1 for one in view.named("section", section) if one.is_active)


def name_differs(key: str, record: Record, given: Mapping[str, Any]) -> list[Difference]:
    """Compare somebody's name as it is kept with the one that the hub gives."""
    kept, wanted = name_of(record), given.get("name") or {}
    return [
        Difference(f"{key} {part_} name", wanted[part_], kept.get(part_))
        for part_ in ("first", "last")
        if wanted.get(part_) and kept.get(part_) != wanted[part_]
    ]


def _same_classes(moment: Moment, found: TakenOver) -> Finding:
    """What teachers had brought is what the district sends: one class, its people as served."""
    old, now = found.before.active("section"), found.view.active("section")
    there = replace(moment, after=found.view, expected=found.expected)
    troubles = []
    for clever_id, section in wanted(there, "section").items():
        if not subjects.is_about(moment, (section.get("fields") or {}).get("subject")):
            continue
        what = named(moment, "section", clever_id)
        if (count := active_under(found.view, clever_id)) != 1:
            troubles.append(Difference(what, "one active class", f"{count} active classes"))
        elif clever_id in old and old[clever_id].app_id != now[clever_id].app_id:
            troubles.append(Difference(what, "the class that was there", "another one"))
    troubles += roster_differences(there)
    if troubles:
        return failed("Classes are not as the district that took over has them.", *troubles)
    return passed("Classes that teachers had brought are the district's now, and all others too.")


def _same_accounts(moment: Moment, keys: Any, before: AppView, after: AppView) -> Finding:
    troubles = []
    for key in keys:
        clever_id = moment.keys.id(key)
        old, new = before.one("user", clever_id), after.one("user", clever_id)
        if old is None:
            raise UndecidedError(f"{key} had no account before.")
        if new is None or not new.is_active or new.app_id != old.app_id:
            troubles.append(Difference(key, "the same active account", "another, or none"))
    if troubles:
        return failed("People do not keep their accounts.", *troubles)
    return passed("People keep their accounts.")
