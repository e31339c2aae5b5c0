"""What a district sees that comes by itself, of its team, and of its logs."""

from itertools import count

from tests.browser.looks import Visits, Walk
from tests.browser.visits.district import CHIEF

VISITS = Visits()
PASSWORD = "walnut harbour lantern nine"
_NTH = count(1)
"""For addresses and names that a town walked through before has not got yet."""


@VISITS.to("GET /districts/sign-up", "district-sign-up")
def _sign_up(walk: Walk) -> None:
    walk.opens("/districts/sign-up")


@VISITS.to("POST /districts/sign-up", "district-sign-up-wrong")
def _sign_up_wrong(walk: Walk) -> None:
    _fill(walk, "password1234")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /district", "district-home-first-steps")
def _first_steps(walk: Walk) -> None:
    _fill(walk, PASSWORD)
    walk.hand.reads("First steps")


@VISITS.to("GET /district/team", "team")
def _team(walk: Walk) -> None:
    _invited(walk)
    walk.opens("/district/team", CHIEF)


@VISITS.to("GET /district/team", "team-of-one")
def _team_of_one(walk: Walk) -> None:
    _fill(walk, PASSWORD)
    walk.opens("/district/team")


@VISITS.to("POST /district/team/invite", "team-invited")
def _invited(walk: Walk) -> None:
    walk.opens("/district/team", CHIEF)
    walk.hand.types("E-mail address", f"hal{next(_NTH)}@harbour.example")
    walk.hand.chooses(
        "Role", "Help desk: looks, and helps people sign in; changes no settings and no sharing"
    )
    walk.hand.presses("Make the invitation")
    walk.hand.reads("Pass this link on")


@VISITS.to("GET /districts/join", "team-join")
def _join(walk: Walk) -> None:
    _invited(walk)
    link = walk.page.locator("main code").inner_text()
    walk.opens(link[link.index("/districts/join") :])


@VISITS.to("POST /districts/join", "team-join-wrong")
def _join_wrong(walk: Walk) -> None:
    _join(walk)
    walk.hand.types("Password", "password1234")
    walk.hand.presses("Join")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /district/team/{id}/remove", "team-remove")
def _remove(walk: Walk) -> None:
    _join(walk)
    walk.hand.types("Your name", "Hal Help")
    walk.hand.types("Password", PASSWORD)
    walk.hand.presses("Join")
    walk.opens("/district/team", CHIEF)
    walk.page.get_by_role("link", name="Remove hal").last.click()


@VISITS.to("GET /district/team/hand-over", "team-hand-over-to-nobody")
def _hand_over(walk: Walk) -> None:
    _fill(walk, PASSWORD)
    walk.opens("/district/team/hand-over")


@VISITS.to("POST /district/team/hand-over", "team-hand-over-wrong")
def _hand_over_wrong(walk: Walk) -> None:
    _fill(walk, PASSWORD)
    walk.opens("/district/team")
    walk.hand.types("E-mail address", "hal@walnut.example")
    walk.hand.chooses("Role", "Administrator: everything but handing the district over")
    walk.hand.presses("Make the invitation")
    link = walk.page.locator("main code").inner_text()
    other = walk.page.context.browser.new_context() if walk.page.context.browser else None
    assert other is not None
    page = other.new_page()
    page.goto(walk.town.url + link[link.index("/districts/join") :])
    page.get_by_label("Your name").fill("Hal Help")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/district")
    other.close()
    walk.opens("/district/team/hand-over")
    walk.hand.types("Type that e-mail address to confirm", "somebody")
    walk.hand.presses("Hand the district over")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /district/logs/decisions", "log-of-decisions")
def _decisions(walk: Walk) -> None:
    _invited(walk)
    walk.opens("/district/logs/decisions", CHIEF)


@VISITS.to("GET /district/logs/access", "log-of-sign-ins")
def _access(walk: Walk) -> None:
    walk.opens("/district/logs/access", CHIEF)


def _fill(walk: Walk, password: str) -> None:
    _sign_up(walk)
    nth = next(_NTH)
    walk.hand.types("Your district's name", f"Walnut Creek {nth}")
    walk.hand.types("Short name", f"walnut-creek-{nth}")
    walk.hand.types("Your own name", "Olive Owner")
    walk.hand.types("Your e-mail address", f"olive{nth}@walnut.example")
    walk.hand.types("Password", password)
    walk.hand.presses("Sign up")


def signed_up(walk: Walk) -> None:
    """Somebody has signed up a district, and is at work in it as its owner."""
    _fill(walk, PASSWORD)
