"""Which data an application asks for: reasons, and what a change of them does to districts."""

from typing import Any

from homeroom.oauth.queries import declaration_of
from homeroom.oauth.registration.rules import first_access, needs_of
from homeroom.sharing import actions as sharing
from homeroom.sharing.queries import connection_named
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.district_rows import DISTRICT
from tests.support.portals import NOW
from tests.unit.developers.workshop import Desk, Made, Typed, Workshop, declare, make, mark_of

EMAIL: dict[str, Typed] = {"need:users.email": "required", "reason:users.email": "To invite her."}
NAME: dict[str, Typed] = {"need:users.name": "optional", "reason:users.name": "To greet her."}
GPA: dict[str, Typed] = {
    "need:users.roles.student.weighted_gpa": "optional",
    "reason:users.roles.student.weighted_gpa": "To place him.",
}


def ask(desk: Desk, made: Made, kind: str = "users", **typed: Typed) -> int:
    path = f"{made.path}/fields/{kind}"
    return desk.form(path, mark=mark_of(desk.shown(path)), **typed).status


def declared(workshop: Workshop, made: Made) -> dict[str, Any]:
    with workshop.hub.parts.store.control.reading() as session:
        return declaration_of(session, made.id)


def connect(workshop: Workshop, made: Made, access: FieldAccess | None = None) -> str:
    """The district connects the application with what it asks for now."""
    given = access or first_access(needs_of(declared(workshop, made)), "secure_sync")
    with workshop.hub.parts.store.roster.writing() as session:
        return sharing.connect(
            session, NOW, DISTRICT, made.id, "secure_sync", Share("district"), given, events=False
        )


def access_of(workshop: Workshop, link: str) -> FieldAccess:
    with workshop.hub.parts.store.roster.reading() as session:
        found = connection_named(session, DISTRICT, link)
    assert found is not None
    return found.access


def test_each_field_has_a_need_and_a_reason(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    assert 303 == ask(desk, made, **EMAIL, **GPA)
    said = declared(workshop, made)
    assert {"need": "required", "reason": "To invite her."} == said["fields"]["users.email"]
    assert ["gpa"] == said["opt_ins"]
    assert 'value="To invite her."' in desk.shown(f"{made.path}/fields/users")
    assert "2 fields, each with a reason" in desk.shown(made.path)


def test_a_field_without_reason_is_refused_and_what_was_typed_is_kept(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    typed = EMAIL | {"need:users.name": "optional", "reason:users.name": " "}
    assert 400 == ask(desk, made, **typed)
    assert 2 == desk.text.count("Say why you need name.")
    assert 'value="To invite her."' in desk.text
    assert {} == declared(workshop, made)["fields"]
    assert 400 == ask(desk, made, **(EMAIL | {"reason:users.email": "x" * 301}))


def test_fields_that_do_not_exist_are_not_kept(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    more: dict[str, Typed] = {"need:users.id": "required", "reason:users.id": "x"}
    more |= {"need:users.secret": "required", "reason:users.secret": "x"}
    assert 303 == ask(desk, made, **EMAIL, **more)
    assert ["users.email"] == list(declared(workshop, made)["fields"])
    assert 404 == desk.get(f"{made.path}/fields/nothing").status


def test_one_kind_changes_no_other(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    ask(desk, made, **EMAIL)
    subject: dict[str, Typed] = {
        "need:sections.subject": "optional", "reason:sections.subject": "To sort."
    }  # fmt: skip
    ask(desk, made, "sections", **subject)
    assert ["sections.subject", "users.email"] == list(declared(workshop, made)["fields"])
    ask(desk, made, "sections")
    assert ["users.email"] == list(declared(workshop, made)["fields"])


def test_what_is_asked_for_no_more_is_off_at_once(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    ask(desk, made, **EMAIL, **NAME)
    link = connect(workshop, made)
    assert not {"users.email", "users.name"} & access_of(workshop, link).refused
    assert 303 == ask(desk, made, **NAME)
    assert "In 1 district fields are off" in desk.follow().body.decode()
    assert "users.email" in access_of(workshop, link).refused
    assert "users.name" not in access_of(workshop, link).refused
    before = access_of(workshop, link)
    assert 303 == ask(desk, made, **NAME)
    assert before == access_of(workshop, link)


def test_what_is_asked_for_later_stays_off_until_the_district_accepts(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    ask(desk, made, **NAME)
    link = connect(workshop, made)
    before = access_of(workshop, link)
    ask(desk, made, **NAME, **EMAIL, **GPA)
    assert before == access_of(workshop, link)
    assert "users.email" in before.refused
    page = desk.shown(f"{made.path}/fields")
    assert "<code>users.email</code>, <code>users.roles.student.weighted_gpa</code>" in page


def test_opt_in_groups_and_scopes_that_are_dropped_are_taken_from_connections(
    workshop: Workshop,
) -> None:
    desk = workshop.developer()
    made = make(desk)
    contact: dict[str, Typed] = {
        "need:users.roles.contact.phone": "optional", "reason:users.roles.contact.phone": "To call."
    }  # fmt: skip
    ask(desk, made, **GPA, **contact)
    given = FieldAccess(scopes=frozenset({"read:student_contacts"}), opt_ins=frozenset({"gpa"}))
    link = connect(workshop, made, given)
    ask(desk, made)
    access = access_of(workshop, link)
    assert (frozenset(), frozenset()) == (access.scopes, access.opt_ins)


def test_an_older_application_asks_for_everything_until_it_says_why(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    declare(workshop, made, fields=None, opt_ins=["gpa"])
    needs = needs_of(declared(workshop, made))
    assert {"users.email", "users.roles.student.weighted_gpa"} <= set(needs)
    assert "users.roles.student.iep_status" not in needs
    assert "have no reason yet" in desk.shown(made.path)
    assert "Reasons missing" in desk.shown("/developers")


def test_an_older_tab_asks_for_nothing(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    path = f"{made.path}/fields/users"
    mark = mark_of(desk.shown(path))
    ask(desk, made, **NAME)
    assert 409 == desk.form(path, mark=mark, **EMAIL).status
    assert ["users.name"] == list(declared(workshop, made)["fields"])
    assert 'value="To invite her."' in desk.text
