"""One device, two pupils: nobody goes on in another's name."""

from tests.browser.town import ANN, BEN, LEE, RTL, Town
from tests.support.browsing import Hand


def test_ann_hands_the_tablet_to_ben(hand: Hand) -> None:
    hand.opens("/login")
    hand.types("User name", ANN)
    hand.types("Password", ANN)
    hand.ticks("Other people use this device too")
    hand.presses("Sign in")
    hand.presses("Tide Maths")
    hand.reads("Hello, Ann Abara")

    hand.opens("/portal")
    hand.presses("Not you? Sign out")
    hand.sees("Sign in")
    hand.signs_in(BEN)
    hand.presses("Tide Maths")

    hand.reads(f"Hello, Ben {RTL}")
    hand.does_not_read("Abara")


def test_an_app_asks_whether_it_is_still_ann_and_ben_says_no(town: Town, hand: Hand) -> None:
    hand.opens("/login")
    hand.signs_in(ANN)
    hand.sees("My apps")
    town.later(minutes=1)
    hand.opens(town.authorize("tide", confirmed="false"))
    hand.sees("Is this you?")
    hand.presses("No, this is not me")
    hand.sees("Sign in to go on to Tide Maths")
    hand.signs_in(BEN)

    hand.reads(f"Hello, Ben {RTL}")


def test_an_app_asks_whether_it_is_still_ann_and_she_says_yes(town: Town, hand: Hand) -> None:
    hand.opens("/login")
    hand.signs_in(ANN)
    hand.sees("My apps")
    town.later(minutes=1)
    hand.opens(town.authorize("tide", confirmed="false"))
    hand.presses("Yes, this is me")

    hand.reads("Hello, Ann Abara")


def test_another_account_is_one_press_away_where_an_app_does_not_open(
    town: Town, hand: Hand
) -> None:
    town.connect("office")
    hand.opens(town.launch("office"))
    hand.signs_in(ANN)
    hand.sees("You can't open Office Desk")
    hand.reads("This app does not take your kind of account.")
    hand.presses("Use another account")
    hand.signs_in(LEE)

    hand.reads("Hello, Min Lee")
