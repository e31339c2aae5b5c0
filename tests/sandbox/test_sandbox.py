"""What a newcomer finds in the sandbox, read through the public API only."""

import stat
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from homeroom.foundation.clock import SystemClock
from homeroom.sandbox.kept import FILE
from tests.sandbox.conftest import Built
from tests.support.hubs import InProcess, a_hub
from tests.support.stores import Place

EVERY_ROLE = {"student", "teacher", "staff", "district_admin", "contact"}
NAMES = {
    "HOMEROOM_URL", "CLIENT_ID", "CLIENT_SECRET", "REDIRECT_URI", "DISTRICT_ID", "DISTRICT_TOKEN",
    "DISTRICT2_ID", "DISTRICT2_TOKEN", "CLIENT2_ID", "CLIENT2_SECRET", "TEST_USER",
    "TEST_PASSWORD", "UPLOAD_KEY", "UPLOAD2_KEY", "LOGIN_URL", "DASHBOARD_URL", "DASHBOARD_USER",
    "DASHBOARD_PASSWORD", "LIBRARY_CLIENT_ID", "LIBRARY_CLIENT_SECRET", "LIBRARY_REDIRECT_URI",
    "LIBRARY_USER", "LIBRARY_PASSWORD", "STUDENT_USER", "STUDENT_PASSWORD", "BRUTE_USER",
    "DEMO_URL", "DEVELOPER_URL", "DEVELOPER_USER", "DEVELOPER_PASSWORD",
}  # fmt: skip


def moment(identifier: str) -> datetime:
    return datetime.fromtimestamp(int(identifier[:8], 16), UTC)


def test_it_is_healthy_once_it_is_complete(sandbox: Built) -> None:
    assert 200 == InProcess(sandbox.hub)("/health").status


def test_every_name_of_env_has_a_value(sandbox: Built) -> None:
    assert set() == {name for name in NAMES if not sandbox.env.get(name)}


def test_the_issuer_is_told_letter_for_letter(sandbox: Built) -> None:
    assert sandbox.hub.settings.base_url == sandbox.env["HOMEROOM_URL"]


def test_only_the_owner_may_read_its_secrets(sandbox: Built) -> None:
    mode = (sandbox.place.home / FILE).stat().st_mode
    assert 0o600 == stat.S_IMODE(mode)


@pytest.mark.parametrize("version", ["v3.0", "v3.1"])
def test_both_tokens_read_users_of_every_role(sandbox: Built, version: str) -> None:
    for token in (sandbox.env["DISTRICT_TOKEN"], sandbox.env["DISTRICT2_TOKEN"]):
        users = sandbox.items(f"/{version}/users?limit=10000", token)
        assert EVERY_ROLE == {role for user in users for role in user["roles"]}


def test_tokens_belong_to_the_districts_that_env_names(sandbox: Built) -> None:
    for prefix in ("DISTRICT", "DISTRICT2"):
        found = sandbox.items("/v3.1/districts", sandbox.env[f"{prefix}_TOKEN"])
        assert [sandbox.env[f"{prefix}_ID"]] == [one["id"] for one in found]


def test_no_two_records_have_one_id(sandbox: Built) -> None:
    kinds = ("districts", "schools", "terms", "courses", "sections", "users", "resources")
    for token in (sandbox.env["DISTRICT_TOKEN"], sandbox.env["DISTRICT2_TOKEN"]):
        ids = Counter(
            one["id"] for kind in kinds for one in sandbox.items(f"/v3.1/{kind}?limit=10000", token)
        )
        assert {1} == set(ids.values())


def test_the_small_district_has_its_size(sandbox: Built) -> None:
    users = sandbox.items("/v3.1/users?limit=1000")
    assert 5 == len(sandbox.items("/v3.1/schools"))
    assert 35 <= len(users) <= 50
    assert 2 == len(sandbox.items("/v3.1/terms"))
    assert any(len(one["teachers"]) > 1 for one in sandbox.items("/v3.1/sections?limit=1000"))


def test_everyone_but_contacts_has_a_first_name(sandbox: Built) -> None:
    for user in sandbox.items("/v3.1/users?limit=1000"):
        assert "contact" in user["roles"] or user["name"]["first"]


def test_the_first_two_people_of_middle_hold_markup_in_their_names(sandbox: Built) -> None:
    users = sandbox.get("/v3.1/users?limit=2", sandbox.env["DISTRICT2_TOKEN"]).json["data"]
    names = [" ".join(user["data"]["name"].values()) for user in users]
    assert "<script>alert('hr-xss')</script>" in names[0]
    assert "\"onmouseover='hr-xss" in names[1]


