"""Districts move step by step, and back; each step is done when it is answered."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from homeroom.sandbox.lantern import mutations
from homeroom.sandbox.lantern.catalogue import CATALOGUE
from tests.support.playing import Admin, playing
from tests.support.stores import Place
from tests.unit.sandbox.admin.conftest import Trial, begun


def differences(trial: Trial) -> list[object]:
    """What the Data API shows otherwise than the source says; nothing if all is right."""
    path = f"/expected?client_id={trial.client_id}&district={trial.district}"
    expected = trial.admin.ask("GET", path)["records"]
    found: list[object] = []
    for kind in ("schools", "terms", "courses", "sections", "users"):
        wanted = expected[kind] + (expected["contacts"] if kind == "users" else [])
        shown = {
            item["data"]["id"]: item["data"]
            for item in trial.get(f"/v3.1/{kind}?limit=10000").json["data"]
        }
        keyed = {one["clever_id"]: one for one in wanted}
        found += [(kind, one) for one in shown.keys() ^ keyed.keys()]
        for record_id in shown.keys() & keyed.keys():
            record, one = shown[record_id], keyed[record_id]
            fields = {"name": one["fields"].get("name"), "email": one["fields"].get("email")}
            fields = {name: value for name, value in fields.items() if value is not None}
            found += [
                (kind, one["key"], name, record.get(name))
                for name, value in fields.items()
                if record.get(name) != value
            ]
            for listed in ("students", "teachers"):
                if listed in one and sorted(one[listed]) != sorted(record[listed]):
                    found.append((kind, one["key"], listed))
    return found


def types_since(trial: Trial, cursor: str) -> Counter[str]:
    """The types of the events since one."""
    path = f"/v3.1/events?limit=1000&starting_after={cursor}" if cursor else "/v3.1/events"
    return Counter(item["data"]["type"] for item in trial.get(path).json["data"])


def newest(trial: Trial) -> str:
    """The newest event's id; empty if there is none."""
    last = trial.get("/v3.1/events?ending_before=last&limit=1").json["data"]
    return last[0]["data"]["id"] if last else ""


def test_the_base_is_what_the_source_says(trial: Trial) -> None:
    assert [] == differences(trial)
    assert trial.keys["users"].keys() >= {"k46", "k47", "t28"}
    hidden = {trial.keys["users"][key] for key in ("k46", "k47", "t28")}
    assert not hidden & trial.ids("users")


def test_files_move_the_district_with_events_and_it_comes_back(trial: Trial) -> None:
    cursor = newest(trial)
    done = trial.mutate("SC-22")
    assert ("applied", 3) == (done["state"], done["events"])
    assert Counter({"users.deleted": 1, "sections.updated": 1, "districts.updated": 1}) == (
        types_since(trial, cursor)
    )
    gone = trial.keys["users"]["k52"]
    assert "k52" not in done["keys"]["users"]
    assert 404 == trial.get(f"/v3.1/users/{gone}").status
    back = trial.post("/restore", {"name": "base"})
    assert gone == back["keys"]["users"]["k52"]
    assert gone in trial.ids("users")
    assert [] == differences(trial)


def test_sharing_changes_with_its_events(trial: Trial) -> None:
    cursor = newest(trial)
    trial.mutate("SC-20")
    told = types_since(trial, cursor)
    assert 0 < told["users.deleted"]
    assert trial.keys["users"]["k06"] not in trial.ids("users")
    assert [] == differences(trial)
    trial.put("/sharing", {"schools": ["s1"], "except": {"students": ["k01"]},
                           "types_off": ["contacts", "staff"], "fields_off": ["students.email"],
                           "client_id": trial.client_id})  # fmt: skip
    assert {trial.keys["schools"]["s1"]} <= trial.ids("schools")
    assert trial.keys["users"]["k01"] not in trial.ids("users")
    assert not [one for one in trial.get("/v3.1/users").json["data"] if "email" in one["data"]]
    assert [] == differences(trial)
    trial.post("/restore", {"name": "base"})
    assert [] == differences(trial)


