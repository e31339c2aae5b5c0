"""The kit's login against a real hub: who comes how, and what strangers try."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from homeroom_kit.login import (
    App,
    Endpoints,
    Identity,
    LoginError,
    RedirectError,
    callback,
    sign_out,
    signed_in,
    start,
)
from homeroom_kit.testing import ManualClock
from tests.kit.login.grounds import HUB, Grounds, IntoHub, path_of, query_of


def test_a_pupil_signs_in_with_a_button(grounds: Grounds) -> None:
    app, session = grounds.app(), dict[str, Any]()
    identity, place = grounds.signs_in(app, session, "ann", next="/books?page=2")
    body = grounds.town.rows.rows[grounds.town.people["ann"]].body
    assert (body["id"], body["district"]) == (identity.id, identity.district)
    assert ("student", ("student",), "district") == (
        identity.type, identity.roles, identity.authorized_by,
    )  # fmt: skip
    assert ("Ann", "ann@example.org", "/books?page=2") == (identity.first, identity.email, place)
    who = signed_in(app, session)
    assert who is not None
    assert identity.id == who.id


def test_neither_token_nor_secret_is_kept_in_the_session(grounds: Grounds) -> None:
    app, session = grounds.app(), dict[str, Any]()
    identity, _ = grounds.signs_in(app, session, "ann")
    assert identity.token
    assert identity.token not in str(session)
    assert app.client_secret not in str(session)
    assert app.client_secret not in repr(app)
    assert identity.token not in repr(identity)


def test_who_has_several_roles_comes_in_the_one_that_she_chose(grounds: Grounds) -> None:
    app = grounds.app(grounds.registered(user_types=["teacher", "staff"]))
    identity, _ = grounds.signs_in(app, {}, "dee")
    assert ("teacher", ("staff", "teacher")) == (identity.type, identity.roles)


def test_who_comes_from_the_portal_is_sent_round_once_and_then_signed_in(
    grounds: Grounds,
) -> None:
    # sso.md 13, S3: the code without state is not traded.
    made = grounds.registered()
    app, session = grounds.app(made), dict[str, Any]()
    location = grounds.from_portal("ann", made)
    assert "state" not in query_of(location)
    with pytest.raises(RedirectError) as sent:
        callback(app, session, query_of(location))
    assert signed_in(app, session) is None
    transport: Any = app.transport
    assert 0 == transport.trades
    again = grounds.browsers["ann"].get(path_of(sent.value.address))
    assert 302 == again.status  # without a question
    identity = callback(app, session, query_of(again.headers["location"]))
    assert grounds.town.id("ann") == identity.id


def test_a_browser_is_sent_round_once_a_minute_at_most(grounds: Grounds) -> None:
    app, session = grounds.app(), dict[str, Any]()
    with pytest.raises(RedirectError):
        callback(app, session, {"code": "one"})
    with pytest.raises(LoginError) as refused:
        callback(app, session, {"code": "two"})
    assert "going_round" == refused.value.code
    grounds.town.later(seconds=61)
    with pytest.raises(RedirectError):
        callback(app, session, {"code": "three"})


def test_the_next_pupil_from_the_portal_need_not_wait_a_minute(grounds: Grounds) -> None:
    # CORE-06: one tablet, two pupils, one after the other.
    made = grounds.registered()
    app, session = grounds.app(made), dict[str, Any]()
    for name in ("ann", "ben"):
        with pytest.raises(RedirectError) as sent:
            callback(app, session, query_of(grounds.from_portal(name, made)))
        identity = callback(app, session, query_of(grounds.goes(name, sent.value.address)))
        assert grounds.town.id(name) == identity.id


def test_a_new_login_replaces_the_session_and_the_old_cookie_is_worth_nothing(
    grounds: Grounds,
) -> None:
    app, session = grounds.app(), dict[str, Any]()
    grounds.signs_in(app, session, "ann")
    session["drawing"] = "Ann's"
    stolen = dict(session)
    identity, _ = grounds.signs_in(app, session, "ben")
    who = signed_in(app, session)
    assert who is not None
    assert identity.id == who.id == grounds.town.id("ben")
    assert "drawing" not in session
    assert signed_in(app, stolen) is None


def test_signing_out_ends_the_session_here_and_not_at_the_hub(grounds: Grounds) -> None:
    # SSO-R8
    app, session = grounds.app(), dict[str, Any]()
    grounds.signs_in(app, session, "ann")
    kept = dict(session)
    sign_out(app, session)
    assert ({}, None, None) == (session, signed_in(app, session), signed_in(app, kept))
    assert 302 == grounds.browsers["ann"].get(path_of(start(app, session))).status


def test_a_login_lasts_as_long_as_the_application_says(grounds: Grounds) -> None:
    app, session = grounds.app(session_seconds=600), dict[str, Any]()
    grounds.signs_in(app, session, "ann")
    grounds.town.later(seconds=599)
    assert signed_in(app, session) is not None
    grounds.town.later(seconds=2)
    assert signed_in(app, session) is None


# Callbacks that come twice


@pytest.mark.parametrize(("behind", "is_in"), [(30, True), (90, False)])
def test_another_machine_of_ours_may_be_a_little_behind(
    grounds: Grounds, behind: int, is_in: bool
) -> None:
    app, session = grounds.app(), dict[str, Any]()
    grounds.signs_in(app, session, "ann")
    other = replace(app, clock=ManualClock(app.clock.now() - timedelta(seconds=behind)))
    assert is_in is (signed_in(other, session) is not None)


def test_a_callback_that_is_loaded_again_leads_where_it_led(grounds: Grounds) -> None:
    app, session = grounds.app(), dict[str, Any]()
    query = query_of(grounds.goes("ann", start(app, session, next="/books")))
    callback(app, session, query)
    with pytest.raises(RedirectError) as sent:
        callback(app, session, query)
    assert "/books" == sent.value.address
    assert signed_in(app, session) is not None
    transport: Any = app.transport
    assert 1 == transport.trades


def test_a_double_click_trades_once_and_signs_in_twice(grounds: Grounds) -> None:
    # SSO-16: each of the two requests comes with the cookie as it was before.
    app, session = grounds.app(), dict[str, Any]()
    query = query_of(grounds.goes("ann", start(app, session)))
    sessions = [dict(session) for _ in range(4)]
    together, found = Barrier(len(sessions)), list[Identity]()

    def click(mine: dict[str, Any]) -> None:
        together.wait()
        found.append(callback(app, mine, query))

    threads = [Thread(target=click, args=(mine,)) for mine in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [grounds.town.id("ann")] * 4 == [one.id for one in found]
    transport: Any = app.transport
    assert 1 == transport.trades


def test_where_another_process_was_faster_a_new_code_comes_without_a_question(
    grounds: Grounds,
) -> None:
    made = grounds.registered()
    here, there, session = grounds.app(made), grounds.app(made), dict[str, Any]()
    query = query_of(grounds.goes("ann", start(here, session, next="/books")))
    late = dict(session)
    callback(here, session, query)
    with pytest.raises(RedirectError) as sent:
        callback(there, late, query)
    again = query_of(grounds.goes("ann", sent.value.address))
    assert grounds.town.id("ann") == callback(there, late, again).id


# What strangers try


def test_a_forged_state_opens_no_session(grounds: Grounds) -> None:
    # CORE-03
    app, session = grounds.app(), dict[str, Any]()
    query = query_of(grounds.goes("ann", start(app, session)))
    before = dict(session)
    with pytest.raises(LoginError) as refused:
        callback(app, session, {**query, "state": "forged"})
    assert ("state_unknown", before) == (refused.value.code, session)
    transport: Any = app.transport
    assert 0 == transport.trades


def test_a_strangers_link_does_not_sign_anybody_in_as_the_stranger(grounds: Grounds) -> None:
    # Login CSRF: Ben sends Ann the callback that he received.
    app, bens, anns = grounds.app(), dict[str, Any](), dict[str, Any]()
    link = query_of(grounds.goes("ben", start(app, bens)))
    grounds.signs_in(app, anns, "ann")
    with pytest.raises(LoginError):
        callback(app, anns, link)
    who = signed_in(app, anns)
    assert who is not None
    assert grounds.town.id("ann") == who.id


def test_without_a_state_the_strangers_link_signs_in_whoever_the_hub_knows(
    grounds: Grounds,
) -> None:
    # CORE-04: what Ben got from the portal leads Ann to her own account.
    made = grounds.registered()
    app, anns = grounds.app(made), dict[str, Any]()
    link = query_of(grounds.from_portal("ben", made))
    with pytest.raises(RedirectError) as sent:
        callback(app, anns, link)
    arrived = query_of(grounds.goes("ann", sent.value.address))
    assert grounds.town.id("ann") == callback(app, anns, arrived).id


@pytest.mark.parametrize("in_one_process", [True, False])
def test_a_stolen_code_is_worth_nothing_in_another_session(
    grounds: Grounds, in_one_process: bool
) -> None:
    # The thief has begun a login of his own; the verifier in his session is another one.
    made = grounds.registered()
    app = grounds.app(made)
    thiefs_app = app if in_one_process else grounds.app(made)
    anns, thiefs = dict[str, Any](), dict[str, Any]()
    stolen = query_of(grounds.goes("ann", start(app, anns)))
    own = query_of(start(thiefs_app, thiefs))
    if in_one_process:
        callback(app, anns, stolen)
    with pytest.raises(RedirectError) as sent:
        callback(thiefs_app, thiefs, {"code": stolen["code"], "state": own["state"]})
    assert sent.value.address.startswith(HUB)
    assert signed_in(thiefs_app, thiefs) is None


def test_an_invented_code_ends_on_a_page_and_never_breaks(grounds: Grounds) -> None:
    # CORE-05
    app, session = grounds.app(), dict[str, Any]()
    for expected in (RedirectError, LoginError):
        state = query_of(start(app, session))["state"]
        with pytest.raises(expected):
            callback(app, session, {"code": "f" * 40, "state": state})


@pytest.mark.parametrize(
    "place",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example",
     "\\\\evil.example", "javascript:alert(1)", "evil", "/a b", "/" + "x" * 400, ""],
)  # fmt: skip
def test_next_leads_to_no_other_site(grounds: Grounds, place: str) -> None:
    _, led = grounds.signs_in(grounds.app(), {}, "ann", next=place)
    assert "/" == led


def test_a_session_full_of_rubbish_is_an_empty_one(grounds: Grounds) -> None:
    app = grounds.app()
    session: dict[str, Any] = {"homeroom": {"logins": ["what"], "who": 7}}
    assert signed_in(app, session) is None
    grounds.signs_in(app, session, "ann")
    assert signed_in(app, session) is not None


def test_a_fifth_tab_forgets_the_first(grounds: Grounds) -> None:
    app, session = grounds.app(), dict[str, Any]()
    addresses = [start(app, session, next=f"/{tab}") for tab in range(5)]
    with pytest.raises(LoginError):
        callback(app, session, query_of(grounds.goes("ann", addresses[0])))
    for tab in (4, 1, 3):
        callback(app, session, query_of(grounds.goes("ann", addresses[tab])))


# The hub


def test_the_hub_says_where_it_answers(grounds: Grounds) -> None:
    transport = IntoHub(grounds.town.hub)
    said = Endpoints.discovered(HUB, transport)
    assert Endpoints.at(HUB) == said
    app = grounds.app(grounds.registered(oidc_enabled=True), hub=said)
    assert grounds.town.id("ann") == grounds.signs_in(app, {}, "ann")[0].id


def test_an_answer_from_another_hub_is_refused(grounds: Grounds) -> None:
    app, session = grounds.app(), dict[str, Any]()
    query = query_of(grounds.goes("ann", start(app, session)))
    with pytest.raises(LoginError) as refused:
        callback(app, session, {**query, "iss": "https://evil.example"})
    assert "wrong_hub" == refused.value.code


def test_a_wrong_secret_is_our_mistake_and_told_to_nobody(grounds: Grounds) -> None:
    made = grounds.registered()
    right = grounds.app(made)
    wrong = App(
        made.client_id, "0" * 40, right.redirect_uri, HUB,
        clock=right.clock, transport=right.transport,
    )  # fmt: skip
    with pytest.raises(LoginError) as refused:
        grounds.signs_in(wrong, {}, "ann")
    assert ("wrong_setup", 400) == (refused.value.code, refused.value.refusal.status)
    assert "0" * 40 not in str(refused.value)


def test_who_may_not_come_returns_with_an_error_if_the_application_asked_so(
    grounds: Grounds,
) -> None:
    # sso.md 13, S4
    app, session = grounds.app(grounds.town.app("Stranger")), dict[str, Any]()
    location = grounds.goes("ann", start(app, session, next="/books", return_unshared=True))
    with pytest.raises(LoginError) as refused:
        callback(app, session, query_of(location))
    assert ("unauthorized-user", "/books") == (refused.value.code, refused.value.next)


def test_a_login_by_an_administrator_says_so_also_when_it_began_at_the_hub(
    grounds: Grounds,
) -> None:
    app, session = grounds.app(), dict[str, Any]()
    with pytest.raises(RedirectError) as sent:
        callback(app, session, {"code": "one", "loginas_by_admin": "true"})
    assert "loginas" not in urlsplit(sent.value.address).query
    identity = callback(app, session, query_of(grounds.goes("ann", sent.value.address)))
    assert identity.loginas_by_admin
    who = signed_in(app, session)
    assert who is not None
    assert who.loginas_by_admin


def test_a_teacher_of_the_library_has_no_district(grounds: Grounds) -> None:
    app = grounds.app(grounds.of_the_library())
    identity, _ = grounds.signs_in(app, {}, "lee")
    assert (None, "teacher", "teacher") == (
        identity.district, identity.type, identity.authorized_by,
    )  # fmt: skip
