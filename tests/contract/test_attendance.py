"""data-api.md 9: attendance, v3.1 only."""

from collections.abc import Iterator
from typing import Any

import pytest

from homeroom.foundation.ids import parse_id
from homeroom.sharing.disclosing.flushing import flush
from tests.contract.conftest import API, Running, link
from tests.support.disclosed import recorded


@pytest.fixture
def marks(hub_with_districts: Running, way: str, reader: Any) -> API:
    return API(hub_with_districts.callers[way], hub_with_districts.known, reader, "v3.1")


def crawl(api: API, path: str) -> Iterator[dict[str, Any]]:
    following: str | None = path
    while following is not None:
        body = api.get(following).json
        yield from body["data"]
        following = link(body, "next")


def order(mark: dict[str, Any]) -> tuple[str, str, str, str]:
    section = mark.get("section_id", "0" * 24)
    return mark["attendance_date"], mark["student_id"], section, mark["school_id"]


def test_pages_make_the_whole_in_its_order(marks: API) -> None:
    path = f"/attendance/schools/{marks.known.ids['schools'][0]}"
    at_once = list(crawl(marks, f"{path}?limit=1000"))
    assert at_once
    assert [order(mark) for mark in at_once] == sorted({order(mark) for mark in at_once})
    assert list(crawl(marks, f"{path}?limit=2")) == at_once
    last = marks.get(f"{path}?ending_before=last&limit=1").json
    assert last["data"] == at_once[-1:]
    before = marks.get(link(last, "prev") or "").json
    assert before["data"] == at_once[-2:-1]


def test_marks_are_chosen_by_day_and_status(marks: API) -> None:
    path = f"/attendance/schools/{marks.known.ids['schools'][0]}"
    everything = list(crawl(marks, path))
    chosen = f"{path}?date_range_start=2026-08-19&date_range_end=2026-08-20"
    assert list(crawl(marks, f"{chosen}&attendance_status=tardy&limit=1")) == [
        mark
        for mark in everything
        if mark["attendance_date"] in ("2026-08-19", "2026-08-20")
        and mark["attendance_status"] == "tardy"
    ]


def test_a_sections_marks_are_of_type_section(marks: API) -> None:
    section = marks.known.ids["sections"][0]
    found = list(crawl(marks, f"/attendance/sections/{section}"))
    assert found
    assert {mark["section_id"] for mark in found} == {section}
    assert {mark["attendance_type"] for mark in found} == {"section"}


def test_each_student_whose_marks_were_given_is_in_the_record(
    marks: API, hub_with_districts: Running
) -> None:
    school, hub = marks.known.ids["schools"][0], hub_with_districts.hub
    given = {mark["student_id"] for mark in marks.get(f"/attendance/schools/{school}").json["data"]}
    flush(hub.parts)
    parsed = parse_id(school)
    assert parsed is not None
    found = recorded(hub, parsed[1]).items()
    told = {one: fields for (_, _, kind, one), fields in found if kind == "attendance"}
    assert given
    assert given <= told.keys()
    assert "attendance.attendance_status" in told[min(given)]


def test_nobody_unseen_has_marks(marks: API) -> None:
    seen = set(marks.ids("/users"))
    for school in marks.ids("/schools"):
        for mark in crawl(marks, f"/attendance/schools/{school}"):
            assert mark["student_id"] in seen


@pytest.mark.parametrize(
    "query",
    [
        "limit=1001", "limit=0", "starting_after=abc", "date_range_start=tomorrow",
        "date_range_end=2026-13-01", "attendance_status=late", "ending_before=%%%",
        "limit=%C2%B2", "limit=%2B20000", f"limit={'9' * 5000}",
    ],
)  # fmt: skip
def test_nonsense_is_refused(marks: API, query: str) -> None:
    school = marks.known.ids["schools"][0]
    assert marks.get(f"/attendance/schools/{school}?{query}").status == 400


def test_attendance_needs_its_scope_and_its_version(hub_with_districts: Running) -> None:
    known, call = hub_with_districts.known, hub_with_districts.callers["in process"]
    school = known.ids["schools"][0]
    path = f"/attendance/schools/{school}"
    assert API(call, known, known.quiet, "v3.1").get(path).status == 404
    assert API(call, known, known.sso, "v3.1").get(path).status == 404
    older = API(call, known, known.whole, "v3.0").get(path)
    assert older.headers["content-type"].startswith("text/html")
