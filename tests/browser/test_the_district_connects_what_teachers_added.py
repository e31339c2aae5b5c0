"""A teacher had added an application before her district connected it."""

from tests.browser.town import LEE, Town
from tests.support.browsing import Hand


def test_ms_lee_enters_by_her_own_authority_and_then_by_her_districts(
    town: Town, hand: Hand
) -> None:
    town.install("cobble", LEE)
    hand.opens("/login")
    hand.signs_in(LEE)
    hand.presses("Cobble Lane")
    hand.reads("This was a Library login.")
    hand.reads('"authorized_by": "teacher"')

    town.connect("cobble")

    hand.opens("/portal")
    hand.presses("Cobble Lane")
    hand.reads("This was a District SSO login.")
    hand.reads('"authorized_by": "district"')
    hand.opens("/library")
    hand.presses("Cobble Lane")
    hand.reads("Your district provides this app")
