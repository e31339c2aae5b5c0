"""From a blank hub to an application that reads exactly what a rule says, and what events tell it.

Nobody is there but a developer and an administrator, who both sign up; each step is theirs, in
the browser. Each stage ends with the application asking the API with its own token.
"""

from tests.browser.blank import Blank, connect, create_app, files_of_four_schools, sign_up, upload
from tests.support.browsing import Hand


def share_two_grades(blank: Blank) -> None:
    """Grades 6 and 7 of two schools, with their sections: looked at, then shared."""
    chief = blank.chief
    chief.opens("/district/applications")
    chief.presses("Reading Reef")
    chief.presses("Choose what is shared")
    chief.picks("Rules")
    chief.presses("Go on with this choice")
    chief.presses("Add rule")
    chief.chooses("Field of a further filter", "grade")
    chief.presses("Add filter")
    chief.page.locator("#f0-values").fill("6; 7; 8")
    chief.chooses("Field of a further filter", "school")
    chief.presses("Add filter")
    chief.page.locator("#f1-values").fill("School 0; School 1")
    chief.ticks("Also their sections, with the teachers of these")
    chief.presses("Look at what would change")


def shown(hand: Hand, label: str) -> list[int]:
    """The figures of a row of the preview: now, then, gained, lost, changed."""
    hand.reads("Figures")
    row = hand.page.get_by_role("row").filter(has=hand.page.get_by_role("rowheader", name=label))
    return [int(text.replace(",", "")) for text in row.get_by_role("cell").all_inner_texts()]


def save(hand: Hand) -> None:
    """The last button of a preview, whatever number it says."""
    hand.page.locator("form[action$='/sharing/save'] button").click()
    hand.page.wait_for_url("**/sharing?*")


def test_a_district_shares_two_grades_and_takes_a_school_back(blank: Blank) -> None:
    files = files_of_four_schools()
    expected = {
        row["Student_id"]
        for row in files["students"]
        if row["Grade"] in ("6", "7", "8") and row["School_id"] in ("S0", "S1")
    }
    sign_up(blank)
    broken = files_of_four_schools()
    broken["students"][3]["School_id"] = "S9"
    upload(blank, broken)
    blank.chief.reads("S9")
    blank.chief.reads("P3")
    upload(blank, files)
    create_app(blank)
    token = connect(blank)
    assert (set(), set()) == (blank.ids(token, "users"), blank.ids(token, "sections"))

    share_two_grades(blank)
    figures = shown(blank.chief, "Students")
    assert [0, len(expected), len(expected), 0, 0] == figures
    start = blank.newest(token)
    blank.chief.presses(f"Share with {len(expected)} students")
    assert blank.ids(token, "users") == {
        rid for what, rid in blank.told(token, start) if what == "users.created"
    }

    # A school is taken back: the preview says what is lost, and the events say the same.
    chief = blank.chief
    chief.opens("/district/applications")
    chief.presses("Reading Reef")
    chief.presses("Change what is shared")
    chief.presses("Change rule 1")
    chief.page.locator("#f1-values").fill("School 0")
    chief.presses("Look at what would change")
    lost = shown(chief, "Students")[3]
    before, start = blank.ids(token, "users"), blank.newest(token)
    save(chief)
    after = blank.ids(token, "users")
    told = blank.told(token, start)
    assert before - after == {rid for what, rid in told if what == "users.deleted"}
    assert 0 < lost < len(expected)

    # And given again: the same people under the same ids.
    chief.opens("/district/applications")
    chief.presses("Reading Reef")
    chief.presses("History of the sharing")
    chief.page.get_by_role("link", name="Look at going back").first.click()
    start = blank.newest(token)
    save(chief)
    assert before == blank.ids(token, "users")
    back = {rid for what, rid in blank.told(token, start) if what == "users.created"}
    assert before - after == back
