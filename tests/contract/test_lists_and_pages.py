"""data-api.md 14, lines 1-5: lists, their pages and their links."""

import pytest

from tests.contract.conftest import API, Running, link

LISTS = ("/users", "/sections", "/schools", "/courses", "/terms", "/resources", "/events")


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_sorted_by_id_and_its_pages_make_the_whole(api: API, path: str) -> None:
    at_once = api.ids(f"{path}?limit=10000")
    assert at_once == sorted(set(at_once))
    assert api.ids(f"{path}?limit=7") == at_once


@pytest.mark.parametrize("path", LISTS)
def test_paging_backwards_gives_the_same_records(api: API, path: str) -> None:
    found: list[str] = []
    following: str | None = f"{path}?limit=9&ending_before=last"
    while following is not None:
        body = api.get(following).json
        found = [item["data"]["id"] for item in body["data"]] + found
        following = link(body, "prev")
    assert found == api.ids(f"{path}?limit=10000")


def test_nothing_comes_twice_while_records_are_inserted(changing_api: API) -> None:
    before = changing_api.ids("/users")
    found: list[str] = []
    following: str | None = "/users?limit=20"
    while following is not None:
        body = changing_api.get(following).json
        found += [item["data"]["id"] for item in body["data"]]
        following = link(body, "next")
        changing_api.known.happen["pupil_arrives"]()
        if len(found) > 400:
            break
    assert found == sorted(set(found))
    assert set(before) <= set(found)


def test_a_page_holds_100_by_default(api: API) -> None:
    total = len(api.ids("/users?limit=10000"))
    assert len(api.get("/users").json["data"]) == min(100, total)


def test_the_greatest_limit_is_10000(api: API) -> None:
    assert api.get("/users?limit=10000").status == 200
    refused = api.get("/users?limit=10001")
    assert refused.status == 413
    assert refused.json["message"] == "limit must be at most 10000"


@pytest.mark.parametrize("limit", ["0", "-1", "ten", "", "1.5", "1e3", "٣"])
def test_a_limit_that_is_no_size_is_refused(api: API, limit: str) -> None:
    answer = api.get(f"/users?limit={limit}")
    assert answer.status == 400
    assert "limit" in answer.json["error"]


@pytest.mark.parametrize(
    "query",
    [
        "starting_after=abc",
        "starting_after=last",
        "starting_after=",
        "ending_before=zz",
        "starting_after=6a9669e0a1b2c3d4e5000002&ending_before=6a9669e0a1b2c3d4e5000002",
        "count=yes",
        "role=students",
        "role=",
    ],
)
def test_a_parameter_that_cannot_be_understood_is_refused(api: API, query: str) -> None:
    assert api.get(f"/users?{query}").status == 400


def test_prev_stands_after_any_starting_after_and_next_is_missing_at_the_end(api: API) -> None:
    ids = api.ids("/users?limit=10000")
    first = api.get(f"/users?limit=3&starting_after={'0' * 24}").json
    assert link(first, "prev") is not None
    assert [item["data"]["id"] for item in first["data"]] == ids[:3]
    last = api.get(f"/users?limit=3&starting_after={ids[-3]}").json
    assert link(last, "next") is None
    assert link(api.get("/users?limit=3").json, "prev") is None


def test_a_link_that_leads_nowhere_is_an_empty_page(api: API) -> None:
    ids = api.ids("/users?limit=10000")
    nothing = api.get(f"/users?limit=3&starting_after={ids[-1]}")
    assert (nothing.status, nothing.json["data"]) == (200, [])
    assert [each["rel"] for each in nothing.json["links"]] == ["self"]
    before = api.get(f"/users?limit=3&ending_before={ids[0]}").json
    assert before["data"] == []


def test_a_cursor_need_not_be_an_id_of_ours(api: API) -> None:
    assert api.get("/users?limit=1&starting_after=" + "f" * 24).json["data"] == []
    ids = api.ids("/users?limit=10000")
    foreign = ids[10][:8] + "0" * 10 + ids[10][18:]
    following = api.get(f"/users?limit=1&starting_after={foreign}").json
    assert following["data"][0]["data"]["id"] == next(i for i in ids if i > foreign)


