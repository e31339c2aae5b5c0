"""What the developer of an application sees, and whoever wants to become one."""

from homeroom.accounts import desk as accounts
from homeroom.accounts import sessions
from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.rules import HUB
from homeroom.accounts.sessions import Device
from homeroom.oauth import connecting
from homeroom.oauth.queries import app_named
from homeroom.oauth.registration.actions import own
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.connecting import actions
from homeroom.sharing.connecting.queries import connected, open_proposal
from tests.browser.looks import Visits, Walk

VISITS = Visits()
EMPTY = Visits()
STRICT = Visits()
BO = "bo@office.example.org"
_PASSWORD = "walnut harbour lantern nine"
_ANSWERS = "buyer=district&classes=roster&fields=basic&login=yes"
_FIELDS = "fields/users"


def _comes_in(walk: Walk) -> None:
    """Bo is signed in; every application of the town is hers."""
    town = walk.town
    desk = accounts.desk_of(town.hub.parts)
    person = desk.people.find(HUB, BO).person
    if person is None:
        person, _ = add_hub_account(desk, BO, "Bo <b>Reyes</b>", "developer")
    with town.hub.parts.store.control.writing() as control:
        for one in town.apps.values():
            own(control, town.now, one.application, person.user)
        issued = sessions.issue(
            control, town.now, HUB, person.user, Device("Firefox/140 (X11; Linux)"),
            method="password", role="developer",
        )  # fmt: skip
    walk.page.context.add_cookies([{"name": "hr", "value": issued.token, "url": town.url}])


def opens(walk: Walk, below: str = "", key: str = "office") -> None:
    _comes_in(walk)
    path = f"/developers/apps/{walk.town.app(key).application}"
    walk.opens(f"{path}/{below}" if below else path)


def _asked(walk: Walk) -> None:
    """The district asks for the application, unless it did."""
    town = walk.town
    with town.hub.parts.store.roster.writing() as session:
        number, app = town.district.number, town.app("office").application
        if connected(session, number, app) is None and open_proposal(session, number, app) is None:
            actions.request_application(
                session, number, app, Author("Cho Vale", town.now), terms="trial",
                launch_on="2099-09-01",
            )  # fmt: skip


def _link(walk: Walk) -> str:
    """The district is connected; return the path below the application's own."""
    _asked(walk)
    parts, number = walk.town.hub.parts, walk.town.district.number
    named = walk.town.app("office").application
    with parts.store.control.reading() as session:
        app = app_named(session, named)
    assert app is not None
    with parts.store.roster.reading() as session:
        asked = open_proposal(session, number, named)
    if asked is not None:
        by = Author("Bo", walk.town.now)
        connecting.accept(parts, number, app, asked.id, "application", by)
    with parts.store.roster.reading() as session:
        link = connected(session, number, named)
    assert link is not None
    return f"districts/{link.id}"


@VISITS.to("GET /developers/sign-up", "developer-sign-up")
def _sign_up(walk: Walk) -> None:
    walk.opens("/developers/sign-up")


@VISITS.to("POST /developers/sign-up", "developer-sign-up-wrong")
def _sign_up_wrong(walk: Walk) -> None:
    _sign_up(walk)
    walk.hand.types("Your name", "Bo")
    walk.hand.types("Password", "password1234")
    walk.page.evaluate("document.querySelector('form').noValidate = true")
    walk.hand.presses("Sign up")
    walk.hand.reads("Please look at this again")


@STRICT.to("GET /developers/sign-up", "developer-sign-up-closed")
def _sign_up_closed(walk: Walk) -> None:
    walk.opens("/developers/sign-up")


@VISITS.to("GET /developers/login", "developer-login")
def _login(walk: Walk) -> None:
    walk.opens("/developers/login?why=signed_up")


@VISITS.to("POST /developers/login", "developer-login-wrong")
def _login_wrong(walk: Walk) -> None:
    walk.opens("/developers/login")
    walk.hand.types("E-mail address", BO)
    walk.hand.types("Password", _PASSWORD)
    walk.hand.presses("Sign in")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /pick-an-integration", "pick")
def _pick(walk: Walk) -> None:
    walk.opens("/pick-an-integration")


@VISITS.to("GET /pick-an-integration", "pick-answered")
def _pick_answered(walk: Walk) -> None:
    walk.opens(f"/pick-an-integration?{_ANSWERS}")


@VISITS.to("GET /developers/picker", "picker")
def _picker(walk: Walk) -> None:
    _comes_in(walk)
    walk.opens(f"/developers/picker?{_ANSWERS}")


@VISITS.to("GET /developers", "developer-applications")
def _mine(walk: Walk) -> None:
    _comes_in(walk)
    walk.opens("/developers")


@EMPTY.to("GET /developers", "developer-applications-empty")
def _mine_empty(walk: Walk) -> None:
    _comes_in(walk)
    walk.opens("/developers")


@VISITS.to("GET /developers/account", "developer-account")
def _account(walk: Walk) -> None:
    _comes_in(walk)
    walk.opens("/developers/account")


@VISITS.to("POST /developers/account/password", "developer-password-wrong")
def _password(walk: Walk) -> None:
    _account(walk)
    walk.hand.types("Present password", _PASSWORD)
    walk.hand.types("New password", "short")
    walk.hand.presses("Change the password")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /developers/new", "new-application")
def _new(walk: Walk) -> None:
    _comes_in(walk)
    walk.opens("/developers/new")


@VISITS.to("POST /developers/new", "new-application-made")
def _made(walk: Walk) -> None:
    _new(walk)
    walk.hand.types("Name", f"Harbour {walk.town.now} {id(walk.page)}")
    walk.hand.presses("Create the application")
    walk.hand.reads("The secret is not shown again")


