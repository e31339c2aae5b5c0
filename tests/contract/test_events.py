"""data-api.md 14, lines 12-14, and 7: the feed."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.contract.conftest import API, link

KINDS = ("districts", "schools", "terms", "courses", "users", "sections", "resources")
DAYS = ("busy_day", "pupil_moves", "pupil_arrives", "dob_changes", "phones_change")


def everything(api: API) -> dict[str, dict[str, Any]]:
    """A full read."""
    return {f"{kind}/{one['id']}": one for kind in KINDS for one in api.items(f"/{kind}")}


def newest(api: API) -> str | None:
    body = api.get("/events?ending_before=last&limit=1").json
    return body["data"][0]["data"]["id"] if body["data"] else None


def since(api: API, cursor: str | None) -> list[dict[str, Any]]:
    return api.items(f"/events?limit=3&starting_after={cursor}" if cursor else "/events?limit=3")


def counted(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events of records: that the district synced is always told, and not counted (R38)."""
    return [
        each
        for each in events
        if each["type"] != "districts.updated"
        or set(each["data"]["previous_attributes"]) != {"last_sync"}
    ]


def applied(state: dict[str, dict[str, Any]], events: list[dict[str, Any]]) -> None:
    for event in events:
        kind, _, action = event["type"].partition(".")
        key = f"{kind}/{event['data']['object']['id']}"
        if action == "deleted":
            del state[key]
        else:
            assert (action == "created") == (key not in state), event["type"]
            state[key] = event["data"]["object"]


@pytest.mark.parametrize("what", DAYS)
def test_a_full_read_and_its_events_are_the_next_full_read(changing_api: API, what: str) -> None:
    cursor = newest(changing_api)
    state = everything(changing_api)
    changing_api.known.happen[what]()
    applied(state, since(changing_api, cursor))
    assert state == everything(changing_api)


def test_a_day_without_a_change_makes_no_event(changing_api: API) -> None:
    cursor = newest(changing_api)
    changing_api.known.happen["nothing"]()
    assert since(changing_api, cursor) == []


def test_a_change_that_the_reader_may_not_see_makes_no_event(changing_api: API) -> None:
    cursor = newest(changing_api)
    changing_api.known.happen["dob_changes"]()
    types = [event["type"] for event in counted(since(changing_api, cursor))]
    assert types == ([] if changing_api.reader.name == "restricted" else ["users.updated"])


def test_a_move_between_schools_tells_what_was_before(changing_api: API) -> None:
    cursor = newest(changing_api)
    moved = changing_api.known.ids["students"][13]
    schools = changing_api.known.ids["schools"]
    changing_api.known.happen["pupil_moves"]()
    events = since(changing_api, cursor)
    update = next(e for e in events if e["data"]["object"]["id"] == moved)
    assert update["type"] == "users.updated"
    before = update["data"]["previous_attributes"]["roles"]["student"]
    assert (before["school"], before["schools"]) == (schools[1], [schools[1]])
    assert update["data"]["object"]["roles"]["student"]["school"] == schools[0]
    assert "sections.updated" in [event["type"] for event in events]


def test_a_pupil_who_leaves_what_is_shared_is_deleted_there_alone(api: API) -> None:
    left = api.known.ids["students"][5]
    types = [
        event["type"]
        for event in api.items("/events?record_type=users&limit=1000")
        if event["data"]["object"]["id"] == left
    ]
    last = {"whole": "users.updated", "restricted": "users.deleted"}[api.reader.name]
    assert types == ["users.updated", "users.updated", last]
    assert api.get(f"/users/{left}").status == (200 if api.reader.name == "whole" else 404)


def test_an_event_has_the_time_of_its_id_and_its_place_in_the_order(api: API) -> None:
    events = api.items("/events?limit=1000")
    for event in events:
        second = int(event["id"][:8], 16)
        created = datetime.fromisoformat(event["created"])
        assert created.timestamp() == second
        assert event["created"].endswith(".000Z")
        assert ("previous_attributes" in event["data"]) == event["type"].endswith("updated")


def test_an_event_is_read_by_its_id(api: API) -> None:
    item = api.get("/events?limit=1").json["data"][0]
    assert item["uri"] == f"/{api.version}/events/{item['data']['id']}"
    body = api.get(item["uri"]).json
    assert body == {"data": item["data"], "links": [{"rel": "self", "uri": item["uri"]}]}


def test_events_are_chosen_by_record_and_by_school(api: API) -> None:
    events = api.items("/events?limit=1000")
    for wanted in (["users"], ["sections"], ["users", "sections"]):
        query = "&".join(f"record_type={one}" for one in wanted)
        found = api.ids(f"/events?{query}&limit=20")
        assert found == [e["id"] for e in events if e["type"].split(".")[0] in wanted]
        assert api.get(f"/events?{query}&count=true").json["count"] == len(found)
    school = api.known.ids["schools"][0]
    for event in api.items(f"/events?school={school}&limit=1000"):
        assert school in repr(event)
    assert api.get("/events?record_type=students").status == 400
    assert api.get("/events?record_type=users&record_type=nothing").status == 400
    assert api.get("/events?school=abc").status == 400


def test_a_filter_survives_into_the_links(api: API) -> None:
    body = api.get("/events?record_type=users&record_type=sections&limit=2").json
    start = f"/{api.version}/events?record_type=users&record_type=sections&limit=2&"
    following = link(body, "next")
    assert following is not None
    assert following.startswith(f"{start}starting_after=")


def test_a_reader_without_events_finds_no_feed(api: API) -> None:
    assert api.get("/events", token=api.known.quiet.token).status == 404


def test_old_events_are_gone_and_an_old_cursor_begins_at_the_oldest(changing_api: API) -> None:
    cursor = changing_api.ids("/events")[0]
    changing_api.known.clock.advance(timedelta(days=25, hours=12))
    changing_api.known.happen["busy_day"]()
    kept = changing_api.ids("/events")
    assert cursor not in kept
    assert kept == changing_api.ids(f"/events?starting_after={cursor}")
    assert changing_api.get(f"/events/{cursor}").status == 404
    oldest = changing_api.known.clock.now().timestamp() - 30 * 86_400
    assert all(int(one[:8], 16) >= oldest for one in kept)
    changing_api.known.clock.advance(timedelta(days=31))
    answer = changing_api.get(f"/events?starting_after={cursor}")
    assert (answer.status, answer.json["data"]) == (200, [])


def test_a_fresh_reader_finds_a_month_and_no_more(api: API) -> None:
    old = api.known.ids["old_events"]
    assert old
    kept = api.ids("/events?limit=1000")
    assert set(kept) & set(old) == set()
    assert kept == api.ids(f"/events?limit=1000&starting_after={old[0]}")
    assert api.get("/events?count=true").json["count"] == len(kept)
    if api.reader.name == "whole":
        assert len(kept) >= 150
    for one in old:
        gone = api.get(f"/events/{one}")
        assert (gone.status, gone.json["message"]) == (404, "Resource not found")
    with_old = api.get(f"/events?ending_before={kept[0]}")
    assert (with_old.status, with_old.json["data"]) == (200, [])
