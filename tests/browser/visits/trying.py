"""What a developer sees who tries an application out, narrows what it takes, or shares her work."""

from homeroom.accounts import desk as accounts
from homeroom.accounts.rules import HUB
from homeroom.events import agreements
from homeroom.events.pinning.actions import change_limits
from homeroom.oauth.actions import declare
from homeroom.oauth.queries import declaration_of
from homeroom.oauth.registration import actions, owners
from homeroom.oauth.requests.collecting import Entry
from homeroom.oauth.requests.flushing import keep
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.pinning.rules import Limits
from homeroom.sharing.rules import Share
from tests.browser.looks import Visits, Walk
from tests.browser.visits.developers import BO, _comes_in, opens
from tests.browser.visits.watching import _connection

VISITS = Visits()
_APP = "cobble"


def _seen(walk: Walk, *paths: str) -> None:
    """The hub has seen this, a second apart, up to a minute ago."""
    town, app = walk.town, walk.town.app(_APP).application
    number, first = town.district.number, town.now - 60_000 - 1000 * len(paths)
    made = [
        Entry(
            app, first + 1000 * place, f"{place:08}-0000-4000-8000-000000000000", "GET", path,
            200, 3, number, "",
        )
        for place, path in enumerate(paths)
    ]  # fmt: skip
    with town.hub.parts.store.control.writing() as control:
        keep(control, made, town.now)


def _is_of(walk: Walk, *types: str) -> None:
    """The application has these integration types."""
    with walk.town.hub.parts.store.control.writing() as control:
        named = walk.town.app(_APP).application
        declare(control, named, {**declaration_of(control, named), "types": list(types)})


@VISITS.to("GET /developers/apps/{id}/district-sso", "developer-district-sso")
def _district_sso(walk: Walk) -> None:
    _is_of(walk, "district_sso", "secure_sync")
    _connection(walk)
    _seen(
        walk,
        "/oauth/instant-login?way=portal&role=student&end=code&by=district&primary=yes",
        "/oauth/tokens?role=student",
        "/oauth/instant-login?way=link&role=student&end=denied&reason=not_shared",
        "/oauth/authorize?way=app&role=teacher&end=code&by=district&state=yes",
        "/oauth/authorize?way=app&end=error&reason=invalid_request",
    )
    opens(walk, "district-sso", _APP)
    walk.hand.reads("What happened last")


@VISITS.to("GET /developers/apps/{id}/library", "developer-library-guide")
def _library(walk: Walk) -> None:
    _is_of(walk, "library", "district_sso", "secure_sync")
    opens(walk, "library", _APP)
    walk.hand.reads("This guide does not test District SSO")


@VISITS.to("GET /developers/apps/{id}/districts/{connection}/filters", "developer-filters")
def _filters(walk: Walk) -> None:
    opens(walk, f"districts/{_connection(walk)}/filters", _APP)
    walk.hand.reads("What you take of a district")


def _shares(walk: Walk, share: Share) -> None:
    town, named = walk.town, _connection(walk)
    with town.hub.parts.store.roster.writing() as session:
        by = Author("Cho Vale", town.now)
        agreements.change_share(session, town.district.number, named, share, by)


def _types_a_rule(walk: Walk, field: str, values: str) -> None:
    walk.hand.chooses("A further rule selects", "Students")
    walk.hand.presses("Add rule")
    walk.hand.types("Field of a further filter", field)
    walk.hand.presses("Add filter")
    walk.page.get_by_label("Values", exact=True).fill(values)
    walk.hand.presses("Look at what would change")


@VISITS.to("POST /developers/apps/{id}/districts/{connection}/filters", "developer-filters-wrong")
def _filters_wrong(walk: Walk) -> None:
    _filters(walk)
    _types_a_rule(walk, "id", "")
    walk.hand.reads("Please look at this again")


@VISITS.to("POST /developers/apps/{id}/districts/{connection}/filters", "developer-filters-looked")
def _filters_looked(walk: Walk) -> None:
    _connection(walk)
    _shares(walk, Share("district", staff=True))
    _filters(walk)
    _types_a_rule(walk, "id", "A; B")
    walk.hand.reads("What your filters would change")


@VISITS.to(
    "POST /developers/apps/{id}/districts/{connection}/filters/save", "developer-filters-stale"
)
def _filters_stale(walk: Walk) -> None:
    _filters_looked(walk)
    _shares(walk, Share("nothing"))
    walk.hand.presses("Save the filters")
    walk.hand.reads("Nothing was saved")


@VISITS.to("GET /developers/apps/{id}/districts/{connection}/limits", "developer-limits")
def _limits(walk: Walk) -> None:
    named, number = _connection(walk), walk.town.district.number
    _shares(walk, Share("district", staff=True))
    with walk.town.hub.parts.store.roster.writing() as session:
        change_limits(session, number, named, Limits(), Author("Bo", walk.town.now))
    _shares(walk, Share("nothing"))
    opens(walk, f"districts/{named}/limits", _APP)
    walk.hand.reads("A large change waits for you")


@VISITS.to("GET /developers/apps/{id}/districts/{connection}/lacking", "developer-lacking")
def _lacking(walk: Walk) -> None:
    named, needed = _connection(walk), {"need": "required", "reason": "To write to them."}
    _shares(walk, Share("district", staff=True))
    with walk.town.hub.parts.store.control.writing() as control:
        app = walk.town.app(_APP).application
        declare(control, app, {**declaration_of(control, app), "fields": {"users.email": needed}})
    opens(walk, f"districts/{named}/lacking", _APP)
    walk.hand.reads("Missing")


@VISITS.to("POST /developers/apps/{id}/districts/{connection}/limits", "developer-limits-wrong")
def _limits_wrong(walk: Walk) -> None:
    opens(walk, f"districts/{_connection(walk)}/limits", _APP)
    walk.page.get_by_label("Wait for us").check()
    walk.page.locator("[name=students-deleted]").fill("many")
    walk.hand.presses("Save the limits")
    walk.hand.reads("Please look at this again")


def _second_owner(walk: Walk) -> str:
    """Somebody else owns the application too; return her number."""
    town = walk.town
    named = town.app(_APP).application
    with town.hub.parts.store.control.writing() as control:
        actions.own(control, town.now, named, 77)
    return "77"


@VISITS.to("GET /developers/apps/{id}/owners", "developer-owners")
def _owners(walk: Walk) -> None:
    opens(walk, "owners", _APP)
    walk.hand.reads("Invite another developer")


@VISITS.to("POST /developers/apps/{id}/owners/invite", "developer-owner-invited")
def _invited(walk: Walk) -> None:
    _owners(walk)
    walk.hand.types("E-mail address", "wren@office.example.org")
    walk.hand.presses("Make an invitation")
    walk.hand.reads("It counts once, for seven days")


@VISITS.to("GET /developers/apps/{id}/owners/remove", "developer-owner-remove")
def _remove(walk: Walk) -> None:
    _comes_in(walk)
    opens(walk, f"owners/remove?owner={_second_owner(walk)}", _APP)
    walk.hand.reads("may still know its secret")


@VISITS.to("GET /developers/join", "developer-join")
def _join(walk: Walk) -> None:
    _comes_in(walk)
    town = walk.town
    parts, person = town.hub.parts, accounts.desk_of(town.hub.parts).people.find(HUB, BO).person
    assert person is not None
    text = owners.invite(parts.sealer, town.now, town.app(_APP).application, person.user, BO)
    walk.opens(f"/developers/join?invitation={text}")
    walk.hand.reads("invites you to work on")