@VISITS.to("POST /developers/new", "new-application-wrong")
def _new_wrong(walk: Walk) -> None:
    _new(walk)
    walk.hand.presses("Create the application")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /developers/apps/{id}", "developer-application")
def _one(walk: Walk) -> None:
    opens(walk)


@VISITS.to("GET /developers/apps/{id}/keys", "keys")
def _keys(walk: Walk) -> None:
    opens(walk, "keys")


@VISITS.to("POST /developers/apps/{id}/keys/rotate", "keys-new-secret")
def _rotate(walk: Walk) -> None:
    opens(walk, "keys", "cobble")
    walk.hand.presses("Make a new secret")
    walk.hand.reads("The secret is not shown again")


@VISITS.to("GET /developers/apps/{id}/keys", "keys-two-secrets")
def _two(walk: Walk) -> None:
    _rotate(walk)
    opens(walk, "keys", "cobble")
    walk.hand.reads("Two secrets work now")


@VISITS.to("GET /developers/apps/{id}/keys/revoke", "keys-revoke")
def _revoke(walk: Walk) -> None:
    opens(walk, "keys")
    walk.page.get_by_role("link", name="Revoke the secret").first.click()
    walk.hand.reads("It is the only one")


@VISITS.to("GET /developers/apps/{id}/addresses", "addresses")
def _addresses(walk: Walk) -> None:
    opens(walk, "addresses")


@VISITS.to("POST /developers/apps/{id}/addresses", "addresses-wrong")
def _addresses_wrong(walk: Walk) -> None:
    _addresses(walk)
    walk.hand.types("Redirect URIs", "javascript:alert(1)")
    walk.hand.presses("Save the addresses")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /developers/apps/{id}/settings", "application-settings")
def _settings(walk: Walk) -> None:
    opens(walk, "settings")


@VISITS.to("POST /developers/apps/{id}/settings", "application-settings-wrong")
def _settings_wrong(walk: Walk) -> None:
    _settings(walk)
    walk.hand.types("Name", " ")
    walk.hand.presses("Save the settings")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /developers/apps/{id}/fields", "fields")
def _fields(walk: Walk) -> None:
    _link(walk)
    opens(walk, "fields")


@VISITS.to("GET /developers/apps/{id}/fields/{kind}", "fields-of-users")
def _kind(walk: Walk) -> None:
    opens(walk, _FIELDS)


@VISITS.to("POST /developers/apps/{id}/fields/{kind}", "fields-without-reason")
def _kind_wrong(walk: Walk) -> None:
    _kind(walk)
    walk.hand.presses("Save what you ask for")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /developers/apps/{id}/districts", "developer-districts")
def _districts(walk: Walk) -> None:
    _link(walk)
    opens(walk, "districts")
    walk.hand.reads("Harbour Point")


@VISITS.to("GET /developers/apps/{id}/districts", "developer-districts-asked")
def _districts_asked(walk: Walk) -> None:
    _asked(walk)
    opens(walk, "districts")


@VISITS.to("GET /developers/apps/{id}/districts", "developer-districts-none")
def _districts_none(walk: Walk) -> None:
    opens(walk, "districts", "cobble")


@VISITS.to("POST /developers/apps/{id}/districts/invite", "developer-invite-unknown")
def _invite(walk: Walk) -> None:
    _districts_none(walk)
    walk.hand.types("District", "Nowhere")
    walk.hand.presses("Invite")
    walk.hand.reads("Please look at this again")


@VISITS.to("POST /developers/apps/{id}/districts/decline", "developer-decline-too-long")
def _decline(walk: Walk) -> None:
    opens(walk, "districts", "cobble")
    town = walk.town
    with town.hub.parts.store.roster.writing() as session:
        actions.request_application(
            session, town.district.number, town.app("cobble").application,
            Author("Cho Vale", town.now), terms="trial",
        )  # fmt: skip
    walk.page.reload()
    walk.page.evaluate("document.querySelector('[name=note]').removeAttribute('maxlength')")
    walk.page.locator("[name=note]").first.fill("x" * 501)
    walk.page.get_by_role("button", name="Decline").first.click()
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /developers/apps/{id}/districts/{connection}", "developer-connection")
def _connection(walk: Walk) -> None:
    opens(walk, _link(walk))


@VISITS.to("POST /developers/apps/{id}/districts/{connection}/reveal", "developer-token")
def _reveal(walk: Walk) -> None:
    _connection(walk)
    walk.hand.presses("Show the token")
    walk.hand.reads("Whoever has it reads everything")


@VISITS.to("POST /developers/apps/{id}/districts/{connection}/rotate", "developer-token-replaced")
def _rotate_token(walk: Walk) -> None:
    _connection(walk)
    walk.hand.presses("Replace the token")
    walk.hand.reads("24 more hours")


@VISITS.to("GET /developers/apps/{id}/districts/{connection}/revoke", "developer-token-revoke")
def _revoke_token(walk: Walk) -> None:
    opens(walk, f"{_link(walk)}/revoke")


@VISITS.to("POST /developers/apps/{id}/districts/{connection}/revoke", "developer-token-revoked")
def _revoked(walk: Walk) -> None:
    _revoke_token(walk)
    walk.hand.presses("Revoke and make a new token")
    walk.hand.reads("Every token of before is refused")


@VISITS.to("POST /developers/apps/{id}/districts/{connection}/launch", "developer-launch-wrong")
def _launch(walk: Walk) -> None:
    _connection(walk)
    walk.page.locator("[name=launch_on]").fill("2020-01-01")
    walk.hand.presses("Set the launch date")
    walk.hand.reads("Please look at this again")
