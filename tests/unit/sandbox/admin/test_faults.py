"""What goes wrong on purpose goes wrong for the one application, and as often as was said."""

import http.client
import threading
import time
from typing import Any

import pytest

from homeroom.sandbox.admin.faults.answers import UNHEARD_OF
from tests.support.hubs import served
from tests.support.playing import Admin
from tests.unit.sandbox.admin.conftest import Trial, begun


@pytest.fixture
def hurt(shared: Trial) -> Any:
    """The trial's application, well again afterwards."""
    yield shared
    shared.suffer()
    shared.admin.ask("PUT", f"/applications/{shared.client_id}/page-cap", {"rows": None})


def statuses(trial: Trial, *paths: str) -> list[int]:
    return [trial.get(path).status for path in paths]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 401, 404])
def test_an_answer_in_the_hubs_place_comes_as_often_as_was_said(hurt: Trial, status: int) -> None:
    hurt.suffer({"kind": str(status), "times": 2})
    assert [status, status, 200] == statuses(hurt, *["/v3.1/users?limit=1"] * 3)
    assert [str(status)] * 2 == [one.get("fault") for one in hurt.wire()[-3:-1]]
    assert "fault" not in hurt.wire()[-1]


def test_a_fault_begins_after_as_many_requests_as_was_said(hurt: Trial) -> None:
    hurt.suffer({"kind": "500", "after": 2, "times": 1, "path": "/users"})
    assert [200, 200] == statuses(hurt, "/v3.1/users", "/v3.1/schools")
    assert [200, 500, 200] == statuses(hurt, *["/v3.1/users"] * 3)


def test_a_request_that_a_fault_spares_meets_another(hurt: Trial) -> None:
    hurt.suffer({"kind": "502", "after": 1}, {"kind": "503", "times": 1})
    assert [503, 502, 502] == statuses(hurt, *["/v3.1/users"] * 3)


def test_a_used_up_limit_says_when_to_come_again(hurt: Trial) -> None:
    hurt.suffer({"kind": "429", "seconds": 5})
    reply = hurt.get("/v3.1/users")
    assert (429, b"", "0") == (reply.status, reply.body, reply.headers["x-ratelimit-remaining"])
    assert 5 <= int(reply.headers["retry-after"]) <= 6
    assert time.time() < int(reply.headers["x-ratelimit-reset"]) < time.time() + 8  # noqa: TID251
    hurt.suffer({"kind": "503", "seconds": 3})
    assert "3" == hurt.get("/v3.1/users").headers["retry-after"]


def test_a_fault_is_of_its_paths_alone(hurt: Trial) -> None:
    hurt.suffer({"kind": "500", "path": "/users"})
    assert [500, 500, 200] == statuses(hurt, "/v3.1/users", "/v3.0/users", "/v3.1/schools")
    hurt.suffer({"kind": "500", "path": "/v3.1/sections"})
    assert [500, 200] == statuses(hurt, "/v3.1/sections", "/v3.0/sections")
    hurt.suffer({"kind": "500"})
    assert [500, 200] == statuses(hurt, "/v3.1/districts", "/oauth/tokeninfo")
    hurt.suffer({"kind": "500", "path": "/oauth/tokeninfo"})
    assert [200, 500] == statuses(hurt, "/v3.1/districts", "/oauth/tokeninfo")
    hurt.suffer({"kind": "502", "path": "/me"})
    assert [502, 502] == statuses(hurt, "/me", "/v3.1/me")


def test_one_record_is_not_found(hurt: Trial) -> None:
    gone, there = hurt.keys["users"]["k01"], hurt.keys["users"]["k50"]
    hurt.suffer({"kind": "404", "record": gone})
    paths = (f"/v3.1/users/{gone}", f"/v3.1/users/{there}", "/v3.1/users")
    assert [404, 200, 200] == statuses(hurt, *paths)


def test_others_are_well(hurt: Trial) -> None:
    other = begun(hurt.admin, "lantern-single")
    hurt.suffer({"kind": "500"})
    assert (500, 200) == (hurt.get("/v3.1/users").status, other.get("/v3.1/users").status)


def test_a_page_that_is_no_json(hurt: Trial) -> None:
    hurt.suffer({"kind": "html"})
    reply = hurt.get("/v3.1/users")
    assert (200, "text/html; charset=utf-8") == (reply.status, reply.headers["content-type"])


def test_an_empty_page_has_no_next_one(hurt: Trial) -> None:
    hurt.suffer({"kind": "empty", "path": "/users"})
    found = hurt.get("/v3.1/users?limit=2").json
    assert ([], ["self"]) == (found["data"], [one["rel"] for one in found["links"]])
    assert hurt.get("/v3.1/schools").json["data"]


def test_a_drift_is_in_every_record_and_hides_nothing(hurt: Trial) -> None:
    plain = hurt.get("/v3.1/users").json["data"]
    hurt.suffer({"kind": "drift"})
    drifted = hurt.get("/v3.1/users").json["data"]
    assert [one["data"]["id"] for one in plain] == [one["data"]["id"] for one in drifted]
    assert all(UNHEARD_OF in one["data"] and UNHEARD_OF in one["data"]["name"] for one in drifted)
    students = [one["data"]["roles"]["student"] for one in drifted
                if "student" in one["data"]["roles"]]  # fmt: skip
    assert {UNHEARD_OF} == {one["gender"] for one in students if "gender" in one}
    sections = hurt.get("/v3.1/sections").json["data"]
    assert {UNHEARD_OF} == {one["data"]["subject"] for one in sections}
    for kind in ("districts", "schools", "terms", "courses"):
        assert all(UNHEARD_OF in one["data"] for one in hurt.get(f"/v3.1/{kind}").json["data"])
    one = hurt.get(f"/v3.1/users/{plain[0]['data']['id']}").json["data"]
    assert UNHEARD_OF in one


