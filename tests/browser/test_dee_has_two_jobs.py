"""A teacher who works in the office as well."""

from tests.browser.town import DEE, Town
from tests.support.browsing import Hand


def test_dee_chooses_a_role_and_switches_to_the_other(hand: Hand) -> None:
    hand.opens("/login")
    hand.signs_in(DEE)
    hand.sees("How do you want to go on?")
    hand.presses("As staff")
    hand.sees("My apps")
    hand.does_not_read("Library")

    hand.presses("Switch role")
    hand.reads("Now you are here as staff.")
    hand.presses("As teacher")
    hand.sees("My apps")
    hand.presses("Library")
    hand.sees("What would you like to add for your classes?")


def test_dee_is_asked_by_an_app_that_takes_both(town: Town, hand: Hand) -> None:
    hand.opens(town.launch("tide"))
    hand.signs_in(DEE)
    hand.sees("How do you want to go on?")
    hand.presses("As teacher")

    hand.reads("Hello, Dee Park. You came to Tide Maths")
