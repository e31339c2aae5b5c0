"""Notices of ended logins across restarts, and the loop that sends them (sso.md 11.6)."""

import threading
from typing import Any

from homeroom.foundation.outbound import Outbound
from homeroom.oauth import FEATURE
from homeroom.oauth.actions import NewApplication, register_application
from homeroom.oauth.declared import Declared
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.logout import notices
from homeroom.oauth.logout.rounds import work
from tests.support.hubs import a_hub
from tests.support.receivers import Receiver, a_receiver
from tests.support.signing_in import World, a_world
from tests.support.stores import Place
from tests.support.watched_logins import (
    a_login,
    lookout,
    said,
    tell,
)


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
