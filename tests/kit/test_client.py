"""Reading: whole lists or an error; waiting where it helps, and only there."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx2
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_kit import ConfigurationError, NotFoundError, RetryError, TokenRejectedError
from homeroom_kit.client import Drift, Hub, Patience, Reading
from homeroom_wire.fields import FIELDS
from tests.kit.otherhub.server import TOKEN
from tests.kit.trial import Trial, a_trial

# Every path of data-api.md 6.0, copied by hand; `{id}` is some record.
PATHS = {
    "/courses",
    "/courses/{id}",
    "/courses/{id}/district",
    "/courses/{id}/resources",
    "/courses/{id}/schools",
    "/courses/{id}/sections",
    "/districts",
    "/districts/{id}",
    "/events",
    "/events/{id}",
    "/me",
    "/resources",
    "/resources/{id}",
    "/resources/{id}/courses",
    "/resources/{id}/sections",
    "/resources/{id}/users",
    "/schools",
    "/schools/{id}",
    "/schools/{id}/courses",
    "/schools/{id}/district",
    "/schools/{id}/sections",
    "/schools/{id}/terms",
    "/schools/{id}/users",
    "/sections",
    "/sections/{id}",
    "/sections/{id}/course",
    "/sections/{id}/district",
    "/sections/{id}/resources",
    "/sections/{id}/school",
    "/sections/{id}/term",
    "/sections/{id}/users",
    "/terms",
    "/terms/{id}",
    "/terms/{id}/district",
    "/terms/{id}/schools",
    "/terms/{id}/sections",
    "/users",
    "/users/{id}",
    "/users/{id}/district",
    "/users/{id}/mycontacts",
    "/users/{id}/mystudents",
    "/users/{id}/myteachers",
    "/users/{id}/resources",
    "/users/{id}/schools",
    "/users/{id}/sections",
}
EMPTY: dict[str, Any] = {"data": [], "links": []}
X = "{id}"


def _every_list(hub: Hub) -> list[Reading[Any]]:
    found: list[Reading[Any]] = [hub.districts(), hub.schools(), hub.terms(), hub.courses()]
    found += [hub.users(), hub.sections(), hub.resources(), hub.events()]
    found += [hub.users_of(kind, X) for kind in ("schools", "sections", "resources")]
    parents = ("schools", "courses", "terms", "users", "resources")
    found += [hub.sections_of(kind, X) for kind in parents]
    found += [hub.schools_of(kind, X) for kind in ("courses", "terms", "users")]
    found += [hub.courses_of(kind, X) for kind in ("schools", "resources")]
    found += [hub.resources_of(kind, X) for kind in ("sections", "courses", "users")]
    return [*found, hub.terms_of(X), hub.students_of(X), hub.teachers_of(X), hub.contacts_of(X)]


def _every_single(hub: Hub) -> list[Callable[[], Any]]:
    by_id: list[Callable[[str], Any]] = [hub.district, hub.school, hub.term, hub.course, hub.user]
    by_id += [hub.section, hub.resource, hub.event, hub.school_of, hub.term_of, hub.course_of]
    kinds = ("schools", "sections", "courses", "terms", "users")
    found: list[Callable[[], Any]] = [partial(read, X) for read in by_id]
    return [*found, hub.me, *(partial(hub.district_of, kind, X) for kind in kinds)]


def test_every_documented_path_can_be_read() -> None:
    asked = set()

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.add(request.url.path.removeprefix("/v3.1"))
        return httpx2.Response(200, json=EMPTY)

    hub = Hub("https://hub.example", "t", transport=httpx2.MockTransport(answer))
    for reading in _every_list(hub):
        assert [] == list(reading)
    for read in _every_single(hub):
        with pytest.raises(RetryError, match="does not read as one"):
            read()

    assert PATHS == asked


def _ids(trial: Trial, **asked: Any) -> list[str]:
    return [user.id for user in trial.hub.users(**asked)]


@pytest.mark.parametrize("cap", [1, 2, 3, 7, 8, 9, 10_000])
def test_pain_9_whatever_the_page_size_nobody_is_missing(cap: int) -> None:
    trial = a_trial(page_cap=cap)

    assert sorted(trial.town.records["users"]) == _ids(trial)


@pytest.mark.parametrize("cap", [1, 4, 7])
def test_pain_9_a_list_that_was_cut_without_a_next_link_is_read_on(cap: int) -> None:
    trial = a_trial(silent_cap=cap)

    assert sorted(trial.town.records["users"]) == _ids(trial)


def test_a_list_goes_on_from_its_cursor() -> None:
    trial = a_trial()
    reading = trial.hub.users()
    first = [next(reading).id for _ in range(3)]

    assert sorted(trial.town.records["users"]) == first + _ids(trial, after=reading.cursor)


def test_pages_are_as_large_as_the_hub_allows() -> None:
    trial = a_trial()
    trial.hub.page_size = 50_000

    assert sorted(trial.town.records["users"]) == _ids(trial)
    asked = [path for path in trial.town.asked if "users" in path]
    assert ["limit=50000", "limit=10000"] == [path.partition("?")[2] for path in asked[:2]]


def test_a_list_that_leads_in_a_circle_is_an_error() -> None:
    body = {"data": [{"data": {"id": "b"}}], "links": [{"rel": "next", "uri": "/v3.1/terms?a=1"}]}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=body))
    hub = Hub("https://hub.example", "t", transport=transport)

    with pytest.raises(RetryError, match="leads back"):
        list(hub.documents("terms"))


@pytest.mark.parametrize(
    "body",
    [b"", b"<html></html>", b"[]", b'{"data": 3}', b'{"data": [{"no": 1}]}', b'{"data": ['],
)
def test_what_is_no_page_is_an_error_and_not_an_empty_list(body: bytes) -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=body))

    with pytest.raises(RetryError, match="no page"):
        list(Hub("https://hub.example", "t", transport=transport).users())


def _marked(*pages: Any) -> Hub:
    left = list(pages)

    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=left.pop(0) if len(left) > 1 else left[0])

    return Hub("https://hub.example", "t", transport=httpx2.MockTransport(answer))


def test_attendance_is_followed_to_the_page_without_a_next_link() -> None:
    # data-api.md 9: plain objects; what is missing may be null
    mark = {
        "district_id": "d", "school_id": "s", "student_id": "u", "attendance_date": "2026-09-01",
        "attendance_status": "tardy", "attendance_type": "daily", "created": "",
        "last_modified": "", "section_id": None,
    }  # fmt: skip
    link = {"rel": "next", "uri": "/v3.1/attendance/schools/s?starting_after=a%2Bb%3D"}
    pages = {"data": [mark], "links": [link]}, {"data": [mark, mark]}
    found = list(_marked(*pages).attendance_of("schools", "s"))
    assert ["tardy"] * 3 == [one.attendance_status for one in found]
    with pytest.raises(RetryError, match="leads back"):
        list(_marked(pages[0]).attendance_of("schools", "s"))
    with pytest.raises(RetryError, match="no page"):
        list(_marked({"data": [{"student_id": 1}]}).attendance_of("schools", "s"))
    with pytest.raises(ConfigurationError, match=r"v3\.1"):
        Hub("https://hub.example", "t", version="v3.0").attendance_of("schools", "s")


def test_resources_without_an_envelope_are_none() -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json={"resources": []}))

    assert [] == list(Hub("https://hub.example", "t", transport=transport).resources())


@pytest.mark.parametrize("faults", [[429, 429, 429], [503, 502], ["cut"], [500, "cut", 429]])
def test_what_passes_by_is_waited_for(faults: list[int | str]) -> None:
    trial = a_trial(faults=[])
    trial.town.faults = list(faults)

    assert sorted(trial.town.records["users"]) == _ids(trial)
    assert len(faults) == len(trial.clock.waits)


def test_a_full_counter_is_waited_for_as_long_as_its_header_says() -> None:
    trial = a_trial()
    trial.town.faults = [429]
    _ids(trial)

    assert [31] == trial.clock.waits


def test_retry_after_is_obeyed_and_never_longer_than_patience_lasts() -> None:
    answers = [
        httpx2.Response(503, headers={"Retry-After": wait}) for wait in ("7", "9999", "soon")
    ]
    answers.append(httpx2.Response(200, json=EMPTY))
    trial = a_trial()
    hub = Hub(
        "https://hub.example", "t", clock=trial.clock, patience=Patience(longest=60),
        transport=httpx2.MockTransport(lambda _: answers.pop(0)),
    )  # fmt: skip
    list(hub.users())

    assert [7, 60, 4] == trial.clock.waits


def test_a_counter_that_began_anew_by_our_fast_clock_is_still_backed_off_from() -> None:
    past = {"X-RateLimit-Reset": "1"}
    answers = [httpx2.Response(429, headers=past) for _ in range(3)]
    answers.append(httpx2.Response(200, json=EMPTY))
    trial = a_trial()
    transport = httpx2.MockTransport(lambda _: answers.pop(0))
    list(Hub("https://hub.example", "t", clock=trial.clock, transport=transport).users())

    assert [1, 2, 4] == trial.clock.waits


def test_a_hub_that_stays_broken_is_given_up() -> None:
    trial = a_trial()
    trial.town.faults = [500] * 20

    with pytest.raises(RetryError, match="500, 6 times"):
        _ids(trial)
    assert 14 == len(trial.town.faults)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (400, ConfigurationError),
        (401, TokenRejectedError),
        (404, NotFoundError),
        ("html", NotFoundError),
        (501, ConfigurationError),
        (410, NotFoundError),
        (409, RetryError),
    ],
)
def test_what_will_not_change_is_asked_once(fault: int | str, error: type[Exception]) -> None:
    trial = a_trial()
    before = len(trial.town.asked)
    trial.town.faults = [fault] * 9

    with pytest.raises(error):
        trial.hub.user(trial.town.ann)
    assert (1, []) == (len(trial.town.asked) - before, trial.clock.waits)


def test_a_rotated_token_is_read_again() -> None:
    trial = a_trial()
    assert _ids(trial)
    trial.town.token = "rotated"

    assert sorted(trial.town.records["users"]) == _ids(trial)


def test_a_rotated_token_is_read_again_by_whoever_has_no_patience() -> None:
    trial = a_trial()
    hub = Hub(
        "https://other.example", lambda: trial.town.token, transport=trial.town.transport(),
        clock=trial.clock, patience=Patience(attempts=1),
    )  # fmt: skip
    trial.town.token = "rotated"

    assert trial.town.ann == hub.user(trial.town.ann).id


def test_a_token_that_stays_refused_is_told_as_such() -> None:
    trial = a_trial()
    hub = Hub("https://other.example", "wrong", transport=trial.town.transport())

    with pytest.raises(TokenRejectedError) as refused:
        list(hub.users())
    assert "token_rejected" == refused.value.code
    assert TOKEN not in refused.value.message
    assert "wrong" not in refused.value.message


@pytest.mark.parametrize("url", ["hub.example", "", "ftp://hub.example"])
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(ConfigurationError, match="no address"):
        Hub(url, "t")


def test_a_version_that_does_not_exist_is_refused_at_once() -> None:
    with pytest.raises(ConfigurationError, match="no version"):
        Hub("https://hub.example", "t", version="v4")  # type: ignore[arg-type]


def test_fields_and_values_that_nobody_knows_do_no_harm() -> None:
    trial = a_trial(foreign=True)
    student = trial.hub.user(trial.town.ann).roles.student

    assert "Q" == student.gender  # type: ignore[union-attr]
    assert 2 == len(list(trial.hub.sections()))


def test_drift_is_noticed_by_path_and_value() -> None:
    drift = Drift()
    document = {
        "id": "1",
        "new": 1,
        "roles": {"student": {"grade": "99", "badge": "", "ext": {"a": "b"}}},
    }
    drift.look("users", document)

    assert {"users.new", "users.roles.student.grade=99", "users.roles.student.badge"} == set(
        drift.seen
    )


def test_every_documented_record_is_no_drift() -> None:
    trial = a_trial()
    drift = Drift("freeze")
    for kind, records in trial.town.records.items():
        for record in records.values():
            drift.look(kind, record)

    assert {} == drift.seen


def test_frozen_drift_stops() -> None:
    with pytest.raises(ConfigurationError, match=r"users\.new"):
        Drift("freeze").look("users", {"id": "1", "new": 1})


@given(st.data())
def test_what_is_passed_quickly_has_nothing_unknown(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(FIELDS)))
    paths = data.draw(st.lists(st.sampled_from([row.path for row in FIELDS[kind]]), max_size=5))
    odd = st.sampled_from(
        [None, "", "odd", 3, True, [], ["odd"], [3], {}, {"odd": 1}, [{"odd": 1}]]
    )
    document: dict[str, Any] = {}
    for path in paths:
        *above, name = path.replace("[]", "").split(".")
        level: Any = document
        for one in above:
            level = level.setdefault(one, {}) if isinstance(level, dict) else {}
        if isinstance(level, dict):
            # A copy, for the next path may lead into it.
            level[name] = deepcopy(data.draw(odd))
    plain, quick = Drift(), Drift()
    plain.look(kind, document)
    quick.look(kind, document, msgspec.json.encode(document))

    assert plain.seen == quick.seen


def test_me_bears_an_answer_without_type_and_links() -> None:
    body = {"data": {"id": "1", "district": "2", "type": "teacher"}}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=body))

    assert "1" == Hub("https://hub.example", "t", transport=transport).me().data.id


def test_the_systems_clock_tells_utc() -> None:
    now = Hub("https://hub.example", "t").clock.now()

    assert (UTC, True) == (now.tzinfo, now > datetime(2026, 1, 1, tzinfo=UTC))
