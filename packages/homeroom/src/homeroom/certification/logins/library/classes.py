"""Whether classes of the Library are whole, and follow the hub (LIB-10, LIB-15, LIB-R7 to R12)."""

from collections.abc import Iterable, Iterator, Mapping

from homeroom.certification.harness import (
    AppView,
    Difference,
    Expected,
    Finding,
    Moment,
    UndecidedError,
    Verdict,
    check,
    failed,
    passed,
)
from homeroom.certification.logins.checks.judging import came, each, got_in, part
from homeroom.certification.logins.library import subjects
from homeroom.certification.logins.library.checks import active_under, has_students, name_differs
from homeroom.certification.logins.library.district import AFTER, BASE, MOVED
from homeroom.certification.logins.library.parts import Added, Many, Renewed


@check("LIB-10", scenarios=("SC-82",))
def one_student_of_two_teachers(moment: Moment) -> Iterator[Finding]:
    """A student of two teachers is one account in all their classes."""
    found = part(moment, Added)
    if not all(one.is_in for one in found.arrivals):
        yield each("a further teacher gets in", found.arrivals, got_in)
        return
    if not has_students(moment):
        yield Finding(Verdict.SKIP, "The survey declares no students.")
        return
    active = [one for one in found.view.named("user", moment.keys.id("k50")) if one.is_active]
    by_eye = subjects.beyond_it(moment, ("l02", "l09"))
    if by_eye and len(active) <= 1:
        yield by_eye
        return
    sections = [_keys(moment, one.ids("sections")) for one in active]
    if sections != [["l02", "l09"]]:
        yield failed(
            "A student of two teachers is not one account in both classes.",
            Difference("k50 accounts, by their classes", [["l02", "l09"]], sections),
        )
    else:
        yield passed("k50 is one account in two teachers' classes.")


@check("LIB-10", scenarios=("SC-85",))
def who_leaves_one_teacher_stays_with_the_other(moment: Moment) -> Iterator[Finding]:
    """A student who leaves a class of one teacher is still in the class of the other."""
    found = part(moment, Renewed)
    came([found.arrival])
    there = found.by_login.active("section")
    if not has_students(moment) or moment.keys.id("l09") not in there:
        yield Finding(Verdict.SKIP, "Her other teacher has not added the application.")
        return
    active = [one for one in found.by_login.named("user", moment.keys.id("k50")) if one.is_active]
    seated = moment.keys.id("k50") in there[moment.keys.id("l09")].ids("students")
    if len(active) != 1 or not seated:
        yield failed(
            "Who left one teacher's class is lost to the other teacher as well.",
            Difference("k50", "one account, in l09", f"{len(active)} accounts, in l09: {seated}"),
        )
    else:
        yield passed("k50 is still in the class of her other teacher.")


@check("LIB-R10", scenarios=("SC-82",))
def teachers_share_a_class(moment: Moment) -> Iterator[Finding]:
    """A section with two teachers is one class with both of them."""
    if not_hers := subjects.beyond_it(moment, ("x15",), Verdict.SKIP):
        yield not_hers
        return
    found = part(moment, Added)
    came(found.arrivals)
    shared = found.view.one("section", moment.keys.id("x15"))
    teachers = _keys(moment, shared.ids("teachers")) if shared is not None else []
    if teachers != ["t03", "t06"]:
        yield failed("A class of two teachers does not have both.",
                     Difference("x15 teachers", ["t03", "t06"], teachers))  # fmt: skip
    else:
        yield passed("x15 has both its teachers.")


@check("LIB-R11", scenarios=("SC-83",))
def many_sections_arrive(moment: Moment) -> Iterator[Finding]:
    """A teacher with twelve sections has all of them."""
    if not_hers := subjects.beyond_it(moment, ("x02",), Verdict.SKIP):
        yield not_hers
        return
    view = part(moment, Many).view
    teacher = view.one("user", moment.keys.id("t02"))
    count = len(teacher.ids("sections")) if teacher is not None else 0
    if count != 12:  # noqa: PLR2004 -- EC-31
        yield failed("Not all sections arrived.", Difference("t02 sections", 12, count))
    else:
        yield passed("A teacher with twelve sections has all of them.")


