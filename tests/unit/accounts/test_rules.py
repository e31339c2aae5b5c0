"""Who may sign in, by which name, how fast, for how long: without a store."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.accounts import rules
from homeroom.accounts.rules import Failures, Lasting, Limits

NONE = Failures(0, 0, 0)

LIMITS = Limits()
FACTS = {
    "student": {
        "district_username": "Ann.E",
        "email": "ann@pupils.example.org",
        "sis_id": "7",
        "student_number": "100001",
        "birth_date": "03092012",
    }
}
SANDBOX = rules.policy({}, sandbox=True)
PLAIN = rules.policy({}, sandbox=False)
HOUR, MINUTE = rules.HOUR, rules.MINUTE


def test_contacts_hold_no_role_that_signs_in() -> None:
    assert rules.ROLES == ("student", "teacher", "staff", "district_admin")


def test_names_are_compared_without_regard_to_case_spaces_and_unicode_form() -> None:
    assert {"ann.e", "ann@pupils.example.org"} == rules.names_of(FACTS, PLAIN)
    assert rules.plain_name(" Ann.E ") == "ann.e"
    assert rules.plain_name("éva") == rules.plain_name("e\u0301va")


def test_a_district_chooses_the_fields_that_are_names() -> None:
    chosen = rules.policy({"sign_in": {"names": {"student": ["sis_id"]}}}, sandbox=False)
    assert {"7"} == rules.names_of(FACTS, chosen)


def test_an_unknown_field_or_role_is_left_out_of_the_choice() -> None:
    asked = {"names": {"student": ["sis_id", "race"], "contact": ["email"]}, "starts": {"x": "y"}}
    chosen = rules.policy({"sign_in": asked}, sandbox=False)
    assert ("sis_id",) == chosen.names["student"]
    assert "contact" not in chosen.names
    assert {} == chosen.starts


@pytest.mark.parametrize(
    ("role", "field"),
    [("student", "student_number"), ("teacher", "teacher_number"), ("staff", "staff_id")],
)
def test_a_sandbox_number_is_name_and_start_password(role: str, field: str) -> None:
    facts = {role: {field: "4711"}}
    assert {"4711"} == rules.names_of(facts, SANDBOX)
    assert rules.is_start(facts, SANDBOX, "4711")


def test_a_sandbox_administrator_has_no_start_password() -> None:
    facts = {"district_admin": {"email": "chief@example.org"}}
    assert {"chief@example.org"} == rules.names_of(facts, SANDBOX)
    assert not rules.is_start(facts, SANDBOX, "chief@example.org")


def test_production_has_no_start_password_until_a_district_chooses_one() -> None:
    assert not rules.is_start(FACTS, PLAIN, "100001")
    chosen = rules.policy({"sign_in": {"starts": {"student": "birth_date"}}}, sandbox=False)
    assert rules.is_start(FACTS, chosen, "03092012")
    assert not rules.is_start(FACTS, chosen, "100001")


def test_a_sandbox_district_can_give_its_start_passwords_up() -> None:
    chosen = rules.policy({"sign_in": {"starts": {"student": ""}}}, sandbox=True)
    assert not rules.is_start(FACTS, chosen, "100001")


@pytest.mark.parametrize("given_text", ["", " ", "1000010", "00001"])
def test_nothing_else_is_a_start_password(given_text: str) -> None:
    assert not rules.is_start(FACTS, SANDBOX, given_text)


def test_a_blank_field_is_no_start_password() -> None:
    assert not rules.is_start({"student": {"student_number": ""}}, SANDBOX, "")
    assert not rules.is_start({"student": {}}, SANDBOX, "")


def test_each_role_of_a_person_has_its_start_password() -> None:
    facts = {"teacher": {"teacher_number": "1"}, "staff": {"staff_id": "2"}}
    starts = [text for text in ("1", "2", "3") if rules.is_start(facts, SANDBOX, text)]
    assert ["1", "2"] == starts


@pytest.mark.parametrize(
    ("dob", "written"),
    [("2012-03-09", "03092012"), ("3/9/2012", "03092012"), ("", ""), ("soon", "")],
)
def test_a_birth_date_is_written_as_districts_print_it(dob: str, written: str) -> None:
    assert written == rules.birth_date(dob)


@pytest.mark.parametrize(
    ("roles", "least"),
    [(("student",), 6), (("teacher",), 12), (("teacher", "staff"), 12), (("developer",), 12)],
)
def test_passwords_have_a_least_length_by_role(roles: tuple[str, ...], least: int) -> None:
    assert least == rules.minimum(roles, PLAIN)


def test_a_district_may_ask_for_more_of_pupils_but_not_for_less() -> None:
    asked = [rules.policy({"sign_in": {"student_minimum": n}}, sandbox=False) for n in (4, 10)]
    assert [6, 10] == [rules.minimum(["student"], one) for one in asked]


def objection(password: str, *, weak: bool = False, **sign_in: object) -> str:
    chosen = rules.policy({"sign_in": sign_in}, sandbox=False)
    return rules.objection(password, ["student"], FACTS, chosen, weak=weak)


def test_a_password_is_objected_to_in_words() -> None:
    assert objection("abcde") == "Use at least 6 characters."
    assert objection("x" * 257) == "Use at most 256 characters."
    assert "many people use" in objection("whatever", weak=True)
    assert objection("violet otter") == ""


def test_a_roster_number_is_a_password_only_where_the_district_opts_in() -> None:
    assert objection("100001") != ""
    assert objection("ANN@pupils.example.org") != ""
    assert objection("100001", numbers_allowed=True) == ""


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (12, 128), (13, 256), (14, 300), (10_000, 300)],
)
def test_delays_double_from_one_second_after_five_failures(failures: int, seconds: int) -> None:
    assert seconds * 1000 == rules.delay(failures, LIMITS)


@given(st.integers(0, 10**6))
def test_no_number_of_failures_locks_for_more_than_five_minutes(failures: int) -> None:
    known = Failures(failures, 0, 0)
    assert rules.name_wait(known, 0, LIMITS) <= 5 * MINUTE
    assert 0 == rules.name_wait(known, 5 * MINUTE, LIMITS)


def test_a_name_begins_anew_after_an_hour_of_silence() -> None:
    known = rules.one_more(Failures(40, 0, 1000), HOUR + 1000, HOUR, window=False)
    assert Failures(1, HOUR + 1000, HOUR + 1000) == known


def test_a_window_begins_with_its_first_failure_and_ends_by_itself() -> None:
    first = rules.one_more(NONE, 50, 100, window=True)
    second = rules.one_more(first, 149, 100, window=True)
    third = rules.one_more(second, 150, 100, window=True)
    assert [1, 2, 1] == [one.count for one in (first, second, third)]
    assert 1 == rules.window_wait(second, 149, 2, 100)
    assert 0 == rules.window_wait(second, 150, 2, 100)
    assert 0 == rules.window_wait(second, 149, 3, 100)


def test_a_paced_window_that_is_full_lets_one_through_at_a_time() -> None:
    full = rules.Failures(4, 50, 60)
    assert [25, 1, 0] == [rules.paced_wait(full, now, 4, 100) for now in (60, 84, 85)]
    assert 0 == rules.paced_wait(full, 60, 5, 100)
    assert 0 == rules.paced_wait(rules.Failures(4, 50, 149), 150, 4, 100)


def test_a_paced_window_without_any_room_lets_one_through_in_its_whole_length() -> None:
    known = rules.Failures(1, 50, 60)
    assert [40, 11] == [rules.paced_wait(known, now, 0, 100) for now in (120, 149)]
    assert 0 == rules.paced_wait(known, 150, 0, 100)


@pytest.mark.parametrize(
    ("since_seen", "since_start", "shared", "alive"),
    [
        (2 * HOUR - 1, 2 * HOUR, False, True),
        (2 * HOUR, 2 * HOUR, False, False),
        (0, 24 * HOUR - 1, False, True),
        (0, 24 * HOUR, False, False),
        (15 * MINUTE - 1, HOUR, True, True),
        (15 * MINUTE, HOUR, True, False),
    ],
)
def test_sessions_have_an_idle_and_an_absolute_limit(
    since_seen: int, since_start: int, shared: bool, alive: bool
) -> None:
    now = 10**9
    found = rules.is_alive(Lasting(), now, now - since_start, now - since_seen, shared=shared)
    assert alive == found


def test_the_only_role_is_taken_and_several_are_asked_for() -> None:
    assert "student" == rules.role_to_take(["student"])
    assert "" == rules.role_to_take(["teacher", "staff"])
    assert "staff" == rules.role_to_take(["teacher", "staff"], "staff")
    assert "" == rules.role_to_take(["teacher", "staff"], "district_admin")


@pytest.mark.parametrize(
    ("active", "supported", "fitting"),
    [
        ("teacher", ["teacher", "staff"], ["teacher"]),
        ("teacher", ["staff"], ["staff"]),
        ("", ["teacher", "staff"], ["teacher", "staff"]),
        ("teacher", ["student"], []),
    ],
)
def test_an_application_is_offered_the_roles_that_it_supports(
    active: str, supported: list[str], fitting: list[str]
) -> None:
    assert fitting == rules.roles_that_fit(["teacher", "staff"], active, supported)


def test_a_second_factor_is_for_dashboard_roles_where_it_is_required() -> None:
    asked = [("student",), ("teacher", "staff"), ("district_admin",), ("developer",)]
    needed = [rules.needs_second_factor(roles, required=True) for roles in asked]
    assert [False, False, True, True] == needed
    assert not any(rules.needs_second_factor(roles, required=False) for roles in asked)


def test_who_may_reset_a_password() -> None:
    open_to_teachers = rules.policy({"sign_in": {"teachers_reset": True}}, sandbox=False)

    def may(actor: str, target: str, *, teaches: bool = True, chosen: rules.Policy = PLAIN) -> bool:
        return rules.may_reset(actor, [target], chosen, teaches=teaches)

    assert may("district_admin", "student", teaches=False)
    assert may("district_admin", "teacher", teaches=False)
    assert not may("district_admin", "district_admin")
    assert not may("teacher", "student")
    assert may("teacher", "student", chosen=open_to_teachers)
    assert not may("teacher", "student", teaches=False, chosen=open_to_teachers)
    assert not may("teacher", "staff", chosen=open_to_teachers)
    assert not may("staff", "student", chosen=open_to_teachers)


def test_only_a_teacher_of_the_pupil_issues_a_backup_code() -> None:
    asked = [("teacher", True), ("teacher", False), ("staff", True), ("district_admin", True)]
    allowed = [rules.may_issue_backup_code(a, ["student"], teaches=t) for a, t in asked]
    assert [True, False, False, False] == allowed
    assert not rules.may_issue_backup_code("teacher", ["staff"], teaches=True)


@pytest.mark.parametrize(
    "asked",
    [
        "", "portal", "https://evil.example", "//evil.example", "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example", "javascript:alert(1)", " /portal", "/po\nrtal", "/\u2028/x", "/a b",
    ],
)  # fmt: skip
def test_nothing_but_a_path_of_this_hub_is_returned_to(asked: str) -> None:
    assert "/" == rules.return_path(asked)


@pytest.mark.parametrize(
    "asked", ["/", "/portal", "/oauth/authorize?a=b&c=https%3A%2F%2Fx.example"]
)
def test_a_path_of_this_hub_is_returned_to(asked: str) -> None:
    assert asked == rules.return_path(asked)


@pytest.mark.parametrize(
    ("header", "family"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (X11; CrOS x86_64 1) Chrome/150.0 Safari/5", "Chrome on ChromeOS"),
        ("Mozilla/5.0 (iPad; OS 18_0 like Mac OS X) Version/18 Safari/604.1", "Safari on iPad"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/5 Edg/150.0", "Edge on Windows"),
        ("curl/8", "A browser"),
    ],
)  # fmt: skip
def test_a_browser_is_remembered_by_its_family_alone(header: str, family: str) -> None:
    assert family == rules.agent_family(header)
