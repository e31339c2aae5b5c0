"""Applications are told that there is something new, and what it is they read themselves."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom.events.webhooks import actions, cursors
from homeroom.events.webhooks.actions import At
from homeroom.events.webhooks.looking import Lookout
from homeroom.events.webhooks.queries import first_due, webhook_of
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.outbound import Outbound
from tests.support.receivers import Receiver, a_receiver
from tests.support.stores import Place
from tests.unit.events.webhooks.listening import Listening, is_signed, listening, said


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as made:
        yield made


@pytest.fixture
def app(place: Place, tmp_path: Path) -> Iterator[Listening]:
    with listening(place, tmp_path) as made:
        yield made


def test_a_batch_is_told_with_its_newest_event_and_nothing_of_anybody(
    app: Listening, receiver: Receiver
) -> None:
    app.listen(receiver.url)
    assert 0 == app.tell()
    newest = app.happen()
    assert 1 == app.tell()
    received = receiver.next()
    assert {
        "type": "events",
        "connection": app.one.connection,
        "district": app.world.district.id,
        "event": newest,
    } == {name: value for name, value in said(received).items() if name != "at"}
    assert "application/json" == received.content_type
    assert is_signed(received, app.secret)
    assert not is_signed(received, "another")
    stamp = received.headers["homeroom-signature"].split(",")[0]
    assert f"t={app.now // 1000}" == stamp


def test_what_was_heard_is_not_said_again(app: Listening, receiver: Receiver) -> None:
    app.listen(receiver.url)
    app.happen()
    assert [1, 0] == [app.tell(), app.tell()]
    app.wait(days=2)
    assert 0 == app.tell()
    assert ("told", 1) == (app.cursor().state, len(receiver.all()))


def test_many_batches_make_one_notice_with_the_newest_event(
    app: Listening, receiver: Receiver
) -> None:
    app.listen(receiver.url)
    newest = [app.happen(), app.happen(), app.happen()][-1]
    assert 1 == app.tell()
    assert [newest] == [said(one)["event"] for one in receiver.all()]


def test_who_fails_is_asked_again_after_growing_pauses_and_then_hears_the_newest(
    app: Listening, receiver: Receiver
) -> None:
    receiver.answers += [500, 503]
    app.listen(receiver.url)
    app.happen()
    assert [0, 0] == [app.tell(), app.tell()]
    assert (1, "It answered 500") == (len(receiver.all()), app.cursor().outcome)
    app.wait(seconds=30)
    assert [0, 0] == [app.tell(), app.tell()]
    newest = app.happen()
    app.wait(minutes=2)
    assert 1 == app.tell()
    assert newest == said(receiver.all()[-1])["event"]
    assert ("told", 0) == (app.cursor().state, app.cursor().tries)


def test_new_events_do_not_hurry_whoever_is_away(app: Listening, receiver: Receiver) -> None:
    app.listen(receiver.url)
    newest = app.happen()
    receiver.answers += [500]
    app.tell()
    with app.world.store.roster.writing() as session:
        district, event = app.world.district.number, app.cursor().event + 1
        cursors.moved(session, app.now, app.application, district, app.one.connection, event)
    assert 0 == app.tell()
    assert [newest] == [said(one)["event"] for one in receiver.all()]


def test_after_a_day_a_notice_is_dead_and_a_person_can_send_it_again(
    app: Listening, receiver: Receiver
) -> None:
    receiver.answers += [500] * 10
    app.listen(receiver.url)
    newest = app.happen()
    tries = 0
    for _ in range(40):
        app.tell()
        tries += len(receiver.all())
        app.wait(hours=1)
    cursor = app.cursor()
    assert ("dead", 10, 0) == (cursor.state, cursor.tries, cursor.told)
    assert (10, 0) == (tries, app.tell())
    named = (app.world.district.number, app.one.connection)
    with app.world.store.roster.writing() as session:
        with pytest.raises(ConflictError):
            actions.send_again(session, app.now, *named, cursor.event - 1)
        actions.send_again(session, app.now, *named, cursor.event)
        with pytest.raises(ConflictError):
            actions.send_again(session, app.now, *named, cursor.event)
    assert 1 == app.tell()
    assert newest == said(receiver.next())["event"]


def test_newer_events_wake_a_dead_letter(app: Listening, receiver: Receiver) -> None:
    receiver.answers += [500, 500]
    app.listen(receiver.url)
    app.happen()
    app.tell()
    app.wait(hours=25)
    app.tell()
    assert "dead" == app.cursor().state
    receiver.all()
    newest = app.happen()
    assert 1 == app.tell()
    assert newest == said(receiver.next())["event"]


def test_a_notice_whose_teller_was_killed_is_told_by_the_next(
    app: Listening, receiver: Receiver
) -> None:
    app.listen(receiver.url)
    newest = app.happen()
    app.lookout.look()
    with app.world.store.roster.writing() as session:
        cursor = first_due(session, app.application, app.now)
        assert cursor is not None
        assert cursors.begin_try(session, app.now, cursor)
        # Nobody else has it meanwhile.
        assert not cursors.begin_try(session, app.now, cursor)
    app.lookout = Lookout(app.world.hub.parts)
    assert 0 == app.tell()
    app.wait(seconds=30)
    assert 1 == app.tell()
    assert [newest] == [said(one)["event"] for one in receiver.all()]


def test_what_happened_while_no_hub_looked_is_told_after_the_start(
    place: Place, tmp_path: Path, receiver: Receiver
) -> None:
    with listening(place, tmp_path) as app:
        app.listen(receiver.url)
        newest = app.happen()
        app.lookout = Lookout(app.world.hub.parts)
        assert 1 == app.tell()
    assert newest == said(receiver.next())["event"]


def test_an_address_inside_is_refused_and_nothing_reaches_it(
    app: Listening, receiver: Receiver
) -> None:
    # As outside of a sandbox; a name that leads inside is judged when it is asked.
    app.outbound = Outbound(resolve=lambda *_: ["127.0.0.1"])
    app.listen(receiver.url.replace("http://127.0.0.1", "https://hooks.example.org"))
    app.happen()
    assert 0 == app.tell()
    assert "The address leads into a private network" == app.cursor().outcome
    assert [] == receiver.all()


def test_a_redirect_is_not_followed(app: Listening, receiver: Receiver) -> None:
    receiver.answers += [302]
    app.listen(receiver.url)
    app.happen()
    assert 0 == app.tell()
    assert "It answered 302: redirects are not followed" == app.cursor().outcome
    assert ["/out"] == [one.path for one in receiver.all()]


def test_who_answers_too_slowly_was_not_told(app: Listening, receiver: Receiver) -> None:
    receiver.may_answer.clear()
    app.outbound = Outbound(own_machine=True, seconds=0.2)
    app.listen(receiver.url)
    app.happen()
    assert 0 == app.tell()
    assert "The address did not answer within 0.2 seconds" == app.cursor().outcome


def test_both_secrets_sign_for_a_day_after_a_rotation(app: Listening, receiver: Receiver) -> None:
    app.listen(receiver.url)
    old = app.secret
    with app.world.store.control.writing() as control:
        found = webhook_of(control, app.application)
        assert found is not None
        at = At(app.now, found.changed_at)
        new = actions.rotate(control, app.world.hub.parts.sealer, app.application, at)
        with pytest.raises(ConflictError):
            actions.rotate(control, app.world.hub.parts.sealer, app.application, at)
    assert old not in json.dumps([found.sealed, found.ending])
    app.happen()
    app.tell()
    received = receiver.next()
    assert is_signed(received, old)
    assert is_signed(received, new)
    app.wait(days=1)
    app.happen()
    app.tell()
    received = receiver.next()
    assert not is_signed(received, old)
    assert is_signed(received, new)


def test_who_took_the_address_away_or_is_not_connected_is_told_nothing(
    app: Listening, receiver: Receiver
) -> None:
    app.listen(receiver.url)
    app.happen()
    app.lookout.look()
    with app.world.store.control.writing() as control:
        found = webhook_of(control, app.application)
        assert found is not None
        actions.remove(control, app.application, At(app.now, found.changed_at))
    assert 0 == app.tell()
    with app.world.store.roster.reading() as session:
        assert first_due(session, app.application, app.now) is None
    assert [] == receiver.all()
