"""What a district sees of its usage, of visits by whoever runs the hub, and of its deletion."""

from homeroom.accounts.usage import actions as usage
from homeroom.accounts.usage.collecting import Use
from homeroom.intake.erasure import actions as erasure
from homeroom.intake.runs.desk import Desk
from homeroom.roster.doors.actions import note_view, open_door
from homeroom.roster.doors.queries import Door
from tests.browser.looks import Visits, Walk
from tests.browser.town import ANN, BEN, LEE
from tests.browser.visits.district import CHIEF
from tests.browser.visits.team import PASSWORD, signed_up

VISITS = Visits()
_REPORTS = "/district/reports"
_DELETION = "/district/team/deletion"
_DAY = 86_400_000
_LONG = "The sync of 1 September does not end, and its hold names a person twice: ticket 1042."


@VISITS.to("GET /district/reports", "usage-none")
def _none(walk: Walk) -> None:
    walk.opens(_REPORTS, CHIEF)
    walk.hand.reads("Nobody in these days")


@VISITS.to("GET /district/reports", "usage")
def _usage(walk: Walk) -> None:
    _used(walk)
    walk.opens(f"{_REPORTS}?span=28", CHIEF)
    walk.page.locator("details").first.locator("summary").click()


@VISITS.to("GET /district/reports", "usage-of-a-year")
def _year(walk: Walk) -> None:
    _used(walk)
    walk.opens(f"{_REPORTS}?span=year&role=student", CHIEF)


@VISITS.to("GET /district/reports/files", "usage-files")
def _files(walk: Walk) -> None:
    walk.opens(f"{_REPORTS}/files", CHIEF)


@VISITS.to("GET /district/team/break-glass", "visits-of-the-operator-none")
def _no_doors(walk: Walk) -> None:
    walk.opens("/district/team/break-glass", CHIEF)


@VISITS.to("GET /district/team/break-glass", "visits-of-the-operator")
def _doors(walk: Walk) -> None:
    _opened(walk)
    walk.opens("/district/team/break-glass", CHIEF)


@VISITS.to("GET /district/team/break-glass/{door}", "visit-of-the-operator")
def _one_door(walk: Walk) -> None:
    walk.opens(f"/district/team/break-glass/{_opened(walk).door}", CHIEF)


@VISITS.to("GET /district", "home-after-a-visit-of-the-operator")
def _home(walk: Walk) -> None:
    _opened(walk)
    walk.opens("/district", CHIEF)
    walk.hand.reads("Whoever runs the hub looked at your district")


@VISITS.to("GET /district/team/deletion", "deletion")
def _deletion(walk: Walk) -> None:
    signed_up(walk)
    walk.opens(_DELETION)


@VISITS.to("POST /district/team/deletion", "deletion-wrong")
def _deletion_wrong(walk: Walk) -> None:
    _deletion(walk)
    walk.hand.types("Type the district's name to confirm", "Walnut")
    walk.hand.presses("Delete the district")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /district/team/deletion", "deletion-asked-for")
def _asked_for(walk: Walk) -> None:
    _asked(walk)
    walk.hand.reads("To be deleted on")


@VISITS.to("GET /district", "home-before-the-deletion")
def _home_before(walk: Walk) -> None:
    _asked(walk)
    walk.opens("/district")
    walk.hand.reads("The whole district is to be deleted")


@VISITS.to("GET /districts/deleted/{receipt}", "certificate-not-yet")
def _not_yet(walk: Walk) -> None:
    _asked(walk)
    walk.opens(_certificate(walk))


@VISITS.to("GET /districts/deleted/{receipt}", "certificate")
def _gone(walk: Walk) -> None:
    _asked(walk)
    address = _certificate(walk)
    desk = Desk.of(walk.town.hub.parts)
    walk.town.later(days=erasure.WAIT_DAYS)
    erasure.carry_on(desk)
    walk.town.later(seconds=erasure.SETTLING.total_seconds())
    erasure.carry_on(desk)
    walk.opens(address)
    walk.hand.reads("What was deleted")


def _asked(walk: Walk) -> None:
    _deletion(walk)
    name = walk.page.locator("#typed-hint").inner_text()
    walk.hand.chooses("When?", f"In {erasure.WAIT_DAYS} days: until then I can take it back")
    walk.hand.types("Type the district's name to confirm", name)
    walk.hand.types("Your password", PASSWORD)
    walk.hand.presses("Delete the district")
    walk.hand.reads("The district will be deleted")


def _certificate(walk: Walk) -> str:
    address = walk.page.locator("main p.id").inner_text()
    return address[address.index("/districts/deleted/") :]


def _used(walk: Walk) -> None:
    """Three people were at work on some of the last days."""
    town = walk.town
    app, number = town.app("tide").application, town.district.number
    people = [(town.person(ANN), "student"), (town.person(BEN), "student")]
    people.append((town.person(LEE), "teacher"))
    made = []
    for ago in range(60):
        at = town.now - ago * _DAY
        for nth, (one, role) in enumerate(people):
            times = (ago * 7 + nth * 3) % 5
            made += [Use(number, at, role, "", "", one.user)] * times
            made += [Use(number, at, role, app, "district", one.user)] * (times // 2)
    with town.hub.parts.store.control.writing() as control:
        usage.keep(control, made, {number: 0})


def _opened(walk: Walk) -> Door:
    """An operator with a long name had a door open, and looked at two pages."""
    town, who = walk.town, "Olga Vandersteen-Okonkwo (operator, olga@hub.example)"
    parts = town.hub.parts
    with parts.store.roster.writing() as session:
        door = open_door(session, town.now, town.district.number, 7, who, _LONG)
    with parts.store.control.writing() as control:
        for page in ("/district/data?kind=students&q=Ann", f"/district/data/users/{town.id(ANN)}"):
            note_view(control, town.now, door, page)
    return door