def test_a_hold_waits_until_somebody_decides(trial: Trial) -> None:
    assert 409 == trial.admin.send(
        "POST", f"/districts/{trial.district}/hold", {"decision": "approve"}
    ).status  # fmt: skip
    users = trial.ids("users")
    assert "held" == trial.mutate("SC-07a")["state"]
    assert users == trial.ids("users")
    assert "SC-07a" == trial.admin.ask("GET", f"/districts/{trial.district}")["waiting"]
    assert "applied" == trial.post("/hold", {"decision": "discard"})["state"]
    assert users == trial.ids("users")
    assert "held" == trial.mutate("SC-07a")["state"]
    assert 50 <= trial.post("/hold", {"decision": "approve"})["events"]
    assert 50 < len(users - trial.ids("users"))
    assert [] == differences(trial)


def test_a_hold_outlives_a_month_of_the_districts_clock(trial: Trial) -> None:
    trial.post("/clock", {"advance_days": 200})
    assert "held" == trial.mutate("SC-45a")["state"]
    done = trial.mutate("SC-45b")
    assert ("applied", True) == (done["state"], done["events"] > 200)
    assert [] == differences(trial)


def test_a_snapshot_names_a_moment(trial: Trial) -> None:
    trial.mutate("SC-13")
    assert ["SC-13"] == trial.post("/snapshots", {"name": "split"})["steps"]
    x60 = trial.admin.ask("GET", f"/districts/{trial.district}")["keys"]["sections"]["x60"]
    trial.mutate("SC-14")
    assert x60 not in trial.ids("sections")
    assert x60 == trial.post("/restore", {"name": "split"})["keys"]["sections"]["x60"]
    shown = trial.admin.ask("GET", f"/districts/{trial.district}")
    assert (["base", "split"], ["SC-13"]) == (shown["snapshots"], shown["steps"])
    path = f"/districts/{trial.district}"
    assert 404 == trial.admin.send("POST", f"{path}/restore", {"name": "never"}).status
    assert 409 == trial.admin.send("POST", f"{path}/snapshots", {"name": "base"}).status


def test_a_step_that_the_district_is_not_made_for_is_refused(shared: Trial) -> None:
    path = f"/districts/{shared.district}/mutations"
    reply = shared.admin.send("POST", path, {"name": "SC-85"})
    assert (409, "not_now") == (reply.status, reply.json["code"])
    assert "it needs 'l01'" in reply.json["error"]
    reply = shared.admin.send("POST", path, {"name": "SC-99"})
    assert (404, "no_such_mutation") == (reply.status, reply.json["code"])


def test_files_that_are_refused_leave_the_district_as_it_was(trial: Trial) -> None:
    before = newest(trial)
    path = f"/districts/{trial.district}/mutations"
    # All classes go, and a roster without a file of classes is refused (district.md 1.5).
    reply = trial.admin.send("POST", path, {"name": "SC-47c"})
    assert (409, "not_taken_in") == (reply.status, reply.json["code"])
    assert "sections.csv is missing" in reply.json["error"]
    assert "running" == trial.get("/v3.1/districts").json["data"][0]["data"]["state"]
    assert {"districts.updated"} == set(types_since(trial, before))  # pending, and running again
    assert [] == differences(trial)


def test_files_that_are_refused_leave_a_hold_as_it_was(trial: Trial) -> None:
    trial.mutate("SC-45a")
    path = f"/districts/{trial.district}/mutations"
    assert "not_taken_in" == trial.admin.send("POST", path, {"name": "SC-47c"}).json["code"]
    assert "pending" == trial.get("/v3.1/districts").json["data"][0]["data"]["state"]
    trial.mutate("SC-45b")
    assert [] == differences(trial)
    assert "running" == trial.get("/v3.1/districts").json["data"][0]["data"]["state"]


def test_the_clock_goes_forward_and_events_pass_their_time(trial: Trial) -> None:
    trial.mutate("SC-10")
    assert newest(trial)
    before = trial.admin.ask("GET", f"/districts/{trial.district}")["clock"]
    after = trial.post("/clock", {"advance_seconds": 3600, "advance_days": 31})["now"]
    assert before[:10] < after[:10]
    assert "" == newest(trial)
    reply = trial.admin.send("POST", f"/districts/{trial.district}/clock", {"advance_days": -1})
    assert 400 == reply.status
    trial.post("/restore", {"name": "base"})
    assert after <= trial.admin.ask("GET", f"/districts/{trial.district}")["clock"]


