"""What a developer sees of webhooks, requests and events, and what nobody shows her."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from homeroom.events import agreements
from homeroom.events.actions import open_feed
from homeroom.events.webhooks import actions as webhooks
from homeroom.events.webhooks import cursors
from homeroom.events.webhooks.looking import Lookout
from homeroom.events.webhooks.queries import cursors_of
from homeroom.oauth.actions import Holder, issue_district_token
from homeroom.oauth.requests import flushing
from homeroom.roster.queries import District, districts
from homeroom.sharing.actions import connect
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.agreements import EVERYTHING
from tests.support.meanwhile import meanwhile
from tests.support.receivers import a_receiver
from tests.support.stores import copied
from tests.unit.developers.workshop import Desk, Made, Workshop, a_workshop, make

SECRET = re.compile(r"\bhwh_[\w-]{43}")
DAY = timedelta(days=1)


@dataclass
class Joined:
    """An application of the developer's in a district, and her browser."""

    workshop: Workshop
    desk: Desk
    app: Made
    district: District
    connection: str
    token: str

    def share(self, share: Share) -> None:
        """The district shares this from now on, and says so by events."""
        self.workshop.town.later(minutes=1)
        now = round(self.workshop.town.clock.now().timestamp() * 1000)
        with self.workshop.hub.parts.store.roster.writing() as session:
            author = Author("Chief", now)
            agreements.change_share(session, self.district.number, self.connection, share, author)

    def ask(self, path: str) -> int:
        return self.workshop.town.browser(authorization=f"Bearer {self.token}").get(path).status

    def mark(self) -> str:
        page = self.desk.shown(f"{self.app.path}/webhook")
        found = re.search(r'name="mark" value="(\d+)"', page)
        assert found is not None
        return found[1]

    def save(self, address: str, mark: str = "") -> int:
        return self.desk.form(
            f"{self.app.path}/webhook", address=address, mark=mark or self.mark()
        ).status


def joined(workshop: Workshop, name: str = "lantern", access: FieldAccess = EVERYTHING) -> Joined:
    desk = workshop.developer()
    workshop.town.apps += 1
    app = make(desk, f"Reader {workshop.town.apps}")
    parts = workshop.hub.parts
    now = round(parts.clock.now().timestamp() * 1000)
    with parts.store.control.reading() as control:
        district = next(one for one in districts(control) if one.short_name == name)
    with parts.store.roster.writing() as session:
        connection = connect(
            session, now, district.number, app.id, "secure_sync", Share("district", staff=True),
            access, events=True,
        )  # fmt: skip
        open_feed(session, district.number, connection)
    with parts.store.control.writing() as control:
        holder = Holder(district.number, connection, app.id)
        token = issue_district_token(control, parts.sealer, now, holder)
    return Joined(workshop, desk, app, district, connection, token)


def test_the_secret_of_a_webhook_is_shown_once_and_a_test_says_what_became_of_it(
    workshop: Workshop,
) -> None:
    one = joined(workshop)
    with a_receiver(200, 500) as receiver:
        assert 200 == one.save(receiver.url)
        (secret,) = SECRET.findall(one.desk.text)
        page = one.desk.shown(f"{one.app.path}/webhook")
        assert secret not in page
        assert secret[-4:] in page
        assert "Nothing to tell yet" in page
        one.desk.form(f"{one.app.path}/webhook/test")
        assert "The test arrived" in one.desk.text
        assert b'{"type":"test"' in receiver.next().body
        one.desk.form(f"{one.app.path}/webhook/test")
        assert "The test did not arrive" in one.desk.text
        assert "It answered 500" in one.desk.text
    one.desk.form(f"{one.app.path}/webhook/rotate", mark=one.mark())
    (other,) = SECRET.findall(one.desk.text)
    assert secret != other
    assert "The old one signs too until" in one.desk.shown(f"{one.app.path}/webhook")


@pytest.mark.parametrize("verb", ["", "/rotate"])
def test_of_two_forms_at_once_one_makes_a_secret_and_it_is_the_one_that_signs(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    one = joined(workshop)
    address = f"{one.app.path}/webhook"
    if verb:
        one.save("http://127.0.0.1:9/notices")
    fields = {"mark": one.mark(), "address": "http://127.0.0.1:9/other"}
    second = Desk(workshop.hub)
    second.cookies, second.csrf = dict(one.desk.cookies), one.desk.csrf

    with meanwhile(
        monkeypatch, webhooks, "new_secret", lambda: second.form(address + verb, **fields)
    ):
        one.desk.form(address + verb, **fields)

    shown = [SECRET.findall(desk.text) for desk in (one.desk, second)]
    assert [0, 1] == sorted(len(found) for found in shown)
    (made,) = [found[0] for found in shown if found]
    assert f"ends in <code>…{made[-4:]}</code>" in one.desk.shown(address)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "Type the address"),
        ("http://hooks.example.org/in", "must begin with https://"),
        ("https://127.0.0.1/in", "private network"),
        ("https://[::1]/in", "private network"),
        ("https://169.254.169.254/latest", "private network"),
        ("https://localhost/in", "private network"),
        ("https://a:b@hooks.example.org/", "a host and a path"),
        ("https://hooks.example.org/ä", "plain letters"),
        ("https://hooks.example.org/" + "x" * 500, "at most 500 characters"),
    ],
)
def test_an_address_that_can_never_be_asked_is_refused_and_kept_as_typed(
    strict: Joined, address: str, says: str
) -> None:
    assert 400 == strict.save(address)
    assert says in strict.desk.text
    assert f'value="{address}"' in strict.desk.text


