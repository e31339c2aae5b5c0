"""What a district's administrator sees of what an application sees."""

from homeroom.events.agreements import share_nothing
from homeroom.oauth.actions import NewApplication, register_application
from homeroom.sharing.actions import connect
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.queries import connections_of
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.rules import Filter, Rule
from tests.browser.looks import Visits, Walk
from tests.browser.town import ANN, BEN, RON, RTL

VISITS = Visits()
EMPTY = Visits()
CHIEF = "A1"
_AT = "/district/applications"
_THIRD = (Rule("student", (Filter("grade", "equals_any", ("3",)),), sections=True),)
_EVERYONE = Share("district", staff=True, administrators=True)


def _connected(walk: Walk, share: Share = _EVERYONE) -> str:
    """An application that reads rosters is connected; where its pages begin."""
    town = walk.town
    reason = "Parents are written to"
    said = {
        "types": ["secure_sync"],
        "opt_ins": ["ell_status", "frl_status"],
        "fields": {"users.email": {"need": "required", "reason": reason}},
    }
    asked = NewApplication(f"Harbour Reader {RTL}", said, ())
    with town.hub.parts.store.control.writing() as session:
        app = register_application(session, town.now, asked).application
    access = FieldAccess(scopes=frozenset({"read:student_contacts"}))
    with town.hub.parts.store.roster.writing() as session:
        connect(
            session, town.now, town.district.number, app, "secure_sync", share, access,
            events=True,
        )  # fmt: skip
    return f"{_AT}/{app}"


@VISITS.to(f"GET {_AT}/{{application}}/sharing", "sharing")
def _sharing(walk: Walk) -> None:
    walk.opens(f"{_connected(walk)}/sharing", CHIEF)
    walk.hand.reads("In force now")


@VISITS.to(f"POST {_AT}/{{application}}/sharing", "sharing-schools")
def _schools(walk: Walk) -> None:
    _sharing(walk)
    walk.page.get_by_label("Schools", exact=True).check()
    walk.hand.presses("Go on with this choice")
    walk.hand.types("Look for a person", "Ito")
    walk.hand.presses("Look for the person")
    walk.hand.reads("Tick whoever is left out")


@VISITS.to(f"POST {_AT}/{{application}}/sharing", "sharing-rule")
def _rule(walk: Walk) -> None:
    walk.opens(f"{_connected(walk, Share('rules', rules=_THIRD))}/sharing", CHIEF)
    walk.hand.chooses("A further rule selects", "Teachers")
    walk.hand.presses("Add rule")
    walk.hand.presses("Change rule 1")
    walk.hand.chooses("Field of a further filter", "name.last")
    walk.hand.presses("Add filter")
    walk.hand.reads("Values to add")


@VISITS.to(f"POST {_AT}/{{application}}/sharing", "sharing-wrong")
def _wrong(walk: Walk) -> None:
    _rule(walk)
    walk.hand.presses("Look at what would change")
    walk.hand.reads("Please look at this again")


@VISITS.to(f"POST {_AT}/{{application}}/sharing", "sharing-preview")
def _preview(walk: Walk) -> None:
    walk.opens(f"{_connected(walk)}/sharing", CHIEF)
    walk.page.get_by_label("Rules", exact=True).check()
    walk.hand.presses("Go on with this choice")
    walk.hand.presses("Add rule")
    walk.hand.chooses("Field of a further filter", "student_number")
    walk.hand.presses("Add filter")
    walk.page.get_by_label("Values", exact=True).fill(f"{ANN}; {RON}")
    walk.hand.presses("Look at what would change")
    walk.hand.reads("This application loses 2 students, ")


@VISITS.to(f"POST {_AT}/{{application}}/sharing/names", "sharing-names")
def _names(walk: Walk) -> None:
    _preview(walk)
    walk.page.get_by_role("button", name="List all 2 students lost").click()
    walk.hand.reads("1 to 2 of 2 students")


@VISITS.to(f"POST {_AT}/{{application}}/sharing/save", "sharing-moved")
def _moved(walk: Walk) -> None:
    _preview(walk)
    district = walk.town.district.number
    with walk.town.hub.parts.store.roster.writing() as session:
        known = connections_of(session, district)
        shown = next(one.id for one in known if one.application in walk.page.url)
        share_nothing(session, district, shown, Author("Dee Park", walk.town.now))
    walk.hand.presses("Take 2 students away")
    walk.hand.reads("What is shared has changed since you looked.")


@VISITS.to(f"GET {_AT}/{{application}}/sharing/history", "sharing-history")
def _history(walk: Walk) -> None:
    _preview(walk)
    walk.hand.types("Note for your colleagues", f"For the pilot {RTL}")
    walk.hand.presses("Take 2 students away")
    walk.hand.reads("Saved. It holds in this hub from now on")
    walk.hand.presses("History")
    walk.hand.reads("As it began")


@VISITS.to(f"GET {_AT}/{{application}}/sharing/history", "sharing-history-empty")
def _history_empty(walk: Walk) -> None:
    walk.opens(f"{_connected(walk)}/sharing/history", CHIEF)


@VISITS.to(f"GET {_AT}/{{application}}/sharing/history/{{position}}", "sharing-past")
def _past(walk: Walk) -> None:
    _history(walk)
    walk.page.get_by_role("link", name="Look at going back").click()
    walk.hand.reads("Share with 2 students")


@VISITS.to(f"GET {_AT}/{{application}}/fields", "sharing-fields")
def _fields(walk: Walk) -> None:
    walk.opens(f"{_connected(walk)}/fields", CHIEF)


@VISITS.to(f"POST {_AT}/{{application}}/fields", "sharing-fields-preview")
def _fields_preview(walk: Walk) -> None:
    _fields(walk)
    walk.page.locator('input[value="users.email"]').uncheck()
    walk.hand.presses("Look at what would change")
    walk.hand.reads("Required field refused")


@VISITS.to(f"GET {_AT}/troubleshoot", "sharing-troubleshoot")
def _troubleshoot(walk: Walk) -> None:
    at = _connected(walk, Share("rules", rules=(*_THIRD, Rule("section"))))
    walk.opens(f"{_AT}/troubleshoot?person={walk.town.id(BEN)}&app={at.rpartition('/')[2]}", CHIEF)
    walk.hand.reads("Your rules: one must match")


@VISITS.to(f"GET {_AT}/troubleshoot", "sharing-troubleshoot-search")
def _troubleshoot_search(walk: Walk) -> None:
    walk.opens(f"{_AT}/troubleshoot?q=a", CHIEF)
    walk.hand.reads("Whom do you mean?")


@EMPTY.to(f"GET {_AT}/troubleshoot", "sharing-troubleshoot-empty")
def _troubleshoot_empty(walk: Walk) -> None:
    walk.opens(f"{_AT}/troubleshoot", CHIEF)
