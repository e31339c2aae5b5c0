"""The draft of a share: what is typed is kept, what is wrong is said, long lists stay short."""

import pytest

from homeroom.districts.sharing.draft import checked, draft_of, read_draft, share_of
from homeroom.foundation.errors import InvalidRequestError
from homeroom.hub import Hub
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting.rules import Filter, Rule
from homeroom.web.pages.forms import Form
from tests.unit.districts.sharing.desk import Desk, a_desk
from tests.unit.districts.town import MARKUP, Town, a_town, marked_files

_RTL = "\N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED}\N{HEBREW LETTER VAV}"


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(desk: Desk) -> None:
    desk.opens()
    desk.presses("refresh", kind="rules")
    desk.presses("preview")
    assert 400 == desk.page.status
    assert "Add a rule, or choose No data." in desk.text
    desk.presses("add-rule", new_rule="student")
    desk.presses("add-filter", new_filter="email")
    desk.presses("preview", f0_operator="contains", f0_values="one; two")

    assert 400 == desk.page.status
    assert 'href="#f0-values"' in desk.text
    assert "Rule 1 (student), email contains: takes one value, 2 were given." in desk.text
    assert 'f0-values-trouble" aria-invalid="true">one\ntwo<' in desk.text
    desk.presses("preview", f0_operator="contains_any")
    assert 200 == desk.page.status
    assert "Students: email contains any of one; two" in desk.text
    desk.presses("reopen")
    assert "Students: email contains any of one; two" in desk.text
    assert Share("district", staff=True, administrators=True) == desk.stored().share
    desk.presses("remove:0")
    desk.presses("preview", kind="schools")
    assert "Choose at least one school, or choose No data." in desk.text
    desk.presses("preview", kind="copy", source="nobody")
    assert 400 == desk.page.status


def test_rules_are_added_opened_and_removed_one_by_one(desk: Desk) -> None:
    desk.opens()
    desk.presses("refresh", kind="rules")
    desk.presses("add-rule", new_rule="teacher")
    desk.presses("close", sections="yes")
    assert "Teachers, with their sections and all students of these" in desk.text
    desk.presses("add-rule", new_rule="staff")
    desk.presses("add-rule", brings="none", new_rule="admin")
    assert "Staff, bringing no schools" in desk.text
    desk.presses("open:1")
    assert '<option value="none" selected>' in desk.text
    desk.presses("add-filter", new_filter="title")
    desk.presses("remove-filter:0")
    desk.presses("remove:2")
    desk.presses("preview")
    assert 303 == desk.saves().status

    rules = desk.stored().share.rules
    assert {Rule("teacher", sections=True), Rule("staff", schools="none")} == set(rules)


def test_names_from_right_to_left_long_ones_and_markup_are_text(town: Town) -> None:
    long = "x" * 300
    town.files["students"][3] |= {"First_name": _RTL, "Last_name": f"{long} {MARKUP}"}
    town.files["schools"][1]["School_name"] = f"{_RTL} {MARKUP}"
    town.take_in(town.admin())
    desk = a_desk(town, name=f"Reader {MARKUP}")
    pages = [desk.opens(), desk.presses("refresh", kind="schools")]
    assert f"<bdi>{_RTL} {MARKUP}</bdi>" in pages[-1]
    raw = desk.page.body.decode()
    pages.append(desk.presses("refresh", person_search=long[:40]))
    assert f"<bdi>{_RTL} {long} {MARKUP}</bdi>" in pages[-1]
    raw += desk.page.body.decode()
    desk.presses("refresh", kind="rules")
    desk.presses("add-rule", new_rule="student")
    desk.presses("add-filter", new_filter="name.last")
    raw += desk.page.body.decode()
    assert f"<bdi>{long} {MARKUP}</bdi>" in desk.text
    desk.presses("preview", f0_values=f"{_RTL}{MARKUP}")
    raw += desk.page.body.decode()
    sheet = next(one for one in _lists(desk))
    desk.sends([*sheet, ("type", "users.student"), ("side", "lost")], f"{desk.at}/sharing/names")
    raw += desk.page.body.decode()
    assert f"<bdi>{_RTL} {long} {MARKUP}</bdi>" in desk.text
    assert "<script" not in raw


def _lists(desk: Desk) -> list[list[tuple[str, str]]]:
    pairs = dict(desk.sheet("/save").pairs)
    return [[(name, pairs[name]) for name in ("csrf", "proposal")]]


def test_thousands_of_schools_stay_usable(hub: Hub) -> None:
    files = marked_files()
    files.rows["schools.csv"] += [
        {"School_id": f"L{n}", "School_name": f"Long list {n:04}", "School_number": f"L{n}"}
        for n in range(2_000)
    ]
    desk = a_desk(a_town(hub, "Long Valley", files))
    desk.opens()
    assert "The first 50 of 2,002 schools" in desk.presses("refresh", kind="schools")
    desk.presses("all-schools", school_search="Long list")
    desk.presses("refresh", school_search="Long list 0007")
    assert "(2,000 chosen)" in desk.text
    desk.presses("no-schools", school_search="Long list 0007")
    desk.presses("refresh", school_search="Long list 01")
    desk.presses("refresh", school=[])
    assert "(1,949 chosen)" in desk.text
    assert len(desk.page.body) < 200_000
    assert "1,949 schools: " in desk.presses("preview")
    assert 303 == desk.saves().status
    assert 1_949 == len(desk.stored().share.schools)


def test_many_values_are_searched_and_those_that_no_list_can_hold_are_not_ticked(hub: Hub) -> None:
    files = marked_files()
    files["teachers"][0]["Title"] = "Maths; basics"
    pupil = files["students"][0]
    for place, row in enumerate(files["students"]):
        row["Student_number"] = f"number {place:03}"
    files.rows["students.csv"] += [
        pupil | {"Student_id": f"X{n}", "Student_number": f"more {n:03}", "Username": f"x{n}"}
        for n in range(150)
    ]
    desk = a_desk(a_town(hub, "Ridge", files))
    desk.opens()
    desk.presses("refresh", kind="rules")
    desk.presses("add-rule", new_rule="teacher")
    desk.presses("add-filter", new_filter="title")
    assert "Maths; basics</bdi>: holds a semicolon" in desk.text
    assert 'name="f0-pick"' not in desk.text
    desk.presses("values:0", find="no such title")
    assert "No record holds a value like this here." in desk.text
    desk.presses("add-rule", new_rule="student")
    desk.presses("add-filter", new_filter="student_number")
    assert "Values to add (74 more: look for a part of them)" in desk.text
    desk.presses("values:0", find="number 017")
    assert 1 == desk.text.count('name="f0-pick"')


def test_a_draft_is_made_a_share_again_as_it_was() -> None:
    rules = (Rule("student", (Filter("grade", "equals_any", ("6",)),), sections=True),)
    shares = [
        Share("district", staff=True, administrators=True, contacts=False),
        Share("schools", frozenset({1, 2}), administrators=True, excluded=frozenset({9})),
        Share("rules", rules=rules, contacts=False, excluded=frozenset({9})),
        Share("nothing"),
    ]
    for share in shares:
        assert share == share_of(checked(draft_of(share)), None)


def test_a_form_that_no_page_made_is_refused() -> None:
    of_rules = {"kind": ["rules"]}
    forms = [
        {"kind": ["all"]},
        *(of_rules | {"rules": [said]} for said in ("[{", '[{"kind":"x"}]')),
    ]
    for fields in forms:
        with pytest.raises(InvalidRequestError):
            read_draft(Form(fields), lambda _: None)
