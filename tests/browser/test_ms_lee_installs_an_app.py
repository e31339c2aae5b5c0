"""A teacher adds an application; her students enter after her, others read why they cannot."""

from tests.browser.conftest import Device
from tests.browser.town import ANN, KIM, LEE, RON, Town
from tests.support.browsing import Hand


def add_reading_reef(hand: Hand) -> None:
    hand.presses("Library")
    hand.sees("What would you like to add for your classes?")
    hand.presses("Reading Reef")
    hand.presses("Install Reading Reef")
    hand.sees("Add Reading Reef for your classes?")
    hand.presses("Accept")
    hand.sees("You are signed in")


def test_ms_lee_installs_an_app_and_her_student_enters_after_her(device: Device) -> None:
    lee, ann = device(), device()
    ann.opens("/login")
    ann.signs_in(ANN)
    ann.sees("My apps")
    ann.does_not_read("Reading Reef")

    lee.opens("/login")
    lee.signs_in(LEE)
    add_reading_reef(lee)
    lee.reads("Hello, Min Lee. You came to Reading Reef")
    lee.reads("This was a Library login.")

    ann.opens("/portal")
    ann.presses("Reading Reef")
    ann.sees("You are signed in")
    ann.reads("This was a Library login.")


def test_ms_lee_thinks_again_and_cancels(hand: Hand) -> None:
    hand.opens("/login")
    hand.signs_in(LEE)
    hand.presses("Library")
    hand.presses("Reading Reef")
    hand.presses("Install Reading Reef")
    hand.presses("Cancel")
    hand.does_not_read("You are signed in")

    hand.opens("/portal")
    hand.sees("My apps")
    hand.does_not_read("Reading Reef")


def test_ms_lee_removes_an_app(town: Town, hand: Hand) -> None:
    town.install("reef", LEE)
    hand.opens("/login")
    hand.signs_in(LEE)
    hand.presses("Library")
    hand.presses("Reading Reef")
    hand.presses("Remove Reading Reef")
    hand.sees("Remove Reading Reef?")
    hand.reads("3 students lose access. You lose it too.")
    hand.presses("Remove for 3 students")

    hand.reads("You removed Reading Reef.")


def test_ron_reads_why_he_cannot_open_what_his_teacher_did_not_add(town: Town, hand: Hand) -> None:
    town.install("reef", LEE)
    hand.opens(town.launch("reef"))
    hand.signs_in(RON)

    hand.sees("You can't open Reading Reef")
    hand.reads(["None of your teachers has added this app", "Ask your teacher."][0])
    hand.reads("library_student_no_teacher")
    hand.presses("Go to your start page")
    hand.sees("My apps")


def test_mr_kim_sees_what_his_co_teacher_added_and_adds_it_himself(town: Town, hand: Hand) -> None:
    town.install("reef", LEE)
    hand.opens("/login")
    hand.signs_in(KIM)
    hand.does_not_read("Reading Reef")
    hand.presses("Library")
    hand.reads("Your co-teacher added this")
    hand.presses("Reading Reef")
    hand.presses("Install Reading Reef")
    hand.presses("Accept")

    hand.reads("Hello, Joon Kim. You came to Reading Reef")


def test_ms_lee_recommends_an_app_and_mr_kim_adds_it_himself(town: Town, device: Device) -> None:
    town.install("reef", LEE)
    lee, kim = device(), device()
    lee.opens("/login")
    lee.signs_in(LEE)
    lee.presses("Library")
    lee.presses("Reading Reef")
    lee.presses("Recommend to colleagues")
    lee.sees("Who should look at Reading Reef?")
    lee.presses("Recommend Reading Reef")
    lee.reads("Choose at least one colleague.")
    lee.ticks("Joon Kim")
    lee.types("A few words for them", "Mine ask for it every day.")
    lee.presses("Recommend Reading Reef")
    lee.reads("You have recommended it to 1 colleague: Joon Kim")

    kim.opens("/login")
    kim.signs_in(KIM)
    kim.sees("My apps")
    kim.reads("Recommended by your colleagues")
    kim.reads("Min Lee: Mine ask for it every day.")
    kim.presses("Reading Reef")
    kim.reads("Recommended by Min Lee: Mine ask for it every day.")
    kim.presses("Install Reading Reef")
    kim.presses("Accept")
    kim.reads("Hello, Joon Kim. You came to Reading Reef")
    kim.opens("/portal")
    kim.does_not_read("Recommended by your colleagues")
