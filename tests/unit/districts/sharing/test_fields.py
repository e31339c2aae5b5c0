"""Which fields an application receives: what is off is absent in records and in events."""

import json
from typing import Any

from homeroom.districts.sharing.access.fields import Ticked, access_after, rows_of
from homeroom.events.agreements import change_access
from homeroom.hub import Hub
from homeroom.oauth.declared import declared
from homeroom.oauth.registration.rules import first_access, narrowed, needs_of
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.rules import FieldAccess
from tests.unit.districts.sharing.desk import EVERYONE, SCOPES, Desk, a_desk, told
from tests.unit.districts.town import Town, a_town, marked_files

_REASON = "To <b>invite</b> parents"


def _without(desk: Desk, *off: str) -> list[str]:
    pairs = desk.sheet("/fields").pairs
    return [value for name, value in pairs if name == "on" and value not in off]


def test_a_field_that_is_switched_off_is_absent_in_records_and_in_events(town: Town) -> None:
    need = {"users.email": {"need": "required", "reason": _REASON}}
    desk = a_desk(town, fields=need)
    newest = desk.reader.newest()
    holders = {one for one, user in desk.reader.everything()["users"].items() if user.get("email")}
    page = desk.opens("/fields")
    assert "&lt;b&gt;invite&lt;/b&gt;" in desk.page.body.decode()
    assert 'value="users.roles.student.dob" checked' in page
    assert "users.id" not in page
    assert "NCES id <code>schools.nces_id</code>" in page
    desk.presses("preview", "/fields", on=_without(desk, "users.email"))
    assert "Required field refused" in desk.text
    assert f"Change {len(holders)} records" in desk.text
    assert 303 == desk.saves().status

    users = desk.reader.everything()["users"]
    assert holders <= set(users)
    assert not [user for user in users.values() if "email" in user]
    events = desk.reader.events(newest)
    assert {("users", "updated", one) for one in holders} == set(told(events))
    assert not [one for one in events if "email" in one["data"]["object"]]
    assert "<b>invite</b>" not in desk.page.body.decode()
    assert {"users.email"} == desk.stored().access.refused
    assert 'value="users.email">' in desk.opens("/fields")
    assert "Fields off: users.email" in desk.opens("/sharing/history")


def test_a_role_that_is_off_takes_its_people_away(desk: Desk) -> None:
    desk.opens("/fields")
    desk.presses("preview", "/fields", role=["student", "teacher", "staff", "district_admin"])
    assert "This application loses 24 contacts." in desk.text
    assert "Take 24 contacts away" in desk.text
    assert 303 == desk.saves().status

    roles = [set(user["roles"]) for user in desk.reader.everything()["users"].values()]
    assert {"student", "teacher", "staff", "district_admin"} == set.union(*roles)


def test_sensitive_groups_and_extension_fields_need_the_word_of_both_sides(hub: Hub) -> None:
    files = marked_files()
    for row in files["students"]:
        row["Ell_status"] = "Y"
    files.rows["extensionfields/students_ext.csv"] = [
        {"sis_id": "P3", "ext.Bus": "7", "ext.Diet": "none"}
    ]
    town = a_town(hub, "Ridge", files)
    silent = a_desk(town)
    assert "The application asks for none of them." in silent.opens("/fields")
    silent.presses("preview", "/fields", opt_in=["ell_status", "ext"])
    assert "This is what is in force now" in silent.text

    desk = a_desk(town, name="Busy", opt_ins=["ell_status", "ext"])
    words = desk.opens("/fields").split('"')
    ext = [one for one in words if one.startswith("users.roles.student.ext.")]
    assert 2 == len(ext), ext
    assert not {"ell_status", "ext"} & set(_student(desk))
    bus = next(one for one in ext if "us" in one.partition(".ext.")[2])
    desk.presses("preview", "/fields", on=[*_without(desk), bus], opt_in=["ell_status"])
    assert 303 == desk.saves().status

    student = _student(desk)
    assert "Y" == student["ell_status"]
    assert {bus.partition(".ext.")[2]: "7"} == student["ext"]
    desk.opens("/fields")
    desk.presses("preview", "/fields", on=_without(desk, bus), opt_in=[])
    assert 303 == desk.saves().status
    assert frozenset() == desk.stored().access.opt_ins
    assert not {"ell_status", "ext"} & set(_student(desk))

    desk.opens("/sharing/history/1")
    assert 303 == desk.saves().status
    assert {bus.partition(".ext.")[2]: "7"} == _student(desk)["ext"]


def test_going_back_to_a_state_without_extension_fields_is_the_same_view_again(hub: Hub) -> None:
    files = marked_files()
    files.rows["extensionfields/students_ext.csv"] = [{"sis_id": "P3", "ext.Bus": "7"}]
    desk = a_desk(a_town(hub, "Ridge", files), opt_ins=["ext"])
    desk.opens("/sharing/history")
    views = desk.stored().views
    words = desk.opens("/fields").split('"')
    bus = next(one for one in words if one.startswith("users.roles.student.ext."))
    desk.presses("preview", "/fields", on=[*_without(desk), bus])
    assert 303 == desk.saves().status
    assert "ext" in _student(desk)

    desk.opens("/sharing/history/0")
    assert 303 == desk.saves().status
    assert views == desk.stored().views
    assert "ext" not in _student(desk)