def test_one_record_is_poisoned_wherever_it_appears(hurt: Trial) -> None:
    bad = hurt.keys["users"]["k01"]
    hurt.suffer({"kind": "poison", "record": bad})
    records = {one["data"]["id"]: one["data"] for one in hurt.get("/v3.1/users").json["data"]}
    assert (17, 2 * 1024 * 1024) == (
        records[bad]["name"]["first"], len(records[bad]["name"]["last"]),
    )  # fmt: skip
    assert "99/99/9999" == records[bad]["roles"]["student"]["dob"]
    assert 1 == sum(one["name"]["first"] == 17 for one in records.values())
    assert 17 == hurt.get(f"/v3.1/users/{bad}").json["data"]["name"]["first"]
    term = hurt.keys["terms"]["m1"]
    hurt.suffer({"kind": "poison", "record": term})
    found = hurt.get(f"/v3.1/terms/{term}").json["data"]
    assert (17, "99/99/9999") == (found["name"], found["start_date"])


def test_events_come_twice(admin: Admin) -> None:
    trial = begun(admin, "lantern-ridge")
    trial.mutate("SC-10")
    plain = [one["data"]["id"] for one in trial.get("/v3.1/events").json["data"]]
    trial.suffer({"kind": "repeat", "times": 1, "path": "/events"})
    twice = [one["data"]["id"] for one in trial.get("/v3.1/events").json["data"]]
    assert [one for one in plain for _ in range(2)] == twice
    assert plain == [one["data"]["id"] for one in trial.get("/v3.1/events").json["data"]]


def test_an_answer_is_cut_in_its_middle(hurt: Trial) -> None:
    whole = hurt.get("/v3.1/users").body
    hurt.suffer({"kind": "cut", "times": 1})
    with served(hurt.admin.hub) as over:
        connection = http.client.HTTPConnection("127.0.0.1", over.port, timeout=10)
        connection.request("GET", "/v3.1/users", headers={"authorization": f"Bearer {hurt.token}"})
        answer = connection.getresponse()
        assert str(len(whole)) == answer.getheader("content-length")
        with pytest.raises(http.client.IncompleteRead) as cut:
            answer.read()
        connection.close()
        assert len(whole) // 2 == len(cut.value.partial)
        reply = over("/v3.1/users", headers={"authorization": f"Bearer {hurt.token}"})
        assert whole == reply.body


def test_a_slow_answer_holds_up_nobody_else(hurt: Trial) -> None:
    other = begun(hurt.admin, "lantern-single")
    hurt.suffer({"kind": "slow", "seconds": 0.3, "times": 1})
    order: list[str] = []
    with served(hurt.admin.hub) as over:

        def ask(name: str, token: str) -> None:
            reply = over("/v3.1/schools", headers={"authorization": f"Bearer {token}"})
            order.append(f"{name} {reply.status}")

        slow = threading.Thread(target=ask, args=("slow", hurt.token))
        slow.start()
        ask("quick", other.token)
        slow.join(10)
    assert ["quick 200", "slow 200"] == order
    # The server's loop counts whole milliseconds: a rest may end up to one of them early.
    assert 0.3 <= hurt.wire()[-1]["seconds"] + 0.002


def test_a_page_cap_holds_whatever_is_asked_for(hurt: Trial) -> None:
    everybody = hurt.ids("users")
    hurt.admin.ask("PUT", f"/applications/{hurt.client_id}/page-cap", {"rows": 4})
    for query in ("", "?limit=1000", "?limit=100&role=student"):
        assert 4 == len(hurt.get(f"/v3.1/users{query}").json["data"])
    assert 2 == len(hurt.get("/v3.1/users?limit=2").json["data"])
    assert [400, 413] == statuses(hurt, "/v3.1/users?limit=x", "/v3.1/users?limit=10001")
    endless = f"/v3.1/users?limit={'9' * 5000}"
    assert 400 <= hurt.get(endless).status < 500
    found: set[str] = set()
    path: str | None = "/v3.1/users"
    while path is not None:
        page = hurt.get(path).json
        assert len(page["data"]) <= 4
        found |= {one["data"]["id"] for one in page["data"]}
        path = {one["rel"]: one["uri"] for one in page["links"]}.get("next")
    assert everybody == found


def test_a_fault_that_cannot_be_is_refused(hurt: Trial) -> None:
    path = f"/applications/{hurt.client_id}/faults"
    wrong: tuple[dict[str, Any], ...] = (
        {"kind": "418"},
        {"kind": "500", "times": 0},
        {"kind": "500", "after": -1},
        {"kind": "slow", "seconds": 1e9},
        {"kind": "404", "record": "../x"},
        {"kind": "500", "path": "x" * 300},
        {},
    )
    for one in wrong:
        assert 400 == hurt.admin.send("PUT", path, {"faults": [one]}).status, one
    assert 400 == hurt.admin.send("PUT", path, {"faults": [{"kind": "500"}] * 51}).status
    for rows in (0, -1, 10_001, "4"):
        asked = {"rows": rows}
        assert 400 == hurt.admin.send("PUT", path.replace("faults", "page-cap"), asked).status
    assert 404 == hurt.admin.send("PUT", "/applications/nobody/faults", {"faults": []}).status
