"""What is judged of an application that needs some subjects only, and what is left to a person."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any, Final

import pytest
from typing_extensions import override

from homeroom.certification.browsing import Seen
from homeroom.certification.harness import (
    Application,
    AppView,
    Expected,
    Finding,
    Hub,
    Keys,
    Moment,
    Person,
    Record,
    Trial,
    Verdict,
)
from homeroom.certification.harness.answers import Answers
from homeroom.certification.harness.outcomes import worst
from homeroom.certification.logins.arriving import Arrival
from homeroom.certification.logins.library import checks, classes, colleagues, keeping
from homeroom.certification.logins.library.district import AFTER, BASE, CLASSES, subject_of
from homeroom.certification.logins.library.parts import Added, Entered, Renewed, TakenOver
from homeroom.certification.logins.parts.people import Strangers
from homeroom.certification.logins.story import Story

Look = Callable[[Moment], Iterable[Finding]]
NOBODY: Final = AppView()
MATH: Final = {key: who for key, who in BASE.items() if subject_of(key) == "math"}
SCIENCE: Final = {key: who for key, who in BASE.items() if subject_of(key) == "science"}


def _came(key: str, *, is_in: bool = True, status: int = 200) -> Arrival:
    person = Person(key, key, "", f"{key}@lr.example", key, "Person", ("teacher",))
    seen = Seen("http://app.example/", status, "", key, "")
    return Arrival(person, "portal", seen, is_in, shows_her=is_in, worst_status=status)


def _holds(people: Iterable[str], sections: Mapping[str, tuple[str, ...]], *twice: str) -> AppView:
    """An application that holds these people, some twice, and these classes."""
    seats = {who: [key for key in sections if who in sections[key]] for who in people}
    users = [
        Record("user", who, f"app-{who}-{n}", is_active=True, values={"sections": seats[who]})
        for who in seats
        for n in range(2 if who in twice else 1)
    ]
    told = [
        Record("section", key, f"app-{key}", is_active=True, values={"students": [*who]})
        for key, who in sections.items()
    ]
    return AppView((*users, *told))


def _people(sections: Mapping[str, tuple[str, ...]], *teachers: str) -> set[str]:
    return {*teachers, *(who for some in sections.values() for who in some)}


class _Known(Keys):
    """Each record is called by its own key, as if that were its Clever id."""

    @override
    def key(self, clever_id: str) -> str:
        return clever_id

    @override
    def id(self, key: str) -> str:
        return key


@pytest.fixture
def judged() -> Iterator[Callable[..., Verdict]]:
    """The verdict of a check when a part was played and the survey says something in Q-L09."""
    with closing(Hub("http://127.0.0.1:9", "x" * 20)) as hub:

        def verdict(look: Look, said: str, part: Any, **more: str) -> Verdict:
            given = {"Q-L09": said, "Q-S10": ["student", "teacher"]}
            given |= {name.replace("_", "-"): answer for name, answer in more.items()}
            app = Application("Small", ("library",), "c" * 20, answers=Answers(given))
            keys = {one: one for one in _people({**BASE, **CLASSES["t06"]}, "t01", "t09")}
            trial = Trial(app, hub, keys=_Known(keys, keys))
            moment = Moment(trial, "SC-80", "SC-80", seen=Story({type(part): part}))
            return worst(one.verdict for one in look(moment))

        yield verdict


def _added(view: AppView, before: AppView = NOBODY) -> Added:
    return Added((_came("t01"),), before, view)


def _renewed(view: AppView, by_sync: AppView) -> Renewed:
    return Renewed(_came("t01"), view, by_sync, Expected(), Expected())


def _both(view: AppView) -> colleagues.Colleagues:
    first = Added((_came("t06"),), NOBODY, view)
    return colleagues.Colleagues(first, Added((_came("t03"),), view, view))


ALONE: Final = _holds(["t01"], {})
OF_BOTH: Final = _holds(["t03", "t06"], {})


@pytest.mark.parametrize("said", ["social studies", "other", "language", "grade 4"])
@pytest.mark.parametrize(
    ("look", "part", "instead"),
    [
        (checks.accounts_come_with_the_teacher, _added(ALONE), Verdict.REVIEW),
        (keeping.what_the_library_gives_is_kept, _added(ALONE), Verdict.REVIEW),
        (classes.a_later_login_refreshes_classes, _renewed(ALONE, ALONE), Verdict.REVIEW),
        (classes.a_sync_refreshes_classes, _renewed(ALONE, ALONE), Verdict.SKIP),
    ],
    ids=["LIB-02", "LIB-04", "LIB-15", "LIB-R7"],
)
def test_a_subject_that_nobody_teaches_passes_nothing(
    judged: Callable[..., Verdict], look: Look, part: Any, instead: Verdict, said: str
) -> None:
    assert instead is judged(look, said, part)


def test_a_subject_that_neither_colleague_teaches_passes_nothing(
    judged: Callable[..., Verdict],
) -> None:
    part = colleagues.Colleagues(
        Added((_came("t06"),), NOBODY, _holds(["t06"], {})),
        Added((_came("t03"),), NOBODY, OF_BOTH),
    )
    look = colleagues.each_teacher_brings_what_is_hers
    assert Verdict.REVIEW is judged(look, "science", part)
    assert Verdict.FAIL is judged(look, "math", part)


def test_a_recommendation_about_no_class_is_skipped(judged: Callable[..., Verdict]) -> None:
    right = Record("user", "t01", "1", is_active=True, values={"roles": ["teacher"]})
    look = keeping.all_of_it_is_put_to_use
    assert Verdict.SKIP is judged(look, "social studies", _added(AppView((right,))))


@pytest.mark.parametrize("said", ["math", "science"])
def test_whoever_never_refreshes_fails_whichever_subject_she_needs(
    judged: Callable[..., Verdict], said: str
) -> None:
    needs = {"math": MATH, "science": SCIENCE}[said]
    now = {key: who for key, who in AFTER.items() if subject_of(key) == said}
    old, new = (_holds(_people(one, "t01"), one) for one in (needs, now))
    look = classes.a_later_login_refreshes_classes
    assert Verdict.FAIL is judged(look, said, _renewed(old, old))
    assert Verdict.PASS is judged(look, said, _renewed(new, old))


def test_who_needs_science_alone_is_not_failed_for_students_of_mathematics(
    judged: Callable[..., Verdict],
) -> None:
    outside = [_came(one, is_in=False) for one in ("k01", "k12", "k61")]
    look, teachers = checks.a_teacher_and_a_studentcame, (_came("t05"), _came("t06"))
    assert Verdict.REVIEW is judged(look, "science", Strangers((*outside, *teachers)))
    assert Verdict.FAIL is judged(look, "math", Strangers((*outside, *teachers)))
    nobody = Strangers((*outside, _came("t05", is_in=False)))
    assert Verdict.FAIL is judged(look, "science", nobody)


K01: Final = AppView((Record("user", "k01", "9", is_active=True, values={}),))
LEFT: Final = {**MATH, "l10": ("k61",)}


@pytest.mark.parametrize(
    ("look", "part"),
    [
        (checks.accounts_come_with_the_teacher, _added(ALONE, K01)),
        (checks.accounts_come_with_the_teacher, _added(NOBODY)),
        (colleagues.each_teacher_brings_what_is_hers, _both(OF_BOTH)),
        (
            checks.students_come_after_their_teacher,
            Entered(_came("k01", is_in=False, status=500), _came("k06"), NOBODY, False),
        ),
        (
            classes.one_student_of_two_teachers,
            Added((_came("t09"),), NOBODY, _holds(["k50"], {}, "k50")),
        ),
        (
            checks.the_district_takes_over,
            TakenOver((_came("t01"),), ALONE, _holds(["t09"], {})),
        ),
        (
            checks.the_district_takes_over,
            TakenOver((_came("t01"),), ALONE, ALONE, marks={"t01": "a mark"}),
        ),
    ],
    ids=["early", "no account", "colleague", "broken", "twice", "another account", "lost"],
)
@pytest.mark.parametrize("said", ["x", "social studies"])
def test_what_is_wrong_whatever_the_subject_fails_first(
    judged: Callable[..., Verdict], look: Look, part: Any, said: str
) -> None:
    assert Verdict.FAIL is judged(look, said, part)


def test_a_class_that_is_kept_when_it_is_gone_fails_whatever_the_subject(
    judged: Callable[..., Verdict],
) -> None:
    part = _renewed(ALONE, _holds(_people(LEFT), LEFT))
    assert Verdict.FAIL is judged(classes.a_sync_refreshes_classes, "x", part)


def test_an_answer_from_before_rosters_were_denied_steers_nothing(
    judged: Callable[..., Verdict],
) -> None:
    look, part = checks.accounts_come_with_the_teacher, _added(ALONE)
    assert Verdict.REVIEW is judged(look, "social studies", part, Q_L08=True)
    assert Verdict.FAIL is judged(look, "social studies", part, Q_L08=False)
