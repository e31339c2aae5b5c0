"""Each role of a team at the door of every page and form."""

import re

from homeroom.districts.routes import ROUTES
from homeroom.foundation.ids import wire_id
from tests.unit.districts.team.colleagues import a_colleague, team_of
from tests.unit.districts.town import Browser, Town

HELPS = ("/district/people/", "/district/troubleshoot")
OWNS = (
    "/district/team/hand-over",
    "/district/team/deletion",
    "/district/sync-settings/administrators",
)


def doors(town: Town) -> list[tuple[str, str]]:
    """Every (method, path), ids being a run's, a pupil's or nobody's."""
    run, person = town.runs()[0].run, town.id("student:P1")
    found = []
    for route in ROUTES:
        own = run if route.path.startswith("/district/runs") else person
        named = route.path.replace("{id}", own).replace("{kind}", "users")
        found += [(method, re.sub(r"{\w+}", "x", named)) for method in route.methods]
    return found


def shut(browser: Browser, method: str, path: str) -> bool:
    reply = browser.get(path) if method == "GET" else browser.post(path)
    is_shut = b"Your role in the team is" in reply.body
    assert not is_shut or 403 == reply.status, path
    return is_shut


def test_every_form_but_those_that_help_people_is_shut_to_the_help_desk(
    town: Town, owner: Browser
) -> None:
    town.take_in(owner)
    hal = a_colleague(town, owner, "hal@walnut.example", "help_desk")
    forms = [path for method, path in doors(town) if method == "POST"]
    opened = [path for path in forms if not shut(hal, "POST", path)]
    assert opened
    assert [] == [path for path in opened if not path.startswith(HELPS)]
    for path in set(forms) - set(opened):
        for odd in (path.upper(), f"{path}/", path.replace("/district/", "/district//", 1)):
            assert hal.post(odd).status in (403, 404), odd


def test_an_administrator_is_kept_from_what_is_the_owner_s_and_from_nothing_else(
    town: Town, owner: Browser
) -> None:
    town.take_in(owner)
    ada = a_colleague(town, owner, "ada@walnut.example", "administrator")
    for method, path in doors(town):
        assert path.startswith(OWNS) == shut(ada, method, path), (method, path)
        assert not path.startswith(OWNS) or not shut(owner, method, path), (method, path)


def test_a_member_of_another_district_s_team_does_not_exist(
    town: Town, other: Town, owner: Browser
) -> None:
    a_colleague(town, owner, "hal@walnut.example", "help_desk")
    chief, team = other.admin(), team_of(town.hub, town.district)
    for member in (wire_id(one.person, town.district.number) for one in team):
        path = f"/district/team/{member}"
        assert 404 == chief.get(f"{path}/remove").status
        assert 404 == chief.post(f"{path}/role", was="help_desk", role="administrator").status
        assert chief.post(f"{path}/remove").headers["location"].endswith("?said=already")
    assert team == team_of(town.hub, town.district)
    assert 200 == owner.get(f"{path}/remove").status
