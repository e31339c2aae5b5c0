"""A wrong password, and the help of a teacher."""

from playwright.sync_api import expect

from tests.browser.conftest import Device
from tests.browser.town import ANN, LEE
from tests.support.browsing import Hand


def test_ann_types_a_wrong_password_and_then_the_right_one(hand: Hand) -> None:
    hand.opens("/login")
    hand.signs_in(ANN, "800009")
    hand.sees("Sign in")
    hand.reads("Please look at this again")
    expect(hand.page.get_by_label("User name", exact=True)).to_have_value(ANN)
    expect(hand.page.get_by_label("Password", exact=True)).to_have_value("")
    hand.types("Password", ANN)
    hand.presses("Sign in")

    hand.sees("My apps")


def test_ann_uses_a_code_that_her_teacher_makes(device: Device) -> None:
    lee, ann = device(), device()
    lee.opens("/login")
    lee.signs_in(LEE)
    lee.presses("My classes")
    lee.sees("My classes")
    lee.presses("Make a backup code for Ann Abara <b>x</b>")
    lee.sees("Backup code for Ann Abara <b>x</b>")
    code = lee.page.locator(".read-out code").inner_text()

    ann.opens("/login")
    ann.presses("Sign in with a code from your teacher")
    ann.sees("Sign in with a code")
    ann.types("User name", ANN)
    ann.types("Code", code)
    ann.presses("Sign in")

    ann.sees("My apps")


def test_ann_signs_out_everywhere_and_her_other_device_is_out_too(device: Device) -> None:
    one, other = device(), device()
    for each in (one, other):
        each.opens("/login")
        each.signs_in(ANN)
        each.sees("My apps")
    one.presses("Where I am signed in")
    one.sees("Where I am signed in")
    one.presses("Sign out everywhere")
    one.sees("Sign in")

    other.opens("/portal")
    other.sees("Sign in")
