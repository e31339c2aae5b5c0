"""Gradeline at a real hub: its rows, told by its probe, and its pages, as people meet them.

All in one module, so that one hub and one Gradeline serve it.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from gradeline.tests.following import KINDS, differing, everything, synced, until
from starting.playing import Sandbox
from starting.schools import School
from starting.trying import Browser


@pytest.mark.parametrize("mode", ["full", "events"])
def test_it_has_just_what_is_shared_whatever_happens(school: School, mode: str) -> None:
    assert "ok" == synced(school)["state"]
    assert [] == differing(school)
    student = school.keys["users"]["k52"]
    section = school.keys["sections"]["x01"]
    school.place.probe("POST", "progress", clever_id=student, section=section, mark="A-")
    before = school.record("k52")
    assert ["A-"] == before["marks"]

    school.ask("mutations", name="SC-22")  # she is gone from the files
    assert "ok" == synced(school, mode)["state"]
    assert [] == differing(school)
    gone = school.record("k52")
    assert ("archived", before["app_id"], ["A-"], []) == (
        gone["status"], gone["app_id"], gone["marks"], gone["sections"],
    )  # fmt: skip

    school.ask("mutations", name="SC-23")  # and back ten days later, in another class
    assert "ok" == synced(school, mode)["state"]
    assert [] == differing(school)
    now = school.record("k52")
    assert (before["app_id"], ["A-"], "active", [school.keys["sections"]["x39"]]) == (
        now["app_id"], now["marks"], now["status"], now["sections"],
    )  # fmt: skip

    school.ask("mutations", name="SC-42")  # a term with another id
    assert "ok" == synced(school, mode)["state"]
    assert [] == differing(school)
    again = {kind: everything(school, kind) for kind in KINDS.values()}
    assert "ok" == synced(school, mode)["state"]
    assert again == {kind: everything(school, kind) for kind in KINDS.values()}


def test_accounts_from_before_are_found_by_sis_id_and_nobody_is_guessed(school: School) -> None:
    here = {"district": school.district, "role": "student"}

    def seeded(**asked: Any) -> str:
        told = school.place.probe("POST", "accounts", **here, **asked)
        return str(told["app_id"])

    made = {
        "k67": seeded(name={"first": "M", "last": "B"}, sis_id="5067", mark="old"),
        "k68": seeded(name="M B", email=school.people["k68"]["email"]),
        "k69": seeded(name={"first": "Match", "last": "Ambiguous"}),
    }
    told = synced(school)
    assert ("partial", [school.keys["users"]["k68"]]) == (
        told["state"], [one["clever_id"] for one in told["errors"]],
    )  # fmt: skip
    assert made["k68"] in told["errors"][0]["reason"]
    assert (made["k67"], ["old"]) == tuple(school.record("k67")[x] for x in ("app_id", "marks"))
    assert made["k68"] != school.record("k68")["app_id"]
    assert made["k69"] != school.record("k69")["app_id"]
    assert [] == differing(school)


def test_what_is_edited_by_hand_stays(school: School) -> None:
    synced(school)
    users, section = school.keys["users"], school.keys["sections"]["x20"]

    def edit(op: str, **asked: Any) -> str:
        told = school.place.probe("POST", "edits", op=op, **asked)
        return str(told["app_id"])

    edit("rename_section", section=section, name="Our own name")
    edit("add_student", section=section, student=users["k60"])
    edit("remove_student", section=section, student=users["k42"])
    edit("add_role", user=users["t01"], role="district_admin")
    members = [users["k41"], users["k52"]]
    group = edit("create_group", name="Owls", students=members, district=school.district)
    by_hand = edit("create_user", name="New Person", district=school.district)

    school.ask("mutations", name="SC-60")  # the district renames the class as well
    for mode in ("events", "full"):
        assert "ok" == synced(school, mode)["state"]
    edited = school.section("x20")
    assert "Our own name" == edited["name"]
    assert users["k60"] in edited["students"]
    assert users["k42"] not in edited["students"]
    assert ["district_admin", "teacher"] == school.record("t01")["roles"]
    owls = next(one for one in school.place.records("section") if one["app_id"] == group)
    assert set(members) == set(owls["students"])
    assert any(one["app_id"] == by_hand for one in school.place.records("user"))

    school.ask("restore", name="base")
    school.ask("mutations", name="SC-22")
    synced(school)
    owls = next(one for one in school.place.records("section") if one["app_id"] == group)
    assert [users["k41"]] == owls["students"]


def test_a_record_that_makes_no_sense_is_told_and_stops_nobody_else(
    school: School, sandbox: Sandbox
) -> None:
    synced(school)
    users = school.keys["users"]
    school.ask("mutations", name="SC-30")  # k54 has another name
    faults = [
        {"kind": "poison", "record": users["k01"]},
        {"kind": "poison", "record": school.keys["terms"]["m2"]},
    ]
    path = f"/applications/{school.place.client_id}/faults"
    sandbox.ask("PUT", path, {"faults": faults})
    told = synced(school)
    assert "partial" == told["state"]
    assert {users["k01"], school.keys["terms"]["m2"]} == {x["clever_id"] for x in told["errors"]}
    assert all(len(one["reason"]) < 200 for one in told["errors"])
    sandbox.ask("PUT", path, {"faults": []})
    assert [] == differing(school)
    assert ("ok", []) == tuple(synced(school).values())


def test_a_day_later_every_district_is_read_again_by_itself(school: School) -> None:
    school.place.probe("POST", "clock", advance_seconds=25 * 3600)
    until(lambda: school.known() >= {"t01", "k01"})
    school.ask("mutations", name="SC-22")
    school.place.probe("POST", "clock", advance_seconds=25 * 3600)
    until(lambda: school.record("k52")["status"] == "archived")


def test_the_commands_sync_and_probe(school: School) -> None:
    settings = {
        "HUB_URL": school.sandbox.url, "SANDBOX_TOKEN": school.sandbox.token,
        "APP_HOME": str(school.place.home), "APP_URL": school.place.url,
        "PROBE": "on", "PROBE_TOKEN": school.place.probe_token,
    }  # fmt: skip

    def command(*words: str, **changed: str) -> "subprocess.CompletedProcess[str]":
        example = str(Path(__file__).parents[1])
        return subprocess.run(  # noqa: S603 -- our own example
            [sys.executable, example, *words],
            capture_output=True, text=True, check=False, env={**settings, **changed},
        )  # fmt: skip

    done = command("sync", school.district)
    assert 0 == done.returncode, done.stderr
    assert "ok" == done.stdout.split()[-1]
    page = json.loads(command("probe", "records", "--type", "school").stdout)
    here = [one for one in page["records"] if one["district"] == school.district]
    assert len(school.keys["schools"]) == len(here)
    closed = command("probe", "info", PROBE="off")
    assert (1, "closed") == (closed.returncode, closed.stderr.split()[3].rstrip("."))
    assert "128" in command("probe", "info", PROBE_TOKEN="short").stderr


# --------------------------------------------------------------------------------- people


def entered(school: School, key: str) -> Browser:
    """Somebody who came in by the button."""
    return school.at_hub(key).enter(school.place.url)


def test_a_teacher_gives_a_mark_and_her_student_reads_it(town: School) -> None:
    teacher = entered(town, "t01")
    assert ("Grace Okafor", 200) == (teacher.title, teacher.status)
    assert "Signed in as Grace Okafor" in teacher.text
    teacher.click("^Grade 3 Homeroom$")
    assert "Maya Abbott" in teacher.text
    teacher.send("Give mark", mark="B+ <b>")
    assert 200 == teacher.status
    marked = next(one for one in town.place.records("user") if "B+ <b>" in one["marks"])
    key = next(k for k, one in town.keys["users"].items() if one == marked["clever_id"])
    student = entered(town, key)
    assert "B+ <b>" in student.text
    assert student.page.find("b") is None
    student.click("^Grade 3 Homeroom$")
    assert "Taught by Grace Okafor" in student.text
    assert not student.offers("Give mark|Rename|Take out")


def test_nobody_sees_what_is_not_hers(town: School) -> None:
    room = entered(town, "t01").click("^Grade 3 Homeroom$").url
    stranger = entered(town, "t05")
    assert "You have no class just now." in stranger.text
    for path in (room, "/district", "/people/1"):
        stranger.open(path)
        assert (404, "This page is not here") == (stranger.status, stranger.title)
        assert stranger.offers("Start page")
    nobody = Browser().open(room)
    assert nobody.offers("Log in with Homeroom")
    came_back = town.at_hub("t01").open(room).click("Log in with Homeroom")
    assert ("Grade 3 Homeroom", room) == (came_back.title, came_back.url)
    # A form from elsewhere carries no word of ours.
    sent = httpx2.post(f"{room}/name", data={"name": "Mine"}, cookies=stranger.cookies)
    assert 403 == sent.status_code
    assert "Please try again" in sent.text


def test_names_are_text_and_people_without_much_come_in(town: School) -> None:
    assert "<b>Robert</b>" in entered(town, "t21").text
    for key in ("k06", "k07", "t10", "t23", "k05"):
        browser = entered(town, key)
        assert (200, True) == (browser.status, "Signed in as" in browser.text), key


def test_an_administrator_sees_runs_and_starts_one(town: School) -> None:
    browser = entered(town, "d01")
    assert "administrator" in browser.text
    browser.click("Schools, people and syncs")
    assert "Alder Elementary" in browser.text
    before = browser.text.count("full")
    browser.send("Sync now")
    assert before < browser.text.count("full")
    browser.send("Make account", first="By", last="Hand", role="teacher")
    assert "By Hand" == browser.title
    browser.send("Give role", role="staff")
    assert "staff, teacher" in browser.text


def test_somebody_of_two_roles_has_one_account_with_both(town: School) -> None:
    both = town.record("t08")
    assert ["district_admin", "teacher"] == both["roles"]
    assert len(town.record("t26")["roles"]) == 3


def test_the_next_one_at_a_shared_device_replaces_the_one_before(town: School) -> None:
    first = entered(town, "k09")
    copied, home = first.copy(), town.place.url
    first.open(town.launch("k10"))
    assert "Signed in as Alex Kim" in first.open(home).text
    assert copied.open(home).offers("Log in with Homeroom")
    other = entered(town, "k11")
    assert "Signed in as" in other.open(home).text

    left = first.copy()
    first.open(home).click("^Log out$")
    assert first.offers("Log in with Homeroom")
    assert left.open(home).offers("Log in with Homeroom")


def test_an_email_opens_no_account_of_somebody_else(town: School) -> None:
    teacher, student = town.record("t15"), town.record("k14")
    assert teacher["email"] == student["email"]
    browser = entered(town, "k14")
    assert "Cal Desk" == browser.title
    assert student["app_id"] == town.record("k14")["app_id"]
    assert "student" in browser.text
    assert "Classes you teach" not in browser.text


def test_an_older_account_with_her_email_needs_its_password(school: School) -> None:
    seeded = school.place.probe(
        "POST", "accounts", district=school.district, role="teacher", password="seven snails",
        email=school.people["t09"]["email"], name="Wendy Cho", mark="kept",
    )["app_id"]  # fmt: skip
    browser = entered(school, "t09")
    assert "Do you already have an account here?" == browser.title
    browser.send("This is my account", username=school.people["t09"]["email"], password="wrong")
    assert 422 == browser.status
    browser.send(
        "This is my account", username=school.people["t09"]["email"], password="seven snails"
    )
    assert "Signed in as Wendy Cho" in browser.text
    assert seeded == school.record("t09")["app_id"]
    assert "come with the first sync" in browser.text
    synced(school)
    assert (seeded, ["kept"]) == tuple(school.record("t09")[x] for x in ("app_id", "marks"))


@pytest.fixture
def left(school: School) -> tuple[School, Browser]:
    """A district with somebody who is signed in."""
    synced(school)
    return school, entered(school, "k52")


def test_who_is_gone_or_whose_district_has_left_comes_no_further(
    left: tuple[School, Browser],
) -> None:
    school, browser = left
    school.ask("mutations", name="SC-22")
    synced(school)
    assert browser.open(school.place.url).offers("Log in with Homeroom")

    teacher = entered(school, "t01")
    before = {key: school.record(key) for key in ("t01", "k01")}
    path = f"/districts/{school.district}/connections/{school.place.client_id}"
    school.sandbox.ask("DELETE", path)
    assert "failed" == synced(school)["state"]
    assert teacher.open(school.place.url).offers("Log in with Homeroom")
    assert before == {key: school.record(key) for key in before}

    types = ["secure_sync", "district_sso"]
    school.ask("connections", client_id=school.place.client_id, types=types)
    assert "ok" == synced(school)["state"]
    assert before == {key: school.record(key) for key in before}
    assert "Signed in as Grace Okafor" in entered(school, "t01").text


def test_cookies_and_headers_keep_others_out(town: School) -> None:
    answer = httpx2.get(f"{town.place.url}/login/start")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    page = httpx2.get(town.place.url)
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    for bad in ("?code=nothing", "?code=x&state=forged", "?error=access_denied", ""):
        refused = httpx2.get(f"{town.place.url}/login/callback{bad}", follow_redirects=True)
        assert refused.status_code < 500
        assert "Signed in as" not in refused.text


def test_the_tables_are_those_of_the_migrations(tmp_path: Path) -> None:
    asked = (
        "from django.core.management import call_command\n"
        "from gradeline.app import EXAMPLE\n"
        "from gradeline.configuring import configure\n"
        "from starting import settings\n"
        "configure(settings(EXAMPLE))\n"
        "call_command('makemigrations', check=True, dry_run=True)\n"
        "call_command('check', fail_level='WARNING')\n"
    )
    settings = {"CLIENT_ID": "an-id", "CLIENT_SECRET": "a-secret", "APP_HOME": str(tmp_path)}
    done = subprocess.run(  # noqa: S603 -- our own lines
        [sys.executable, "-c", asked],
        capture_output=True, text=True, check=False, env=settings,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert 0 == done.returncode, done.stdout + done.stderr
