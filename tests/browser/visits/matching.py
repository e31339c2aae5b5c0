"""What the developer of an application sees of ids that are matched."""

from typing import Final

from homeroom.accounts import desk as accounts
from homeroom.accounts.rules import HUB
from homeroom.oauth.actions import NewApplication, register_application
from homeroom.oauth.registration.actions import own
from homeroom.sharing import actions as sharing
from homeroom.sharing.rules import FieldAccess, Share
from tests.browser.looks import Visits, Walk
from tests.browser.town import ANN
from tests.browser.visits.developers import BO, _comes_in

VISITS = Visits()
_LIST: Final = (
    f"Id,Sis_id,Email\nreader-0001-of-a-long-and-old-system,{ANN},\n"
    "reader-2,,nobody@example.org\n,x,\n"
)


def _opens_form(walk: Walk) -> str:
    """An application of Bo's reads the whole district; its page is open."""
    town = walk.town
    _comes_in(walk)
    person = accounts.desk_of(town.hub.parts).people.find(HUB, BO).person
    assert person is not None
    said = {"types": ["secure_sync"], "user_types": ["student", "teacher"]}
    with town.hub.parts.store.control.writing() as control:
        asked = NewApplication("Old Reader", said, ("https://reader.example.org/callback",))
        app = register_application(control, town.now, asked).application
        own(control, town.now, app, person.user)
    with town.hub.parts.store.roster.writing() as session:
        made = sharing.connect(
            session, town.now, town.district.number, app, "secure_sync",
            Share("district", staff=True), FieldAccess(), events=False,
        )  # fmt: skip
    path = f"/developers/apps/{app}/districts/{made}/matching"
    walk.opens(path)
    return path


def _sends(walk: Walk, content: str) -> str:
    path = _opens_form(walk)
    walk.hand.hands_in("Your list", {"list.csv": content})
    walk.hand.presses("Match with everybody")
    return path


@VISITS.to("GET /developers/apps/{id}/districts/{connection}/matching", "matching")
def _form(walk: Walk) -> None:
    path = _sends(walk, _LIST)
    walk.hand.reads("Records by result")
    walk.opens(path)


@VISITS.to("POST /developers/apps/{id}/districts/{connection}/matching", "matching-wrong")
def _wrong(walk: Walk) -> None:
    _sends(walk, "PK\x03\x04 a spreadsheet")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /developers/apps/{id}/districts/{connection}/matching/{matching}", "matched")
def _result(walk: Walk) -> None:
    _sends(walk, _LIST)
    walk.hand.reads("Records by result")
