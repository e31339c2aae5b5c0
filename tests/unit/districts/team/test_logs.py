"""Who decided what, chained; who signed in, with the columns of district.md 3.15."""

import csv
import io
import re
from datetime import timedelta

import sqlalchemy as sa

from homeroom.accounts.access.tidying import tidy
from homeroom.accounts.desk import desk_of
from homeroom.districts.logs.noting import SILENT, kind_of
from homeroom.districts.routes import ROUTES
from homeroom.foundation.database import Prepared
from homeroom.hub import Hub
from homeroom.roster.auditing.queries import broken, entries
from tests.unit.districts.team.colleagues import PASSWORD, Guest, a_colleague
from tests.unit.districts.town import Browser, Town

DECISIONS, ACCESS = "/district/logs/decisions", "/district/logs/access"


def noted(town: Town) -> list[tuple[str, str, str]]:
    with town.hub.parts.store.roster.reading() as session:
        found = entries(session, town.district.number)
    return [(one.action, one.subject, one.detail) for one in found]


def test_decisions_are_noted_once_with_who_took_them(town: Town, owner: Browser) -> None:
    a_colleague(town, owner, "ada@walnut.example", "administrator")
    app = town.application("Reader")
    assert 303 == owner.post(f"/district/library/apps/{app}/block").status
    policy = {"names_district_admin": "email", "student_minimum": "6"}
    seen = re.search(
        r'name="seen" value="([0-9a-f]+)"', owner.get("/district/sign-in").body.decode()
    )
    assert seen
    assert 303 == owner.post("/district/sign-in", seen=seen[1], **policy).status
    assert 400 == owner.post("/district/sign-in", student_minimum="x").status
    assert [
        ("sign_in", "How people sign in", "saved"),
        ("library", f"Reader [{app}]", "blocked"),
        ("team", "ada@walnut.example", "joined as administrator"),
        ("team", "ada@walnut.example", "invited as administrator"),
        ("team", "olive@walnut.example", "joined as owner"),
    ] == noted(town)
    page = owner.text(f"{DECISIONS}?action=team")
    assert "The chain is whole" in page
    assert "Reader" not in page
    rows = list(csv.DictReader(io.StringIO(owner.text(f"{DECISIONS}.csv?action=team"))))
    assert ["joined as administrator", "invited as administrator", "joined as owner"] == [
        one["Detail"] for one in rows
    ]
    assert 400 == owner.get(f"{DECISIONS}?from=yesterday").status


def test_every_form_is_noted_or_named_as_one_that_is_not() -> None:
    forms = {route.path for route in ROUTES if "POST" in route.methods}
    assert set() == {one for one in forms if not kind_of(one) and not one.startswith(SILENT)}
    assert set() == {one for one in SILENT if not any(form.startswith(one) for form in forms)}


def test_the_log_names_a_role_in_words(town: Town, owner: Browser) -> None:
    asked = {"email": "hal@walnut.example", "role": "help_desk"}
    assert 200 == owner.post("/district/team/invite", **asked).status
    assert ("team", "hal@walnut.example", "invited as help desk") == noted(town)[0]


def test_an_entry_that_is_altered_or_taken_out_breaks_the_chain(town: Town, owner: Browser) -> None:
    a_colleague(town, owner, "ada@walnut.example", "administrator")
    store, district = town.hub.parts.store, town.district.number
    alter = "UPDATE audit_entry SET subject = 'somebody' WHERE position = 2"
    remove = "DELETE FROM audit_entry WHERE position = 1"
    for statement, position in ((alter, 2), (remove, 1)):
        with store.roster.writing() as session:
            session.run(Prepared(sa.text(statement)))
        with store.roster.reading() as session:
            assert position == broken(session, district)
    assert "The chain is broken at entry 1" in owner.text(DECISIONS)


def test_sign_ins_and_failures_are_listed_for_sixty_days(
    hub: Hub, town: Town, owner: Browser
) -> None:
    def sign_in(name: str, password: str) -> int:
        return (
            Guest(hub)
            .send("/login", district=town.district.name, username=name, password=password)
            .status
        )

    assert 303 == sign_in("olive@walnut.example", PASSWORD)
    assert 401 == sign_in("olive@walnut.example", "wrong")
    assert 401 == sign_in("nobody@walnut.example", "wrong")
    rows = list(csv.DictReader(io.StringIO(owner.text(f"{ACCESS}.csv"))))
    told = sorted((one["Event"], one["Error"], bool(one["User_id"])) for one in rows)
    assert [
        ("Login_failure", "Unknown_user", False),
        ("Login_failure", "Wrong_secret", True),
        ("Login_success", "", True),
        ("Login_success", "", True),
    ] == told
    assert "nobody@" not in owner.text(ACCESS)
    assert {"127.0.0.1"} == {one["Client_ip"] for one in rows}
    assert 400 == owner.get(f"{ACCESS}.csv?from=2026-08-01&to=2026-08-09").status
    town.clock.advance(timedelta(days=61))
    assert 4 <= tidy(desk_of(hub.parts))