def test_ending_before_gives_the_nearest_in_ascending_order(api: API) -> None:
    ids = api.ids("/users?limit=10000")
    body = api.get(f"/users?limit=4&ending_before={ids[10]}").json
    assert [item["data"]["id"] for item in body["data"]] == ids[6:10]
    assert link(body, "next") is not None
    assert link(body, "prev") is not None


@pytest.mark.parametrize("path", ["/events", "/users", "/sections"])
def test_last_and_one_is_the_greatest_id(api: API, path: str) -> None:
    ids = api.ids(f"{path}?limit=10000")
    body = api.get(f"{path}?ending_before=last&limit=1").json
    assert [item["data"]["id"] for item in body["data"]] == [ids[-1]]


def test_links_are_paths_that_keep_version_limit_and_filters(api: API) -> None:
    asked = f"/{api.version}/users?role=student&limit=2&unknown=1"
    body = api.get(asked).json
    assert link(body, "self") == asked
    following = link(body, "next")
    last = body["data"][-1]["data"]["id"]
    assert following == f"{asked}&starting_after={last}"
    second = api.get(following).json
    assert link(second, "self") == following
    first = second["data"][0]["data"]["id"]
    assert link(second, "prev") == f"{asked}&ending_before={first}"
    for item in body["data"]:
        assert item["uri"] == f"/{api.version}/users/{item['data']['id']}"


def test_an_elements_address_is_canonical_below_another_record(api: API) -> None:
    school = api.known.ids["schools"][0]
    for item in api.get(f"/schools/{school}/users").json["data"]:
        assert item["uri"] == f"/{api.version}/users/{item['data']['id']}"
        assert api.get(item["uri"]).json["data"] == item["data"]


def test_paths_are_found_without_regard_to_case_or_a_slash(api: API) -> None:
    teacher = api.known.ids["teachers"][1]
    camel = api.get(f"/users/{teacher}/myStudents?limit=2").json
    small = api.get(f"/users/{teacher}/mystudents?limit=2").json
    slash = api.get(f"/users/{teacher}/MYSTUDENTS/?limit=2").json
    assert camel["data"]
    assert camel["data"] == small["data"] == slash["data"]
    assert camel["links"][1:] == small["links"][1:] == slash["links"][1:]
    assert link(small, "self") == f"/{api.version}/users/{teacher}/mystudents?limit=2"
    following = str(link(camel, "next"))
    assert following.startswith(f"/{api.version}/users/{teacher}/myStudents?limit=2&")


@pytest.mark.parametrize("path", ["/users", "/sections", "/schools", "/courses", "/terms"])
def test_a_count_is_the_number_of_records(api: API, path: str) -> None:
    body = api.get(f"{path}?count=true&limit=1").json
    assert body["count"] == len(api.ids(path))
    assert body["links"] == [{"rel": "self", "uri": f"/{api.version}{path}?count=true&limit=1"}]
    assert set(body) == {"count", "links"}
    for other in ("", "false", "undefined"):
        assert "data" in api.get(f"{path}?count={other}").json


def test_a_count_respects_the_role(api: API) -> None:
    for role in ("student", "teacher", "staff", "district_admin", "contact"):
        counted = api.get(f"/users?count=true&role={role}").json["count"]
        assert counted == len(api.ids(f"/users?role={role}"))


def test_a_restricted_reader_sees_less(hub_with_districts: Running) -> None:
    known, call = hub_with_districts.known, hub_with_districts.callers["in process"]
    whole = API(call, known, known.whole, "v3.1")
    restricted = API(call, known, known.restricted, "v3.1")
    assert set(restricted.ids("/users")) < set(whole.ids("/users"))
    # A shared pupil brings her schools along (district.md 3.4), but nobody brings the last one.
    assert set(known.ids["schools"][:2]) <= set(restricted.ids("/schools"))
    assert known.ids["schools"][3] not in restricted.ids("/schools")
    excluded = known.ids["students"][0]
    assert restricted.get(f"/users/{excluded}").status == 404
    assert excluded not in repr(restricted.items("/sections")) + repr(restricted.items("/users"))
    assert excluded not in repr(restricted.items("/events"))


def test_a_query_is_safe_inside_a_link(api: API) -> None:
    body = api.get("/users?limit=1&note=%22%3Cb%3E\\").json
    assert link(body, "self") is not None