def test_the_middle_district_has_its_size(sandbox: Built) -> None:
    token = sandbox.env["DISTRICT2_TOKEN"]
    assert 12 == len(sandbox.items("/v3.1/schools", token))
    assert 4000 == len(sandbox.items("/v3.1/users?role=student&limit=10000", token))


def test_opt_in_fields_are_for_the_second_application_only(sandbox: Built) -> None:
    opted = {"frl_status", "iep_status", "ell_status", "home_language"}

    def held(token: str) -> set[str]:
        students = sandbox.items("/v3.1/users?role=student&limit=10000", token)
        return {field for user in students for field in user["roles"]["student"]} & opted

    assert set() == held(sandbox.env["DISTRICT_TOKEN"])
    assert opted == held(sandbox.env["DISTRICT2_TOKEN"])


def test_the_feed_holds_two_hundred_events_of_all_three_kinds(sandbox: Built) -> None:
    events = sandbox.items("/v3.1/events?limit=1000")
    assert 200 <= len(events)
    assert {"created", "updated", "deleted"} == {one["type"].split(".")[1] for one in events}


def test_events_happened_on_the_school_days_of_the_last_weeks(sandbox: Built) -> None:
    events = sandbox.items("/v3.1/events?limit=1000")
    moments = [moment(one["id"]) for one in events]
    now = SystemClock().now()
    assert sorted(moments) == moments
    assert now - timedelta(days=30) < moments[0]
    assert now - timedelta(days=5) < moments[-1] <= now
    assert {1, 2, 3, 4, 5} == {one.isoweekday() for one in moments}


def test_a_course_has_a_resource_and_the_feed_told_of_it(sandbox: Built) -> None:
    (resource,) = sandbox.items("/v3.1/resources")
    assert ("algebra-1", ["teacher", "student"]) == (
        resource["resource_id"],
        sorted(resource["roles"], reverse=True),
    )
    (course,) = sandbox.items(f"/v3.1/resources/{resource['id']}/courses")
    assert "Algebra I" == course["name"]
    told = [e for e in sandbox.items("/v3.1/events?limit=1000") if e["type"].startswith("resou")]
    assert ["resources.created"] == [one["type"] for one in told]


def test_both_tokens_read_attendance(sandbox: Built) -> None:
    schools = [one["id"] for one in sandbox.items("/v3.1/schools")]
    answers = [sandbox.get(f"/v3.1/attendance/schools/{school}") for school in schools]
    assert {200} == {answer.status for answer in answers}
    assert any(answer.json["data"] for answer in answers)
    token = sandbox.env["DISTRICT2_TOKEN"]
    school = sandbox.items("/v3.1/schools", token)[0]["id"]
    assert 200 == sandbox.get(f"/v3.1/attendance/schools/{school}", token).status


def test_the_test_user_is_a_teacher_with_an_e_mail_and_classes(sandbox: Built) -> None:
    teachers = sandbox.items("/v3.1/users?role=teacher&limit=1000")
    (found,) = [
        one
        for one in teachers
        if one["roles"]["teacher"]["credentials"]["district_username"] == sandbox.env["TEST_USER"]
    ]
    assert found["email"]
    assert found["roles"]["teacher"]["teacher_number"] == sandbox.env["TEST_PASSWORD"]
    assert 2 <= len(sandbox.items(f"/v3.1/users/{found['id']}/sections"))


def test_a_second_start_builds_nothing(sandbox: Built) -> None:
    before = (sandbox.place.home / FILE).stat()
    last = sandbox.items("/v3.1/events?limit=1000")[-1]["id"]
    with a_hub(sandbox.place, sandbox=True) as again:
        assert again.wait_until_prepared(10)
        assert 200 == InProcess(again)("/health").status
    after = (sandbox.place.home / FILE).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert last == sandbox.items("/v3.1/events?limit=1000")[-1]["id"]


def test_its_powers_are_nowhere_yet(sandbox: Built, place: Place) -> None:
    for path in ("/sandbox/v1", "/sandbox/v1/", "/sandbox/v1/clock"):
        assert 404 == InProcess(sandbox.hub)(path).status
    with a_hub(place) as production:
        for path in ("/sandbox/v1", "/sandbox/v1/", "/sandbox/v1/clock"):
            assert 404 == InProcess(production)(path).status


def test_a_production_hub_builds_no_sandbox(place: Place) -> None:
    with a_hub(place) as production:
        assert production.wait_until_prepared(10)
        assert not (place.home / FILE).exists()
