"""A developer reads in how many districts a version waits whole, and for the sake of what."""

from html import unescape
from urllib.parse import urlencode

from homeroom.events import agreements
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.recommending.queries import published
from homeroom.sharing.recommending.rules import accepted
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.drafting import Selection
from homeroom.sharing.selecting.rules import Filter, Rule
from tests.support.portals import NOW
from tests.unit.developers.test_watching import Joined, joined
from tests.unit.developers.workshop import Workshop

REFUSED = FieldAccess(refused=frozenset({"users.roles.student.sis_id"}))


def publishes(one: Joined, *filters: Filter) -> str:
    """Publish one rule by the form; return the page after it."""
    path = f"{one.app.path}/recommendation"
    shown = unescape(one.desk.shown(path)).partition('name="shown" value="')[2].partition('"')[0]
    typed = {"csrf": one.desk.csrf, "kind": "rules", "do": "publish", "shown": shown}
    rules = Selection((Rule("student", filters),)).held
    reply = one.desk.ask(path, "POST", urlencode(typed | {"rules": rules}).encode())
    assert 303 == reply.status, one.desk.text[-900:]
    return unescape(one.desk.shown(reply.headers["location"]))


def follows(one: Joined) -> None:
    """The district accepts the newest version."""
    number = one.district.number
    with one.workshop.hub.parts.store.roster.writing() as session:
        version = published(session, one.app.id)[-1].version
        share = accepted(Share("district"), version)
        agreements.change_share(session, number, one.connection, share, Author("Olive", NOW))


def test_the_page_says_for_how_many_districts_a_version_waits_whole_and_why(
    workshop: Workshop,
) -> None:
    one = joined(workshop, access=REFUSED)
    publishes(one)
    follows(one)
    page = publishes(one, Filter("sis_id", "contains", ("1",)))
    assert "Published." in page
    assert "waits <strong>whole</strong> in 1 district, with what it drops" in page
    assert "Not received: <bdi>sis_id of students</bdi>" in page
    assert "Waits for its answer to version 2" in page
    follows(one)
    page = publishes(one, Filter("grade", "equals_any", ("6",)))
    assert "whole</strong>" not in page
    assert "Not received" not in page
