"""What whoever runs the hub sees."""

from homeroom.accounts import desk as accounts
from homeroom.accounts import sessions
from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.rules import HUB
from homeroom.accounts.sessions import Device
from tests.browser.looks import Visits, Walk

VISITS = Visits()
EMPTY = Visits()
"""In a hub without applications."""


def _opens(walk: Walk, path: str) -> None:
    """An operator with a long name opens a page."""
    desk = accounts.desk_of(walk.town.hub.parts)
    # A walk through the whole town opens many of her pages.
    person = desk.people.find(HUB, "olga@hub.example").person
    if person is None:
        name = "Olga Vandersteen-Okonkwo"
        person, _ = add_hub_account(desk, "olga@hub.example", name, "operator")
    with walk.town.hub.parts.store.control.writing() as control:
        issued = sessions.issue(
            control, walk.town.now, 0, person.user, Device("test", shared=False),
            method="password", role="operator",
        )  # fmt: skip
    cookie = {"name": "hr", "value": issued.token, "url": walk.town.url}
    walk.page.context.add_cookies([cookie])  # type: ignore[list-item]
    walk.opens(path)


@VISITS.to("GET /operator/login", "operator-login")
def _login(walk: Walk) -> None:
    walk.opens("/operator")


@VISITS.to("POST /operator/login", "operator-login-wrong")
def _login_wrong(walk: Walk) -> None:
    _login(walk)
    walk.hand.types("E-mail address", "olga@hub.example")
    walk.hand.types("Password", "wrong")
    walk.hand.presses("Sign in")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /operator", "operator-healthy")
def _healthy(walk: Walk) -> None:
    _opens(walk, "/operator")


@EMPTY.to("GET /operator", "operator-needed")
def _needed(walk: Walk) -> None:
    walk.town.hub.parts.readiness.wait_for("worker", "the worker of intake ended: StoreError")
    _opens(walk, "/operator")


@VISITS.to("GET /operator/districts", "operator-districts")
def _districts(walk: Walk) -> None:
    _opens(walk, "/operator/districts")


@VISITS.to("GET /operator/applications", "operator-applications")
def _applications(walk: Walk) -> None:
    _opens(walk, "/operator/applications")


@EMPTY.to("GET /operator/applications", "operator-applications-none")
def _no_applications(walk: Walk) -> None:
    _opens(walk, "/operator/applications")


@VISITS.to("GET /operator/applications/{id}/off", "operator-application-off")
def _off(walk: Walk) -> None:
    _opens(walk, f"/operator/applications/{walk.town.app('tide').application}/off")


@VISITS.to("GET /operator/runs", "operator-jobs")
def _runs(walk: Walk) -> None:
    walk.town.lose_students()
    _opens(walk, "/operator/runs")


@EMPTY.to("GET /operator/runs", "operator-jobs-none")
def _no_runs(walk: Walk) -> None:
    _opens(walk, "/operator/runs?state=failed")


@VISITS.to("GET /operator/storage", "operator-storage")
def _storage(walk: Walk) -> None:
    _opens(walk, "/operator/storage")


@VISITS.to("GET /operator/keys", "operator-keys")
def _keys(walk: Walk) -> None:
    _opens(walk, "/operator/keys/rotate")
    walk.hand.presses("Rotate now")


@VISITS.to("GET /operator/keys/rotate", "operator-keys-rotate")
def _rotate(walk: Walk) -> None:
    _opens(walk, "/operator/keys/rotate")


@VISITS.to("GET /operator/retention", "operator-retention")
def _retention(walk: Walk) -> None:
    _opens(walk, "/operator/retention")


@VISITS.to("GET /operator/districts/{id}/break-glass", "break-glass")
def _break_glass(walk: Walk) -> None:
    _opens(walk, f"/operator/districts/{walk.town.district.id}/break-glass")


@VISITS.to("POST /operator/districts/{id}/break-glass", "break-glass-wrong")
def _break_glass_wrong(walk: Walk) -> None:
    _break_glass(walk)
    walk.hand.types("Why?", "because")
    walk.hand.presses("Open for an hour")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /district/data", "break-glass-records")
def _broken_glass(walk: Walk) -> None:
    _break_glass(walk)
    walk.hand.types("Why?", "The sync of 1 September does not end: ticket 1042")
    walk.hand.presses("Open for an hour")
    walk.hand.reads("Break-glass: you look at")


@VISITS.to("GET /operator/districts", "operator-districts-with-an-open-door")
def _open_door(walk: Walk) -> None:
    _broken_glass(walk)
    walk.page.goto(f"{walk.town.url}/operator/districts")
    walk.hand.reads("You have a door open")
