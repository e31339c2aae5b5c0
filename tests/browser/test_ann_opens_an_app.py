"""A pupil whose district connected an application."""

from tests.browser.town import ANN, EVE, Town
from tests.support.browsing import Hand


def test_ann_opens_an_app_from_her_portal(hand: Hand) -> None:
    hand.opens("/login")
    hand.signs_in(ANN)
    hand.sees("My apps")
    hand.presses("Tide Maths")

    hand.sees("You are signed in")
    hand.reads("Hello, Ann Abara <b>x</b>. You came to Tide Maths from Homeroom")
    hand.reads("This was a District SSO login.")


def test_ann_presses_the_button_of_an_app_which_remembers_that_she_did(
    town: Town, hand: Hand
) -> None:
    hand.opens(town.demo)
    hand.presses("Log in with Homeroom")
    hand.sees("Sign in to go on to Tide Maths")
    hand.signs_in(ANN)

    hand.sees("You are signed in")
    hand.reads("You came to Tide Maths by the button here")


def test_eve_signs_in_without_having_an_email_address(hand: Hand) -> None:
    hand.opens("/login")
    hand.signs_in(EVE)
    hand.presses("Tide Maths")

    hand.sees("You are signed in")
    hand.reads("Hello, Eve Marsh")
