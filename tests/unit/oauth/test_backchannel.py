"""Applications are told that a login has ended, whoever ended it (sso.md 11.6)."""

import threading
from collections.abc import Callable

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from homeroom.accounts import actions, sessions
from homeroom.accounts.desk import desk_of
from homeroom.foundation.ids import wire_id
from homeroom.foundation.outbound import Outbound
from homeroom.oauth.logout import notices
from homeroom.oauth.logout.logout_token import EVENT
from homeroom.oauth.logout.telling import Teller
from tests.support.receivers import Receiver, a_receiver
from tests.support.signing_in import ISSUER, World
from tests.support.watched_logins import (
    MINUTE,
    Login,
    a_login,
    begun,
    claims_of,
    entered,
    known,
    listening_app,
    lookout,
    said,
    tell,
    told,
)


def test_signing_out_of_the_hub_tells_the_application_which_login_ended(
    own_world: World, receiver: Receiver
) -> None:
    login = a_login(own_world, receiver.url)
    assert 0 == told(own_world)
    login.sign_out()
    assert 1 == told(own_world)
    received = receiver.next()
    claims = said(own_world, received)
    assert ("/out", "application/x-www-form-urlencoded") == (received.path, received.content_type)
    assert {
        "iss": ISSUER,
        "aud": login.app.client_id,
        "sub": wire_id(login.person.person_rid, login.person.district),
        "sid": login.sid(),
        "events": {EVENT: {}},
        "iat": own_world.now // 1000,
        "exp": own_world.now // 1000 + 120,
    } == {name: value for name, value in claims.items() if name != "jti"}
    assert 32 == len(claims["jti"])


def test_a_logout_token_says_what_it_is_and_passes_for_nothing_else(
    own_world: World, receiver: Receiver
) -> None:
    login = a_login(own_world, receiver.url)
    login.sign_out()
    told(own_world)
    text = receiver.next().fields["logout_token"]
    keys = KeySet.import_key_set(own_world.get("/oauth/certs").json)
    header = jwt.decode(text, keys, algorithms=["RS256"]).header
    assert ("logout+jwt", "RS256") == (header["typ"], header["alg"])
    assert 400 == own_world.get(f"/oauth/logout?id_token_hint={text}").status


def test_what_was_heard_is_not_said_again(own_world: World, receiver: Receiver) -> None:
    a_login(own_world, receiver.url).sign_out()
    assert [1, 0] == [told(own_world), told(own_world)]
    own_world.wait(hours=1)
    assert (0, 0) == (lookout(own_world).long_look(), tell(own_world))
    assert 1 == len(receiver.all())


def test_each_application_is_told_its_own_session_and_others_nothing(
    own_world: World, receiver: Receiver
) -> None:
    person, issued = begun(own_world, own_world.person())
    one = entered(own_world, listening_app(own_world, receiver.url), person, issued)
    two = entered(own_world, listening_app(own_world, receiver.url), person, issued)
    entered(own_world, own_world.app(oidc_enabled=True), person, issued)
    stays = a_login(own_world, receiver.url)
    one.sign_out()
    assert 2 == told(own_world)
    sids = {said(own_world, received)["sid"] for received in receiver.all()}
    assert {one.sid(), two.sid()} == sids
    assert stays.sid() not in sids


def sign_out_everywhere(login: Login) -> None:
    actions.sign_out_everywhere(desk_of(login.world.hub.parts), *login.who)


def suspend(login: Login) -> None:
    actions.suspend(desk_of(login.world.hub.parts), *login.who)


@pytest.mark.parametrize("end", [Login.sign_out, sign_out_everywhere, suspend])
def test_an_ended_session_is_told_within_one_look(
    own_world: World, receiver: Receiver, end: Callable[[Login], None]
) -> None:
    login = a_login(own_world, receiver.url)
    end(login)
    assert (1, login.sid()) == (told(own_world), said(own_world, receiver.next())["sid"])


def test_being_signed_out_everywhere_long_after_the_session_ran_out_is_told_too(
    own_world: World, receiver: Receiver
) -> None:
    login = a_login(own_world, receiver.url)
    own_world.wait(hours=5)
    assert 0 == lookout(own_world).long_look()
    sign_out_everywhere(login)
    assert 1 == told(own_world)


def test_who_is_not_seen_any_more_is_told_within_five_minutes(
    own_world: World, receiver: Receiver
) -> None:
    login = a_login(own_world, receiver.url)
    stays = a_login(own_world, receiver.url)
    own_world.identity.documents.pop(login.person.person_rid)
    assert 0 == told(own_world)
    own_world.wait(seconds=5 * MINUTE)
    assert 1 == lookout(own_world).long_look()
    assert 1 == tell(own_world)
    assert login.sid() == said(own_world, receiver.next())["sid"]
    assert stays.person.session_id in own_world.door.sessions


def test_a_login_by_a_teacher_is_watched_like_any_other(
    own_world: World, receiver: Receiver
) -> None:
    app = own_world.app(types=["library"], backchannel_logout_uri=receiver.url)
    person, issued = begun(own_world, own_world.person())
    own_world.library(app, person)
    login = entered(own_world, app, person, issued)
    login.sign_out()
    assert 1 == told(own_world)
    assert wire_id(*login.who[::-1]) == said(own_world, receiver.next())["sub"]


def test_a_session_that_goes_on_under_another_id_has_not_ended(
    own_world: World, receiver: Receiver
) -> None:
    login = a_login(own_world, receiver.url)
    own_world.wait(seconds=1)
    with own_world.hub.parts.store.control.writing() as control:
        later = sessions.renew(control, own_world.now, login.issued.kept, role="staff")
    assert 0 == told(own_world)
    again = entered(own_world, login.app, known(own_world, login.person, later), later)
    own_world.wait(seconds=5 * MINUTE)
    assert 0 == lookout(own_world).long_look()
    # The end of its last id is the end of all of them.
    again.sign_out()
    assert 2 == told(own_world)
    sids = {said(own_world, received)["sid"] for received in receiver.all()}
    assert {login.sid(), again.sid()} == sids


