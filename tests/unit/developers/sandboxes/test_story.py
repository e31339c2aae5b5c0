"""A sandbox from its first form to its end, as its developer and her application see it."""

from homeroom.intake.erasure import actions as erasure
from homeroom.intake.runs.desk import Desk as Intake
from homeroom.sharing.disclosing.flushing import flush
from tests.unit.developers.sandboxes.yard import MINE, NAME, STUDENT, a_yard, reader, ticket_of
from tests.unit.developers.workshop import Workshop
from tests.unit.districts.leaving.planting import all_rows


def test_a_sandbox_is_made_read_edited_set_back_and_deleted(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    token = yard.connect(reader(workshop, yard.desk))
    users = yard.api(token, "/v3.1/users?limit=1000&role=student").json["data"]
    assert 18 == len(users)
    named = yard.person(STUDENT)
    one = next(user["data"] for user in users if user["data"]["id"] == named)

    workshop.town.later(minutes=1)
    assert 303 == yard.edit("students", STUDENT, first_name="Wilhelmina").status
    assert "loads itself again" in yard.desk.shown(yard.path)
    assert "applied" == yard.work()
    told = yard.api(token, "/v3.1/events").json["data"]
    (changed,) = [event["data"] for event in told if event["data"]["type"] == "users.updated"]
    assert one["id"] == changed["data"]["object"]["id"]
    assert "Wilhelmina" == changed["data"]["object"]["name"]["first"]
    assert one["name"]["first"] == changed["data"]["previous_attributes"]["name"]["first"]

    workshop.town.later(minutes=1)
    seen = yard.field("/reset", "seen")
    assert 303 == yard.desk.form(f"{yard.path}/reset", seen=seen).status
    assert "applied" == yard.work()
    back = yard.api(token, f"/v3.1/users/{one['id']}").json["data"]
    assert one["name"] == back["name"]
    after = yard.api(token, f"/v3.1/events?starting_after={told[-1]['data']['id']}").json["data"]
    assert one["id"] in {event["data"]["data"]["object"]["id"] for event in after}

    assert 400 == yard.desk.form(f"{yard.path}/delete", name="something else").status
    assert 200 == yard.api(token, "/v3.1/users?limit=1").status
    page = yard.desk.shown(f"{yard.path}/delete")
    assert "gone for good" in page
    reply = yard.desk.form(f"{yard.path}/delete", name="#demo maple <b id=x>")
    assert 303 == reply.status
    assert 401 == yard.api(token, "/v3.1/users?limit=1").status
    assert 404 == yard.desk.get(yard.path).status
    assert "No sandbox yet" in yard.desk.shown("/developers/sandboxes")


def test_what_was_read_a_moment_before_leaves_no_row_of_a_deleted_sandbox(
    workshop: Workshop,
) -> None:
    yard, parts = a_yard(workshop), workshop.hub.parts
    token = yard.connect(reader(workshop, yard.desk))
    assert 200 == yard.api(token, "/v3.1/users").status
    assert 303 == yard.desk.form(f"{yard.path}/delete", name=f"#DEMO {NAME}").status
    flush(parts)
    desk = Intake.of(parts)
    erasure.carry_on(desk)
    workshop.town.clock.advance(erasure.SETTLING)
    erasure.carry_on(desk)
    assert {} == {name: rows for name, rows in all_rows(parts.store, yard.number).items() if rows}


def test_the_form_of_a_sandbox_that_is_being_deleted_makes_no_other_one(
    workshop: Workshop,
) -> None:
    desk = workshop.developer()
    sent = {"name": "Oak", "kind": "small", "ticket": ticket_of(desk)}
    place = desk.form(f"{MINE}/new", **sent).headers["location"].partition("?")[0]
    assert 303 == desk.form(f"{place}/delete", name="#DEMO Oak").status
    assert 409 == desk.form(f"{MINE}/new", **sent).status
    assert "No sandbox yet" in desk.shown(MINE)
