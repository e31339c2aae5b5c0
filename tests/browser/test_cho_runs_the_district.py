"""A district's administrator: files, people, and who cannot enter where."""

from tests.browser.town import ANN, CHIEF, CHIEF_PASSWORD, RON, Town
from tests.support.browsing import Hand


def sign_in(hand: Hand) -> None:
    hand.opens("/login")
    hand.signs_in(CHIEF, CHIEF_PASSWORD)
    hand.sees("What needs me today?")


def test_cho_uploads_files_and_sees_what_they_change(town: Town, hand: Hand) -> None:
    sign_in(hand)
    town.files.row("students", "Student_id", RON)["Last_name"] = "Newname"
    hand.presses("Sync")
    hand.presses("Upload files", hand.page.get_by_label("Pages of this place"))
    hand.sees("Upload files")
    hand.hands_in("CSV files, or one zip", {"students.csv": town.files.text("students.csv")})
    hand.presses("Upload")
    hand.reads("Waiting its turn")
    town.work()
    # The page loads itself again; nobody has to do anything.
    hand.reads("What it changed")
    hand.presses("Sync")
    hand.sees("Sync history")

    hand.presses("People")
    hand.types("Name, id, user name or e-mail address", "Newname")
    hand.presses("Search")
    hand.reads("Ron Newname")


def test_cho_is_asked_before_most_students_are_lost(town: Town, hand: Hand) -> None:
    sign_in(hand)
    for number in (ANN, RON):
        town.files.drop("students", "Student_id", number)
        town.files.drop("enrollments", "Student_id", number)
    hand.presses("Sync")
    hand.presses("Upload files", hand.page.get_by_label("Pages of this place"))
    hand.hands_in(
        "CSV files, or one zip",
        {name: town.files.text(name) for name in ("students.csv", "enrollments.csv")},
    )
    hand.presses("Upload")
    hand.reads("Waiting its turn")
    town.work()
    hand.opens("/district")
    hand.presses("Look at it, then approve or discard it")
    hand.reads("Why it waits for you")
    hand.reads("Ron Ito")
    hand.presses("Discard this upload")

    hand.reads("Discarded")


def test_cho_finds_out_why_ron_cannot_open_an_app(hand: Hand) -> None:
    sign_in(hand)
    hand.presses("People")
    hand.presses("Troubleshoot login")
    hand.types("Name, id, user name or e-mail address of the person", "Ron")
    hand.presses("Search")
    hand.presses("Ron Ito")
    hand.chooses("Application", "Reading Reef")
    hand.presses("Decide")

    hand.reads("library_student_no_teacher")
    hand.reads("Step by step")


def test_cho_suspends_somebody_after_reading_what_it_means(hand: Hand) -> None:
    sign_in(hand)
    hand.presses("People")
    hand.presses("Ron Ito")
    hand.presses("Suspend")
    hand.presses("Suspend", hand.page.get_by_role("main"))

    hand.reads("Suspended: cannot sign in")