@pytest.fixture(scope="module")
def strict(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A hub that is no sandbox, on SQLite: what it refuses is no business of the store's."""
    home = tmp_path_factory.mktemp("strict") / "home"
    template = request.getfixturevalue("sqlite_template")
    with copied("sqlite", home, template, None) as place, a_workshop(place, sandbox=False) as made:
        yield joined(made)


def test_a_form_of_another_state_changes_nothing_and_a_second_click_neither(
    workshop: Workshop,
) -> None:
    one = joined(workshop)
    first = one.mark()
    assert 200 == one.save("https://hooks.example.org/one", first)
    assert 303 == one.save("https://hooks.example.org/one", first)
    assert 409 == one.save("https://hooks.example.org/two", first)
    assert 'value="https://hooks.example.org/two"' in one.desk.text
    assert "hooks.example.org/one" in one.desk.shown(f"{one.app.path}/webhook")
    mark = one.mark()
    assert 409 == one.desk.form(f"{one.app.path}/webhook/remove", mark="1").status
    assert 303 == one.desk.form(f"{one.app.path}/webhook/remove", mark=mark).status
    assert 303 == one.desk.form(f"{one.app.path}/webhook/remove", mark=mark).status
    assert "hooks.example.org" not in one.desk.shown(f"{one.app.path}/webhook")
    assert 409 == one.desk.form(f"{one.app.path}/webhook/test").status


def test_a_dead_letter_is_shown_and_sent_again_by_its_button(workshop: Workshop) -> None:
    one = joined(workshop)
    parts = workshop.hub.parts
    one.save("https://hooks.example.org/one")
    one.share(Share("nothing"))
    Lookout(parts).look()
    assert "On its way" in one.desk.shown(f"{one.app.path}/webhook")
    with parts.store.roster.writing() as session:
        (cursor,) = cursors_of(session, one.app.id)
        later = one.workshop.town.clock.now() + DAY
        assert cursors.failed(session, round(later.timestamp() * 1000), cursor, "It answered 500")
    page = one.desk.shown(f"{one.app.path}/webhook")
    assert "Dead letter" in page
    (event,) = re.findall(r'name="event" value="([0-9a-f]{24})"', page)
    named = {"connection": one.connection, "event": event}
    path = f"{one.app.path}/webhook/again"
    assert 409 == one.desk.form(path, **(named | {"connection": "0" * 24})).status
    assert 409 == one.desk.form(path, **(named | {"event": one.connection})).status
    assert 303 == one.desk.form(path, **named).status
    assert 409 == one.desk.form(path, **named).status
    assert "On its way" in one.desk.shown(f"{one.app.path}/webhook")


def test_requests_are_listed_without_ids_and_narrowed_by_status_and_connection(
    workshop: Workshop,
) -> None:
    one = joined(workshop)
    other = joined(workshop)
    pupil = workshop.town.id("ann")
    assert 200 == one.ask(f"/v3.1/users/{pupil}?limit=1")
    assert 404 == one.ask("/v3.0/sections/nothing-of-the-kind")
    assert 404 == one.ask("/v3.0/pupils/Ann")
    assert 200 == other.ask("/v3.1/events")
    assert 4 == flushing.flush(workshop.hub.parts)
    page = one.desk.shown(f"{one.app.path}/requests")
    assert ["GET /v3.0/sections/{id}", "GET /v3.0/…", "GET /v3.1/users/{id}"] == sorted(
        re.findall(r"<code>(GET [^<]*)</code>", page)
    )
    assert pupil not in page
    assert "pupils" not in page.split("<main")[1]
    refused = one.desk.shown(f"{one.app.path}/requests?status=4")
    assert 2 == refused.count("<code>GET ")
    mine = one.desk.shown(f"{one.app.path}/requests?connection={one.connection}")
    assert 3 == mine.count("<code>GET ")
    # What is no choice of hers is no filter, whatever it says.
    assert 3 == one.desk.shown(f"{one.app.path}/requests?status=9&before=x&connection=y").count(
        "<code>GET "
    )


def test_events_of_a_sandbox_are_shown_whole_and_those_of_a_real_district_without_bodies(
    strict: Joined,
) -> None:
    fars = joined(strict.workshop, "far")
    for one, is_invented in ((strict, False), (fars, True)):
        one.share(Share("nothing"))
        page = one.desk.shown(f"{one.app.path}/events?version=v3.0")
        assert "schools.deleted" in page
        assert is_invented == ("<pre>" in page)
        assert is_invented == ("School" in page.split("<table")[1])
    assert 404 == fars.desk.get(f"/developers/apps/{'0' * 24}/events").status


def test_old_events_are_paged_by_their_ids(workshop: Workshop) -> None:
    one = joined(workshop)
    one.share(Share("nothing"))
    one.share(Share("district", staff=True))
    one.share(Share("nothing"))
    path, seen = f"{one.app.path}/events", []
    while path:
        page = one.desk.shown(path)
        seen += re.findall(r'<code class="id">([0-9a-f]{24})</code>', page)
        found = re.search(r'href="([^"]+)">Older', page)
        path = found[1].replace("&amp;", "&") if found else ""
    assert sorted(set(seen), reverse=True) == seen
    assert len(seen) > 25