def test_two_who_advance_a_clock_at_once_both_do(trial: Trial) -> None:
    def now() -> datetime:
        return datetime.fromisoformat(trial.post("/clock", {"advance_seconds": 0})["now"])

    before = now()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: trial.post("/clock", {"advance_seconds": 1000}), range(8)))
    assert timedelta(seconds=8000) <= now() - before < timedelta(seconds=8500)


def test_an_id_is_forgotten_after_three_hundred_days(trial: Trial) -> None:
    gone = trial.keys["users"]["k53"]
    trial.mutate("SC-24a")
    fresh = trial.mutate("SC-24b")["keys"]["users"]["k53"]
    assert gone != fresh
    assert fresh in trial.ids("users")


def test_a_paused_district_stands_still_and_says_so(trial: Trial) -> None:
    shown = trial.put("/state", {"state": "paused", "client_id": trial.client_id})
    assert "paused" == shown["state"]
    district = trial.get(f"/v3.1/districts/{trial.district}").json["data"]
    assert ("paused", shown["pause_start"]) == (district["state"], district["pause_start"])
    reply = trial.admin.send("POST", f"/districts/{trial.district}/mutations", {"name": "SC-10"})
    assert (409, "district_paused") == (reply.status, reply.json["code"])
    for state in ("error", "pending", "running"):
        assert state == trial.put("/state", {"state": state})["state"]
        district = trial.get(f"/v3.1/districts/{trial.district}").json["data"]
        assert state == district["state"]
    trial.put("/state", {"state": "paused"})
    trial.post("/restore", {"name": "base"})
    assert "running" == trial.admin.ask("GET", f"/districts/{trial.district}")["state"]
    for until in ("tomorrow", "2001-01-01"):
        asked = {"state": "paused", "until": until}
        path = f"/districts/{trial.district}/state"
        assert 400 == trial.admin.send("PUT", path, asked).status


def test_a_district_that_moves_leaves_the_others_where_they_are(place: Place) -> None:
    with playing(place) as admin:
        one, other = begun(admin, "lantern-ridge"), begun(admin, "lantern-ridge-north")
        before = [other.get(f"/v3.1/{kind}").body for kind in ("users", "sections", "events")]
        clock = admin.ask("GET", f"/districts/{other.district}")["clock"]
        one.post("/clock", {"advance_days": 40})
        one.mutate("SC-45a")
        one.mutate("SC-52")
        assert before == [
            other.get(f"/v3.1/{kind}").body for kind in ("users", "sections", "events")
        ]
        assert clock[:10] == admin.ask("GET", f"/districts/{other.district}")["clock"][:10]


def test_a_played_district_is_still_known_after_the_hub_was_ended(place: Place) -> None:
    with playing(place) as admin:
        trial = begun(admin, "lantern-ridge")
        trial.mutate("SC-30")
    with playing(place) as admin:
        trial.admin = admin
        assert ["SC-30"] == admin.ask("GET", f"/districts/{trial.district}")["steps"]
        assert [] == differences(trial)


def test_the_catalogue_is_lanterns(admin: Admin) -> None:
    assert mutations.listing() == admin.ask("GET", "/mutations")
    assert [one.id for one in CATALOGUE] == [one["id"] for one in admin.ask("GET", "/scenarios")]


def test_every_mutation_of_every_scenario_is_carried_out(trial: Trial) -> None:
    """After each the Data API shows what the source says (certification.md 5)."""
    for scenario in CATALOGUE:
        if scenario.district != "lantern-ridge":
            continue
        if not scenario.after:
            trial.post("/restore", {"name": "base"})
        for step in scenario.steps:
            if step.does == "mutate":
                trial.mutate(step.mutation)
        trial.suffer()
        if scenario.id in ("SC-08", "SC-53"):
            path = f"/applications/{trial.client_id}/rotate"
            trial.token = trial.admin.ask("POST", path, {"district": trial.district})["token"]
        if scenario.id != "SC-52":
            assert [] == differences(trial), scenario.id
