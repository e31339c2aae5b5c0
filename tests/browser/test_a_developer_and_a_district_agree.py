"""What a developer and a district settle after the first day, by mouse and by keyboard alone.

The developer takes less of the district, sets limits, matches old accounts and recommends what to
share; the district follows, accepts what is new, and makes a class of its own. Each stage ends
with what the application reads.
"""

from typing import Any

import pytest

from tests.browser.blank import (
    Blank,
    connect,
    create_app,
    files_of_four_schools,
    sign_up,
    upload,
)
from tests.support.browsing import Hand


@pytest.fixture
def token(blank: Blank) -> str:
    """A district of eighty pupils and an application are connected; nothing is shared yet."""
    sign_up(blank)
    upload(blank, files_of_four_schools())
    create_app(blank)
    asks_for(blank.maker, "Users", "roles.student.grade", "roles.student.sis_id")
    asks_for(blank.maker, "Sections", "name")
    return connect(blank)


def asks_for(maker: Hand, kind: str, *paths: str) -> None:
    """Name fields, each with its reason."""
    maker.opens("/developers")
    maker.presses("Reading Reef")
    maker.presses("Data")
    maker.presses(kind)
    for path in paths:
        maker.chooses(f"Do you need {path}?", "Required")
        maker.types(f"Why you need {path}", "Stories fit the class")
    maker.presses("Save what you ask for")
    maker.reads("Saved.")


def pupils(blank: Blank, token: str) -> list[dict[str, Any]]:
    """Every student that the application reads."""
    found = blank.ask(token, "/v3.1/users?role=student&limit=1000")["data"]
    return [one["data"]["roles"]["student"] for one in found]


def grades(blank: Blank, token: str) -> set[str]:
    return {one.get("grade", "") for one in pupils(blank, token)}


def add_grades(hand: Hand, values: str) -> None:
    """Filter the open rule by grades, typed."""
    hand.types("Field of a further filter", "grade")
    hand.presses("Add filter")
    hand.types("Values", values)


def save(hand: Hand) -> None:
    """Press the button of a preview, whatever number it says."""
    name = hand.page.locator("form[action$='/sharing/save'] button").inner_text()
    hand.presses(name)
    hand.page.wait_for_url("**/sharing?*")


def share_all(chief: Hand) -> None:
    chief.opens("/district/applications")
    chief.presses("Reading Reef")
    chief.presses("Choose what is shared")
    chief.picks("Whole district")
    chief.presses("Look at what would change")
    save(chief)


def to_connection(maker: Hand) -> None:
    maker.opens("/developers")
    maker.presses("Reading Reef")
    maker.presses("Districts")
    maker.presses("Ridge Valley")


def test_a_developer_takes_less_sets_limits_and_matches_old_accounts(
    blank: Blank, token: str
) -> None:
    maker = blank.maker
    share_all(blank.chief)
    before = grades(blank, token)

    to_connection(maker)
    maker.presses("Filters")
    maker.chooses("A further rule selects", "Students")
    maker.presses("Add rule")
    add_grades(maker, "6; 7")
    maker.presses("Look at what would change")
    maker.sees("What your filters would change")
    maker.presses("Save the filters")
    maker.sees("What you take of a district")
    assert {"6", "7"} == grades(blank, token) < before

    maker.presses("Limits")
    maker.picks("Wait for us beyond these limits")
    maker.types("Students deleted, more than percent", "20")
    maker.presses("Save the limits")
    maker.reads("Large changes wait for you")

    maker.presses("Connection")
    maker.presses("match your ids with theirs")
    known = pupils(blank, token)[0]["sis_id"]
    maker.hands_in("Your list", {"list.csv": f"Id,Sis_id\nold-1,{known}\nold-2,nobody\n"})
    maker.presses("Match with everybody")
    maker.sees("What matched")
    maker.reads("old-2")
    maker.does_not_read("old-1")


def test_a_district_follows_a_recommendation_and_accepts_what_it_adds(
    blank: Blank, token: str
) -> None:
    chief, maker = blank.chief, blank.maker
    maker.opens("/developers")
    maker.presses("Reading Reef")
    maker.presses("Recommended sharing")
    maker.picks("Rules")
    maker.presses("Go on with this kind")
    maker.chooses("A further rule selects", "Students")
    maker.presses("Add rule")
    add_grades(maker, "6; 7")
    maker.presses("Publish this version")
    maker.reads("version 1")

    chief.opens("/district/applications")
    chief.presses("Reading Reef")
    chief.presses("Choose what is shared")
    chief.picks("Recommended by the application")
    chief.presses("Look at what would change")
    save(chief)
    assert {"6", "7"} == grades(blank, token)

    # The next version drops a grade at once; what it adds waits for the district.
    maker.presses("Change rule 1")
    maker.types("Values", "7; 8")
    maker.presses("Publish this version")
    maker.reads("version 2")
    assert {"7"} == grades(blank, token)
    chief.opens("/district/applications")
    chief.presses("Reading Reef")
    chief.presses("Change what is shared")
    chief.presses("See what it would add, then accept")
    save(chief)
    assert {"7", "8"} == grades(blank, token)


def test_a_district_makes_a_class_changes_it_and_takes_it_away(blank: Blank, token: str) -> None:
    chief = blank.chief
    share_all(chief)
    files = files_of_four_schools()
    before = blank.ids(token, "sections")
    chief.opens("/district/classes")
    chief.presses("Make a class", chief.page.locator(".empty"))
    chief.types("Name", "Chess on Tuesdays")
    chief.chooses("School", "School 0")
    chief.types("Primary teacher", files["teachers"][0]["Teacher_id"])
    chief.types("Students", "\n".join(row["Student_id"] for row in files["students"][:3]))
    chief.presses("Make the class")
    chief.reads("The class is made")
    blank.work()
    (made,) = blank.ids(token, "sections") - before

    chief.opens("/district/classes")
    chief.presses("Chess on Tuesdays")
    chief.types("Name", "Chess on Fridays")
    chief.presses("Save the class")
    chief.reads("The class is changed")
    blank.work()
    named = blank.ask(token, f"/v3.1/sections/{made}")["data"]["name"]
    assert "Chess on Fridays" == named

    chief.opens("/district/classes")
    chief.presses("Chess on Fridays")
    chief.presses("Remove it")
    chief.presses("Remove this class")
    chief.reads("The class is removed")
    blank.work()
    # One of nine sections is more than a tenth: somebody has to look first.
    chief.opens("/district")
    chief.presses("Look at it, then approve or discard it")
    chief.presses(chief.page.locator("form[action$='/approve'] button").inner_text())
    chief.reads("You approved this run")
    blank.work()
    assert before == blank.ids(token, "sections")