def test_one_session_of_a_person_ends_without_her_other_one(
    own_world: World, receiver: Receiver
) -> None:
    login = a_login(own_world, receiver.url)
    own_world.wait(seconds=1)
    elsewhere = entered(own_world, login.app, *begun(own_world, login.person))
    elsewhere.sign_out()
    assert 1 == told(own_world)
    assert elsewhere.sid() == said(own_world, receiver.next())["sid"]


def test_a_code_that_is_redeemed_after_signing_out_is_told_as_well(
    own_world: World, receiver: Receiver
) -> None:
    app = listening_app(own_world, receiver.url)
    person, issued = begun(own_world, own_world.person())
    code = own_world.code(app, person)
    actions.sign_out(desk_of(own_world.hub.parts), issued.token)
    assert 0 == told(own_world)
    own_world.exchange(app, code)
    own_world.wait(seconds=5 * MINUTE)
    lookout(own_world).long_look()
    assert 1 == tell(own_world)


def test_who_enters_anew_before_the_notice_came_is_not_thrown_out_by_it(
    own_world: World,
) -> None:
    with a_receiver(503) as busy:
        login = a_login(own_world, busy.url)
        document = own_world.identity.documents.pop(login.person.person_rid)
        own_world.wait(seconds=5 * MINUTE)
        assert (1, 0) == (lookout(own_world).long_look(), tell(own_world))
        # She is shared again and enters in the same hub session.
        own_world.identity.documents[login.person.person_rid] = document
        entered(own_world, login.app, login.person, login.issued)
        own_world.wait(hours=1)
        assert 0 == tell(own_world)
        assert 1 == len(busy.all())


def test_a_notice_is_tried_four_times_with_growing_waits_and_a_new_token_each(
    own_world: World,
) -> None:
    with a_receiver(500, 400, 302, 503) as deaf:
        a_login(own_world, deaf.url).sign_out()
        assert 0 == told(own_world)
        counts = [deaf.got.qsize()]
        for wait in (30, 2 * MINUTE, 10 * MINUTE):
            own_world.wait(seconds=wait - 1)
            tell(own_world)
            counts.append(deaf.got.qsize())
            own_world.wait(seconds=1)
            tell(own_world)
            counts.append(deaf.got.qsize())
        received = deaf.all()
        own_world.wait(hours=2)
        assert (0, []) == (tell(own_world), deaf.all())
    assert [1, 1, 2, 2, 3, 3, 4] == counts
    tokens = {claims_of(own_world, one.fields["logout_token"])["jti"] for one in received}
    assert 4 == len(tokens)
    assert [("unheard",)] == own_world.rows("SELECT state FROM logout_notice")


@pytest.mark.parametrize("status", [200, 204])
def test_a_second_try_that_is_heard_is_the_last(own_world: World, status: int) -> None:
    with a_receiver(500, status) as receiver:
        a_login(own_world, receiver.url).sign_out()
        assert 0 == told(own_world)
        own_world.wait(seconds=30)
        assert 1 == tell(own_world)
        assert [] == own_world.rows("SELECT state FROM logout_notice")


def test_an_application_that_is_away_costs_one_try_for_everything_that_is_due(
    own_world: World,
) -> None:
    asked: list[str] = []

    def nobody(name: str, _port: int) -> list[str]:
        asked.append(name)
        return []

    app = listening_app(own_world, "https://app.example.org/out")
    logins = [entered(own_world, app, *begun(own_world, own_world.person())) for _ in range(3)]
    for login in logins:
        login.sign_out()
    lookout(own_world).short_look()
    teller = Teller(own_world.hub.parts, Outbound(resolve=nobody))
    assert 0 == teller.tell(app.application, threading.Event())
    assert ["app.example.org"] == asked
    assert [1, 1, 1] == [tries for (tries,) in own_world.rows("SELECT tries FROM logout_notice")]
    assert [] == teller.waiting()


def test_outside_a_sandbox_no_notice_goes_to_the_hub_s_own_machine(
    own_world: World, receiver: Receiver
) -> None:
    a_login(own_world, receiver.url).sign_out()
    lookout(own_world).short_look()
    teller = Teller(own_world.hub.parts, Outbound())
    told_now = [teller.tell(one, threading.Event()) for one in teller.waiting()]
    assert ([0], []) == (told_now, receiver.all())


def test_an_application_that_takes_its_address_back_is_told_nothing(
    own_world: World, receiver: Receiver
) -> None:
    login = a_login(own_world, receiver.url)
    login.sign_out()
    lookout(own_world).short_look()
    own_world.run(
        "UPDATE application SET declaration = '{}' WHERE client_id = :id", id=login.app.client_id
    )
    assert (0, []) == (tell(own_world), receiver.all())
    assert [] == own_world.rows("SELECT state FROM logout_notice")


def test_a_login_that_ended_by_itself_is_forgotten(own_world: World, receiver: Receiver) -> None:
    a_login(own_world, receiver.url)
    own_world.wait(hours=24, seconds=5 * MINUTE)
    assert 0 == lookout(own_world).long_look()
    assert ([], []) == (own_world.rows("SELECT state FROM logout_notice"), receiver.all())


def test_no_login_is_forgotten_before_its_last_look(own_world: World, receiver: Receiver) -> None:
    a_login(own_world, receiver.url)
    own_world.wait(days=2)
    with own_world.hub.parts.store.control.writing() as control:
        assert 0 == notices.sweep(control, own_world.now)