def test_the_reason_for_an_object_stands_at_its_parts_and_that_for_a_group_at_the_group(
    town: Town,
) -> None:
    asked = {
        "users.name": {"need": "required", "reason": "It greets everybody"},
        "users.roles.student.ell_status": {"need": "required", "reason": "Texts become easier"},
        "users.roles.student.ext": {"need": "optional", "reason": "Buses are late"},
    }
    desk = a_desk(town, fields=asked, opt_ins=["ell_status"])
    page = desk.opens("/fields")
    assert 3 == page.count("It greets everybody")
    assert 1 == page.count("Texts become easier")
    desk.presses("preview", "/fields", on=_without(desk, "users.name.first"), opt_in=[])

    warned = desk.text.partition("Required field refused")[2].partition("</ul>")[0]
    assert "users.name.first</code>: <bdi>It greets everybody" in warned
    assert "users.roles.student.ell_status</code>: <bdi>Texts become easier" in warned
    assert "users.name.last" not in warned


def test_what_the_application_does_not_ask_for_is_neither_offered_nor_given(town: Town) -> None:
    asked = {"users.email": {"need": "required", "reason": _REASON}}
    access = first_access(needs_of({"fields": asked}), "secure_sync")
    desk = a_desk(town, access=access, fields=asked)
    page = desk.opens("/fields")
    assert "users.email" in page
    assert "student_number" not in page
    desk.presses("preview", "/fields", on=[*_without(desk), "users.roles.student.student_number"])
    assert "This is what is in force now" in desk.text
    assert "Fields off" not in desk.text

    held = dict(desk.sheet("/fields").pairs)
    forged = json.dumps(json.loads(held["proposal"]) | {"refused": []})
    sent = [("csrf", held["csrf"]), ("proposal", forged)]
    assert 303 == desk.sends(sent, f"{desk.at}/sharing/save").status
    assert access.refused == desk.stored().access.refused
    users = desk.reader.everything()["users"].values()
    assert not [one for one in users if "student_number" in one["roles"].get("student", {})]


def test_going_back_gives_nothing_that_the_application_asks_for_no_more(town: Town) -> None:
    asked = {"users.email": {"need": "required", "reason": _REASON}}
    desk = a_desk(town, fields=asked)
    store, district = town.hub.parts.store, town.district.number
    narrow = narrowed(desk.stored().access, needs_of({"fields": asked}))
    with store.roster.writing() as session:
        change_access(session, district, desk.connection, narrow, Author("Mo", 0))

    assert "This is what is in force now" in desk.opens("/sharing/history/0")
    assert narrow.refused == desk.stored().access.refused


def _student(desk: Desk) -> dict[str, Any]:
    users = desk.reader.everything()["users"]
    found: dict[str, Any] = users[desk.town.id("student:P3")]["roles"]["student"]
    return found


def test_no_form_widens_what_the_application_asked_for(desk: Desk) -> None:
    desk.opens("/fields")
    desk.presses("preview", "/fields", role=["student"])
    pairs = dict(desk.sheet("/save").pairs)
    forged = json.loads(pairs["proposal"])
    forged |= {"opt_ins": ["gpa", "ext"], "scopes": ["read:resources"], "roles": ["teacher"]}
    assert 409 == desk.saves(proposal=json.dumps(forged)).status
    assert FieldAccess(scopes=SCOPES) == desk.stored().access
    assert 303 == desk.saves().status
    assert FieldAccess(scopes=SCOPES, roles=frozenset({"teacher"})) == desk.stored().access
    for proposal in ("x", json.dumps(forged | {"refused": ["users.id"]})):
        sent = [("csrf", pairs["csrf"]), ("proposal", proposal)]
        assert 400 == desk.sends(sent, f"{desk.at}/sharing/save").status
    assert EVERYONE == desk.stored().share


def test_what_was_off_as_a_whole_stays_so_until_a_part_is_switched_on() -> None:
    said = declared("{}")
    before = FieldAccess(refused=frozenset({"users.name", "schools.location"}))
    rows = rows_of(before, said)
    on = frozenset(row.path for row in rows if row.is_on)
    assert not {"users.name.first", "schools.location.city"} & on

    def after(ticked: frozenset[str]) -> frozenset[str]:
        return access_after(before, rows, (), Ticked(ticked, frozenset(), before.roles)).refused

    assert before.refused == after(on)
    assert {"users.name", "users.email", "schools.location"} == after(on - {"users.email"})
    assert {"users.name.middle", "users.name.last", "schools.location"} == after(
        on | {"users.name.first"}
    )
