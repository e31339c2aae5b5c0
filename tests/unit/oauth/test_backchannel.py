"""Applications are told that a login has ended, whoever ended it (sso.md 11.6)."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from homeroom.accounts import actions, sessions
from homeroom.accounts.desk import desk_of
from homeroom.accounts.sessions import Device, Issued
from homeroom.foundation.ids import wire_id
from homeroom.foundation.outbound import Outbound
from homeroom.oauth import FEATURE
from homeroom.oauth.actions import NewApplication, register_application
from homeroom.oauth.declared import Declared
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.login.ports import SignedIn
from homeroom.oauth.logout import notices
from homeroom.oauth.logout.logout_token import EVENT
from homeroom.oauth.logout.looking import Lookout
from homeroom.oauth.logout.rounds import work
from homeroom.oauth.logout.telling import Teller
from tests.support.hubs import a_hub
from tests.support.receivers import Received, Receiver, a_receiver
from tests.support.signing_in import ISSUER, SomeApp, World, a_world
from tests.support.stores import Place

MINUTE = 60


@dataclass
class Login:
    """Somebody in an application, with the real session that she entered it from."""

    world: World
    app: SomeApp
    person: SignedIn
    issued: Issued
    id_token: str

    @property
    def who(self) -> tuple[int, int]:
        return self.person.district, self.person.person_rid

    def sign_out(self) -> None:
        actions.sign_out(desk_of(self.world.hub.parts), self.issued.token)

    def sid(self) -> str:
        return str(claims_of(self.world, self.id_token)["sid"])


def begun(world: World, person: SignedIn) -> tuple[SignedIn, Issued]:
    """The person with a session of `accounts` instead of one in a table."""
    with world.hub.parts.store.control.writing() as control:
        issued = sessions.issue(
            control, world.now, person.district, person.person_rid, Device(), method="password",
            role=person.role,
        )  # fmt: skip
    return known(world, person, issued), issued


def known(world: World, person: SignedIn, issued: Issued) -> SignedIn:
    now = replace(person, session_id=issued.kept.session_hash)
    world.door.sessions[now.session_id] = now
    return now


def listening_app(world: World, url: str, **declared: Any) -> SomeApp:
    return world.app(oidc_enabled=True, backchannel_logout_uri=url, **declared)


def entered(world: World, app: SomeApp, person: SignedIn, issued: Issued) -> Login:
    answer = world.exchange(app, world.code(app, person))
    return Login(world, app, person, issued, answer.json.get("id_token", ""))


def a_login(world: World, url: str) -> Login:
    return entered(world, listening_app(world, url), *begun(world, world.person()))


def claims_of(world: World, text: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(world.get("/oauth/certs").json)
    return dict(jwt.decode(text, keys, algorithms=["RS256"]).claims)


def lookout(world: World) -> Lookout:
    return Lookout(world.hub.parts, world.identity)


def tell(world: World) -> int:
    """Tell every application what is due now; returns how many notices were heard."""
    teller = Teller(world.hub.parts, Outbound(own_machine=True, seconds=5))
    return sum(teller.tell(one, threading.Event()) for one in teller.waiting())


def told(world: World) -> int:
    """Look as the worker does every second, then tell."""
    lookout(world).short_look()
    return tell(world)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as made:
        yield made


def said(world: World, received: Received) -> dict[str, Any]:
    assert ["logout_token"] == list(received.fields)
    return claims_of(world, received.fields["logout_token"])


# ------------------------------------------------------------------------------- what is said


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


# ------------------------------------------------------------------------ whatever ended a login


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


# ------------------------------------------------------------------------------ tries and losses


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


# --------------------------------------------------------------------------------- across restarts


def test_what_ended_while_no_hub_looked_is_told_after_the_restart(place: Place) -> None:
    with a_receiver() as receiver:
        with a_world(place) as before:
            login = a_login(before, receiver.url)
            sid = login.sid()
            login.sign_out()
        with a_world(place) as after:
            # Two days later: sessions, tokens and the login itself have long run out.
            after.wait(days=2)
            assert (1, 1) == (lookout(after).long_look(), tell(after))
            assert sid == said(after, receiver.next())["sid"]


def test_a_notice_whose_teller_was_killed_is_told_by_the_next(
    own_world: World, receiver: Receiver
) -> None:
    a_login(own_world, receiver.url).sign_out()
    lookout(own_world).short_look()
    control = own_world.hub.parts.store.control
    with control.writing() as session:
        (application,) = notices.waiting(session, own_world.now)
        notice = notices.first_due(session, own_world.now, application)
        assert notice is not None
        assert notices.begin_try(session, own_world.now, notice)
        # Nobody else has it meanwhile.
        assert not notices.begin_try(session, own_world.now, notice)
    assert 0 == tell(own_world)
    own_world.wait(seconds=30)
    assert 1 == tell(own_world)


# ------------------------------------------------------------------------------------ the loop


def test_an_application_that_hangs_does_not_hold_up_the_others(own_world: World) -> None:
    stopping = threading.Event()
    outbound = Outbound(own_machine=True)
    with a_receiver() as slow, a_receiver() as quick:
        slow.may_answer.clear()
        hangs, answers = a_login(own_world, slow.url), a_login(own_world, quick.url)
        hangs.sign_out()
        args = (own_world.identity, own_world.hub.parts, stopping, outbound)
        thread = threading.Thread(target=work, args=args)
        thread.start()
        try:
            assert hangs.sid() == said(own_world, slow.next())["sid"]
            answers.sign_out()
            assert answers.sid() == said(own_world, quick.next())["sid"]
        finally:
            stopping.set()
            slow.may_answer.set()
            thread.join(20)
        assert not thread.is_alive()


def test_the_hub_s_own_worker_tells(place: Place) -> None:
    with (
        a_receiver() as receiver,
        a_hub(place, features=(FEATURE,), worker=True, sandbox=True) as hub,
    ):
        parts = hub.parts
        now = round(parts.clock.now().timestamp() * 1000)
        with parts.store.control.writing() as control:
            said = {"backchannel_logout_uri": receiver.url}
            app = register_application(control, now, NewApplication("Rocket", said))
            notices.watch(control, _nobody_s_login(app.application, app.client_id, said, now))
        assert "logout_token" in receiver.next().fields


def _nobody_s_login(
    application: str, client_id: str, declaration: dict[str, Any], now: int
) -> UserGrant:
    """A login by a connection that has never been there, so it opens nothing."""
    return UserGrant(
        token_hash="t",
        application=application,
        client_id=client_id,
        declared=Declared(types=("district_sso",), **declaration),
        district=0xA1,
        person=1,
        role="student",
        authorized_by="district",
        connection="d" * 24,
        code_hash="",
        hub_session="s",
        is_impersonated=False,
        issued_at=now - 600_000,
        expires_at=now + 600_000,
    )