@check("LIB-R12", scenarios=("SC-83",))
def many_students_arrive(moment: Moment) -> Iterator[Finding]:
    """A section of 105 students arrives whole."""
    if not_hers := subjects.beyond_it(moment, ("x16",), Verdict.SKIP):
        yield not_hers
        return
    view = part(moment, Many).view
    section = view.one("section", moment.keys.id("x16"))
    count = len(section.ids("students")) if section is not None else 0
    if count != 105:  # noqa: PLR2004 -- EC-38
        yield failed("A large section is not whole.", Difference("x16 students", 105, count))
    else:
        yield passed("A section of 105 students is whole.")


@check("LIB-15", scenarios=("SC-85",))
def a_later_login_refreshes_classes(moment: Moment) -> Iterator[Finding]:
    """After a login, or the sync that the survey names, classes are as the hub has them."""
    found = part(moment, Renewed)
    if not found.arrival.is_in:
        yield each("she gets in again", [found.arrival], got_in)
        return
    way = moment.answers.choice("Q-L11", "login")
    by_option = way == "option" and found.by_sync is not None
    view, wanted = (found.by_sync, BASE) if by_option else (found.by_login, AFTER)
    view = view or found.by_login
    troubles = _classes_differ(moment, view, wanted)
    troubles += _names_differ(moment, view, found.back if by_option else found.moved, wanted)
    if troubles:
        yield failed(f"Classes are not refreshed by {way}.", *troubles)
    elif by_eye := subjects.beyond_it(moment, MOVED):
        yield by_eye
    else:
        yield passed("The new class is there, and who left is gone from hers.")


@check("LIB-R7", scenarios=("SC-85",))
def a_sync_refreshes_classes(moment: Moment) -> Iterator[Finding]:
    """The sync on demand brings classes up to date."""
    found = part(moment, Renewed)
    not_hers = subjects.beyond_it(moment, MOVED, Verdict.SKIP)
    if found.by_sync is None and not_hers:
        yield not_hers
        return
    if found.by_sync is None:
        raise UndecidedError("No control to sync was found, and the probe has none for her.")
    troubles = _classes_differ(moment, found.by_sync, BASE)
    troubles += _names_differ(moment, found.by_sync, found.back, BASE)
    if troubles:
        yield failed("A sync does not refresh classes.", *troubles)
    elif not_hers:
        yield not_hers
    else:
        yield passed("After a sync classes are as the hub has them.")


def _keys(moment: Moment, ids: Iterable[str]) -> list[str]:
    return moment.keys.names(ids)


def _classes_differ(
    moment: Moment, view: AppView, wanted: Mapping[str, tuple[str, ...]]
) -> list[Difference]:
    troubles = []
    extra = {"l10"} - set(wanted)
    for key in extra:
        section = view.one("section", moment.keys.id(key))
        if section is not None and section.is_active:
            troubles.append(Difference(key, "no active class", "one"))
    for key, students in subjects.needed(moment.answers, wanted).items():
        section = view.one("section", moment.keys.id(key))
        found = _keys(moment, section.ids("students")) if section is not None else None
        many = active_under(view, moment.keys.id(key))
        if section is None or many != 1:
            troubles.append(Difference(key, "one active class", many))
        elif has_students(moment) and found != sorted(students):
            troubles.append(Difference(f"{key} students", sorted(students), found))
    return troubles


def _names_differ(
    moment: Moment, view: AppView, expected: Expected, wanted: Mapping[str, tuple[str, ...]]
) -> list[Difference]:
    """What classes and students are called now, where the application keeps their names."""
    troubles, wanted = [], subjects.needed(moment.answers, wanted)
    for key in wanted:
        section = view.one("section", moment.keys.id(key))
        name = expected.of("section").get(moment.keys.id(key), {}).get("name")
        if section is not None and name and section.get("name") not in (None, name):
            troubles.append(Difference(f"{key} name", name, section.get("name")))
    students = {one for some in wanted.values() for one in some} if has_students(moment) else set()
    for key in sorted(students):
        record = view.one("user", moment.keys.id(key))
        given = expected.of("user").get(moment.keys.id(key))
        if record is not None and given is not None:
            troubles += name_differs(key, record, given)
    return troubles
