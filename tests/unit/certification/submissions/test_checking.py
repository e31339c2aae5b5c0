"""What the hub looks at itself: addresses, sign-ins of the log, what the operator allows."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typing_extensions import override

from homeroom.certification.submissions import actions
from homeroom.certification.submissions.actions import Actor
from homeroom.foundation.errors import ConflictError
from homeroom.oauth.actions import set_redirect_uris
from homeroom.oauth.queries import app_named
from homeroom.oauth.requests import flushing
from tests.support.stores import Place
from tests.unit.certification.submissions.office import Office, an_office, staff
from tests.unit.developers.trying.tries import Tried, connected
from tests.unit.developers.workshop import a_workshop, declare


@contextmanager
def an_address(status: int) -> Iterator[str]:
    """An application's address that answers every question alike."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        @override
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def redirected(office: Office, uri: str) -> None:
    with office.workshop.hub.parts.store.control.writing() as session:
        app = app_named(session, office.app.id)
        assert app is not None
        set_redirect_uris(session, app, [uri])


@pytest.mark.parametrize(("status", "words"), [(404, "404"), (500, "It answered 500.")])
def test_an_address_is_asked_and_only_a_crash_keeps_it_out(
    place: Place, status: int, words: str
) -> None:
    with a_workshop(place, certify_loopback=True) as workshop, an_address(status) as url:
        office = an_office(workshop)
        redirected(office, f"{url}/callback")
        office.begin("district_sso")
        assert "Press Check again" in office.desk.shown(office.path)
        assert 303 == office.desk.form(f"{office.path}/check").status
        kept = office.submission().facts["reached"]
        assert (status < 500, True) == (kept["is_there"], words in kept["said"])
        assert (words in office.desk.shown(office.path)) == (status >= 500)


def test_an_address_that_is_not_there_says_so(place: Place) -> None:
    with a_workshop(place, certify_loopback=True) as workshop:
        office = an_office(workshop)
        redirected(office, "http://127.0.0.1:9/callback")
        office.begin("district_sso")
        office.desk.form(f"{office.path}/check")
        assert not office.submission().facts["reached"]["is_there"]


def test_sign_ins_of_the_log_count_and_are_kept_when_the_log_is_gone(office: Office) -> None:
    office.begin("district_sso", "secure_sync")
    assert "Still to do: student by portal and link" in office.desk.shown(office.path)
    one = Tried(office.workshop, office.desk, office.app)
    connected(one)
    for name in ("ann", "lee"):
        person = one.person(name)
        one.bring(person.get(one.icon(person)))
        one.bring(person.get(one.link()))
    flushing.flush(office.workshop.hub.parts)
    office.answer_form("common")
    assert {"student": ["link", "portal"], "teacher": ["link", "portal"]} == {
        role: sorted(ways) for role, ways in office.submission().facts["sso"].items()
    }
    office.workshop.town.later(days=30)
    office.desk = office.workshop.developer()
    assert "Still to do: student" not in office.desk.shown(office.path)


def test_the_operator_may_refuse_a_type_by_itself(place: Place) -> None:
    with a_workshop(place, certify_not_alone="district_sso, library") as workshop:
        office = an_office(workshop)
        assert 400 == office.begin("district_sso").status
        assert "does not certify District SSO by itself" in office.desk.text
        assert 303 == office.begin("district_sso", "secure_sync").status


def test_only_an_operator_publishes_an_application_of_the_library(office: Office) -> None:
    declare(office.workshop, office.app, types=["library"])
    office.begin("library")
    with office.workshop.hub.parts.store.control.writing() as session:
        held = actions.held(session, office.id)
        changed = replace(held, state="production_created", production=office.app.id)
        actions.save(session, changed)
    olga = staff(office.workshop, "operator")
    assert "Publish it in the Library" in olga.shown(office.review)
    assert 409 == olga.form(f"{office.review}/publish").status
    assert "Still to do" in olga.text
    assert 403 == office.reviewer.form(f"{office.review}/publish").status
    assert "published by the operator" in office.desk.shown(f"{office.path}/live")


def test_two_who_begin_the_same_types_at_once_make_one(office: Office) -> None:
    office.begin("district_sso")
    with (
        pytest.raises(ConflictError, match="has a submission already"),
        office.workshop.hub.parts.store.control.writing() as session,
    ):
        actions.begin(session, 0, office.app.id, ["district_sso"], Actor("Wren", "developer"), {})
