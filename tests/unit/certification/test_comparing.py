"""What is right as the survey declares it: own names of roles, one account for two ids, no account.

People and classes are called by their source keys here, as if these were their Clever ids.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any, Final

import pytest

from homeroom.certification.browsing import Seen
from homeroom.certification.harness import (
    Application,
    AppView,
    Expected,
    Hub,
    Keys,
    Moment,
    Person,
    Record,
    Trial,
    UndecidedError,
    Verdict,
)
from homeroom.certification.harness.answers import Answers
from homeroom.certification.harness.channels.probe import Info
from homeroom.certification.harness.checks.people import matching
from homeroom.certification.harness.comparing import role_differences, roster_differences
from homeroom.certification.harness.outcomes import worst
from homeroom.certification.logins.arriving import Arrival
from homeroom.certification.logins.checks import accounts
from homeroom.certification.logins.parts.accounts import Signed
from homeroom.certification.logins.story import Story

Shared = Mapping[str, Mapping[str, Mapping[str, Any]]]
ALIKE: Final = {key: key for key in ("t09", "a04", "t10", "k53", "k56", "x39")}
EMPLOYED_TWICE: Final[Shared] = {
    "user": {"t09": {"roles": ["teacher"]}, "a04": {"roles": ["staff"]}, "t10": {}},
    "section": {"x39": {"teachers": ["t09"], "students": []}},
}


@pytest.fixture
def moment() -> Iterator[Callable[..., Moment]]:
    """A moment after which the application tells what it tells."""
    with closing(Hub("http://127.0.0.1:9", "x" * 20)) as hub:

        def made(
            shared: Shared, *told: Record, said: Mapping[str, Any] | None = None, seen: Any = None
        ) -> Moment:
            app = Application("Small", ("secure_sync",), "c" * 20, answers=Answers(said or {}))
            info = Info(record_types=("user", "section"))
            trial = Trial(app, hub, info=info, keys=Keys(ALIKE, ALIKE))
            after, expected = AppView(told), Expected("d", shared)
            return Moment(trial, "SC-01", "SC-01", after=after, expected=expected, seen=seen)

        yield made


def _user(key: str, app_id: str = "", **values: Any) -> Record:
    return Record("user", key, app_id or f"app-{key}", is_active=True, values=values)


def _class(*teachers: str) -> Record:
    values = {"teachers": [*teachers], "students": []}
    return Record("section", "x39", "app-x39", is_active=True, values=values)


def test_names_of_roles_are_the_same_in_capitals(moment: Callable[..., Moment]) -> None:
    shared = {"user": {"t09": {"roles": ["teacher"]}, "a04": {"roles": ["staff"]}}}
    told = _user("t09", roles=["Teacher"]), _user("a04", roles=["Helper"])
    said = {"Q-Y31-more": "staff = Helper"}
    assert [] == list(role_differences(moment(shared, *told, said=said)))
    assert ["user a04 roles"] == [one.what for one in role_differences(moment(shared, *told))]


@pytest.mark.parametrize("teachers", [("t09",), ("a04",), ("t09", "a04")])
def test_a_class_names_either_id_of_one_account(
    moment: Callable[..., Moment], teachers: tuple[str, ...]
) -> None:
    one = _user("t09", "1"), _user("a04", "1"), _class(*teachers)
    said = {"Q-Y32": "one account"}
    assert [] == list(roster_differences(moment(EMPLOYED_TWICE, *one, said=said)))


@pytest.mark.parametrize(
    ("teachers", "own_id", "said"),
    [
        (("a04",), "1", {}),
        (("a04",), "2", {"Q-Y32": "one account"}),
        (("t10",), "1", {"Q-Y32": "one account"}),
        (("a04", "t10"), "1", {"Q-Y32": "one account"}),
        ((), "1", {"Q-Y32": "one account"}),
    ],
)
def test_a_class_names_nobody_else(
    moment: Callable[..., Moment], teachers: tuple[str, ...], own_id: str, said: dict[str, str]
) -> None:
    told = _user("t09", "1"), _user("a04", own_id), _user("t10"), _class(*teachers)
    found = [one.what for one in roster_differences(moment(EMPLOYED_TWICE, *told, said=said))]
    assert ["section x39 teachers"] == found


@pytest.mark.parametrize(
    ("said", "verdict"),
    [(["teacher"], Verdict.SKIP), (["teacher", "student"], Verdict.INCONCLUSIVE)],
)
def test_new_ids_are_awaited_of_those_who_get_accounts(
    moment: Callable[..., Moment], said: list[str], verdict: Verdict
) -> None:
    shared = {"user": {"k53": {"roles": ["student"]}, "k56": {"roles": ["student"]}}}
    now = moment(shared, said={"Q-Y09": said})
    try:
        found = worst(one.verdict for one in matching.a_new_id_is_joined_only_as_declared(now))
    except UndecidedError:
        found = Verdict.INCONCLUSIVE
    assert verdict is found


@pytest.mark.parametrize(
    ("declared", "told", "verdict"),
    [
        ("", ["staff"], Verdict.PASS),
        ("", ["teacher"], Verdict.FAIL),
        ("staff = teacher", ["teacher"], Verdict.PASS),
        ("staff = Teacher", ["Teacher"], Verdict.PASS),
        ("staff = teacher", ["teacher", "district_admin"], Verdict.FAIL),
        ("teacher = educator", ["staff", "Educator"], Verdict.FAIL),
    ],
)
def test_a_login_gives_roles_by_their_declared_names(
    moment: Callable[..., Moment], declared: str, told: list[str], verdict: Verdict
) -> None:
    person = Person("a04", "a04", "", "a04@lr.example", "A", "Four", ("staff",))
    seen = Seen("http://app.example/", 200, "", "Hello", "")
    came = Arrival(person, "portal", seen, is_in=True, shows_her=True)
    shared = Expected("d", {"user": {"a04": {"roles": ["staff"]}}})
    signed = Signed((came,), AppView((_user("a04", roles=told),)), shared, {"a04": "a04"})
    story = Story({Signed: signed})
    now = moment({}, said={"Q-Y31-more": declared}, seen=story)
    assert verdict is worst(one.verdict for one in accounts.what_the_api_gives_is_kept(now))
