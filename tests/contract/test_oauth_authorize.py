"""`/oauth/authorize` in its processing order (sso.md 4.2), and its redirects byte for byte."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from homeroom.oauth.login.ports import Decision
from tests.support.hubs import Reply
from tests.support.signing_in import CALLBACK, ISSUER, World, hidden, return_to, sent

SCOPE = (
    "read%3Adistrict_admins_basic%20read%3Aschool_admins_basic%20read%3Astudents_basic%20"
    "read%3Ateachers_basic%20read%3Auser_id"
)
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def is_shown(answer: Reply) -> bool:
    """A page, and nobody is sent anywhere."""
    return answer.status == 400 and "location" not in answer.headers


def error_of(answer: Reply) -> str:
    assert answer.status in (302, 303), answer.body
    return sent(answer)["error"]


# ------------------------------------------------------- 1 and 2: client and redirect URI first


@pytest.mark.parametrize("client_id", ["", "0" * 20, "%00", "'"])
def test_an_unknown_client_is_shown_a_page_and_sent_nowhere(world: World, client_id: str) -> None:
    app, person = world.app(), world.person()
    answer = world.authorize(app, person, client_id=client_id, state="s")
    assert is_shown(answer)
    assert "text/html" in answer.headers["content-type"]


def test_a_disabled_client_is_as_good_as_unknown(world: World) -> None:
    app, person = world.app(), world.person()
    world.run("UPDATE application SET enabled = 0 WHERE application = :app", app=app.application)
    assert is_shown(world.authorize(app, person))


def test_a_client_id_that_is_there_twice_is_nobodys(world: World) -> None:
    app, person = world.app(), world.person()
    assert is_shown(world.get(world.address(app) + f"&client_id={app.client_id}", person))


@pytest.mark.parametrize(
    "uri",
    [
        CALLBACK + "/",
        CALLBACK + "?",
        CALLBACK + "?x=1",
        CALLBACK + "#x",
        CALLBACK.replace("https", "http"),
        CALLBACK.replace("app.", "APP."),
        CALLBACK.replace("/oauth/", "/oauth/../oauth/"),
        CALLBACK.replace("/oauth/", "//oauth/"),
        CALLBACK.replace("callback", "%63allback"),
        CALLBACK + ".evil.example",
        "https://app.example.org@evil.example/oauth/callback",
        "https://evil.example/?u=" + CALLBACK,
        "//app.example.org/oauth/callback",
        "javascript:alert(1)",
        " " + CALLBACK,
        CALLBACK + "\r\nLocation: https://evil.example",
        "https://app.example.org\\@evil.example/oauth/callback",
    ],
)
def test_a_redirect_uri_is_registered_to_the_letter_or_nobody_is_sent(
    world: World, uri: str
) -> None:
    assert is_shown(world.authorize(world.app(), world.person(), redirect_uri=uri))


def test_an_empty_redirect_uri_is_refused_with_400(world: World) -> None:
    # Ruling R19: present but empty.
    app, person = world.app(), world.person()
    address = world.address(app, redirect_uri="") + "&redirect_uri="
    assert is_shown(world.get(address, person))


def test_a_redirect_uri_that_is_there_twice_is_refused(world: World) -> None:
    app = world.app()
    assert is_shown(world.get(world.address(app) + f"&redirect_uri={CALLBACK}", world.person()))


def test_without_a_redirect_uri_the_primary_one_is_used(world: World) -> None:
    app = world.app("https://a.example.org/one", "https://a.example.org/two")
    answer = world.authorize(app, world.person(), redirect_uri="")
    assert answer.headers["location"].startswith("https://a.example.org/one?code=")


def test_an_application_without_redirect_uris_sends_nobody_anywhere(world: World) -> None:
    app = world.app()
    world.run("DELETE FROM redirect_uri WHERE application = :app", app=app.application)
    assert is_shown(world.authorize(app, world.person(), redirect_uri=""))


def test_any_registered_uri_may_be_asked_for(world: World) -> None:
    app = world.app("https://a.example.org/one", "https://a.example.org/two")
    answer = world.authorize(app, world.person(), redirect_uri=app.uris[1])
    assert answer.headers["location"].startswith("https://a.example.org/two?code=")


def test_the_client_is_looked_at_before_anything_else(world: World) -> None:
    wrong = {"client_id": "0" * 20, "response_type": "token", "request": "x"}
    assert is_shown(world.authorize(world.app(), None, None, **wrong))


@pytest.mark.parametrize(
    "wrong", [{"response_type": "token"}, {"request": "x"}, {"prompt": "none"}, {"max_age": "x"}]
)
def test_the_redirect_uri_is_looked_at_before_anything_is_told_there(
    world: World, wrong: dict[str, str]
) -> None:
    app = world.app()
    assert is_shown(world.get(world.address(app, redirect_uri="https://evil.example/", **wrong)))


# ------------------------------------------------------------------- 3: the form of the request


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"response_type": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": "CODE"}, "unsupported_response_type"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
        ({"request_uri": "https://app.example.org/r"}, "request_uri_not_supported"),
        ({"code_challenge": CHALLENGE}, "invalid_request"),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"nonce": "n" * 2001}, "invalid_request"),
    ],
)
def test_a_malformed_request_is_told_to_the_application(
    world: World, more: dict[str, str], error: str
) -> None:
    app = world.app()
    answer = world.authorize(app, world.person(), state="s 1", **more)
    assert 302 == answer.status
    assert answer.headers["location"].startswith(f"{CALLBACK}?error={error}&error_description=")
    assert answer.headers["location"].endswith("&state=s%201")


def test_the_form_is_looked_at_before_anybody_is_asked_to_sign_in(world: World) -> None:
    assert "unsupported_response_type" == error_of(
        world.authorize(world.app(), response_type="token")
    )


@pytest.mark.parametrize(
    "doubled", ["response_type=code", "scope=a&scope=b", "nonce=1&nonce=2", "prompt=a&prompt=a"]
)
def test_a_parameter_that_is_there_twice_is_an_error(world: World, doubled: str) -> None:
    answer = world.get(world.address(world.app()) + "&" + doubled, world.person())
    assert "invalid_request" == error_of(answer)


def test_a_state_that_is_there_twice_is_not_echoed(world: World) -> None:
    answer = world.get(world.address(world.app()) + "&state=1&state=2", world.person())
    assert "invalid_request" == error_of(answer)
    assert "state" not in sent(answer)


def test_an_unknown_parameter_is_ignored_however_often_it_is_there(world: World) -> None:
    answer = world.get(world.address(world.app()) + "&extra=1&extra=2", world.person())
    assert "code" in sent(answer)


def test_a_state_that_is_too_long_is_refused(world: World) -> None:
    app, person = world.app(), world.person()
    assert "invalid_request" == error_of(world.authorize(app, person, state="s" * 2001))
    assert "s" * 2000 == sent(world.authorize(app, person, state="s" * 2000))["state"]


# ------------------------------------------------------------------------ 4: who is it, and where


def test_whoever_is_not_signed_in_goes_to_the_login_page_and_comes_back(world: World) -> None:
    app = world.app()
    answer = world.authorize(app, state="x")
    assert 302 == answer.status
    back = return_to(answer)
    assert back.startswith("/oauth/continue?request=")
    person = world.person()
    assert "x" == sent(world.get(back, world.again(person)))["state"]


def test_the_way_back_is_a_path_of_this_hub_and_holds_no_address_in_the_clear(
    world: World,
) -> None:
    back = return_to(world.authorize(world.app(), state="//evil.example"))
    assert ("", "") == (urlsplit(back).scheme, urlsplit(back).netloc)
    assert "evil" not in back
    assert "example.org" not in back


@pytest.mark.parametrize("bend", [lambda s: s[:-2], lambda s: s + "AA", lambda _: "", str.lower])
def test_a_bent_way_back_leads_nowhere(world: World, bend: Any) -> None:
    back = return_to(world.authorize(world.app()))
    path, _, sealed = back.partition("request=")
    assert is_shown(world.get(f"{path}request={bend(sealed)}", world.person()))


def test_a_login_that_waited_for_half_a_day_is_over(world: World) -> None:
    back = return_to(world.authorize(world.app()))
    world.wait(hours=12)
    assert is_shown(world.get(back, world.person()))


def test_a_login_that_waits_does_not_outlive_its_redirect_uri(world: World) -> None:
    app = world.app()
    back = return_to(world.authorize(app))
    world.run("DELETE FROM redirect_uri WHERE application = :app", app=app.application)
    assert is_shown(world.get(back, world.person()))


def test_the_login_page_is_told_what_is_known(world: World) -> None:
    district = world.district()
    world.authorize(world.app(), district_id=world.districts[district], login_hint="jp@example.org")
    asked = world.door.asked[-1]
    assert (district, "jp@example.org", "", "Reading Rocket") == (
        asked.district, asked.login_hint, asked.why, asked.app,
    )  # fmt: skip


@pytest.mark.parametrize("unknown", ["0" * 24, "nonsense", "f" * 24])
def test_an_unknown_district_shows_the_picker_and_keeps_the_request(
    world: World, unknown: str
) -> None:
    person = world.person()
    answer = world.authorize(world.app(), person, district_id=unknown, state="kept")
    assert "unknown_district" == world.door.asked[-1].why
    assert "kept" == sent(world.get(return_to(answer), person))["state"]


def test_a_session_of_another_district_is_asked_about(world: World) -> None:
    app, person = world.app(), world.person()
    elsewhere = world.districts[world.district()]
    answer = world.authorize(app, person, district_id=elsewhere, state="s")
    form = hidden(answer)
    stay = world.post("/oauth/continue", form | {"answer": "stay"}, person)
    assert (303, "s") == (stay.status, sent(stay)["state"])
    other = world.post("/oauth/continue", form | {"answer": "other"}, person)
    assert (303, "other_account") == (other.status, world.door.asked[-1].why)
    assert return_to(other)


def test_the_sessions_own_district_is_not_asked_about(world: World) -> None:
    person = world.person()
    answer = world.authorize(world.app(), person, district_id=world.districts[person.district])
    assert "code" in sent(answer)


# ------------------------------------------------------------------------- prompt and max_age


def test_prompt_none_without_a_session_is_login_required(world: World) -> None:
    assert "login_required" == error_of(world.authorize(world.app(), prompt="none"))


def test_prompt_none_with_a_session_is_answered_at_once(world: World) -> None:
    assert "code" in sent(world.authorize(world.app(), world.person(), prompt="none"))


def test_prompt_none_in_another_district_is_login_required(world: World) -> None:
    elsewhere = world.districts[world.district()]
    answer = world.authorize(world.app(), world.person(), prompt="none", district_id=elsewhere)
    assert "login_required" == error_of(answer)


@pytest.mark.parametrize("prompt", ["login", "select_account", "login consent"])
def test_prompt_login_asks_again_though_there_is_a_session(world: World, prompt: str) -> None:
    app, person = world.app(), world.person()
    back = return_to(world.authorize(app, person, prompt=prompt))
    assert "again" == world.door.asked[-1].why
    # Coming back without having signed in is not enough.
    assert return_to(world.get(back, person))
    assert "code" in sent(world.get(back, world.again(person)))


def test_prompt_consent_alone_changes_nothing(world: World) -> None:
    assert "code" in sent(world.authorize(world.app(), world.person(), prompt="consent"))


def test_max_age_asks_again_once_the_sign_in_is_older(world: World) -> None:
    app, person = world.app(), world.person()
    assert "code" in sent(world.authorize(app, person, max_age="10000"))
    assert "code" in sent(world.authorize(app, person, max_age="1"))
    world.wait(seconds=1)
    back = return_to(world.authorize(app, person, max_age="1"))
    assert "again" == world.door.asked[-1].why
    world.wait(seconds=30)
    person = world.again(person)
    world.wait(seconds=30)
    # She signed in for this very login, so it does not ask for ever.
    assert "code" in sent(world.get(back, person))


def test_max_age_with_prompt_none_is_login_required(world: World) -> None:
    person = world.person()
    world.wait(seconds=5)
    answer = world.authorize(world.app(), person, max_age="1", prompt="none")
    assert "login_required" == error_of(answer)


# ------------------------------------------------------------------------ 5: is it still she


def test_a_pupil_with_a_live_session_is_asked_whether_it_is_she(world: World) -> None:
    app, pupil = world.app(), world.person("student")
    form = hidden(world.authorize(app, pupil, confirmed="false", state="s"))
    yes = world.post("/oauth/continue", form | {"answer": "yes"}, pupil)
    assert (303, "s") == (yes.status, sent(yes)["state"])


def test_not_me_ends_the_session_and_asks_who_it_is(world: World) -> None:
    app, pupil = world.app(), world.person("student")
    form = hidden(world.authorize(app, pupil, confirmed="false", state="s"))
    answer = world.post("/oauth/continue", form | {"answer": "no"}, pupil)
    assert pupil.session_id not in world.door.sessions
    assert "Max-Age=0" in answer.headers["set-cookie"]
    other = world.again(world.person("student"))
    assert "s" == sent(world.get(return_to(answer), other))["state"]


@pytest.mark.parametrize(("role", "value"), [("teacher", "false"), ("student", "true")])
def test_others_are_not_asked(world: World, role: str, value: str) -> None:
    assert "code" in sent(world.authorize(world.app(), world.person(role), confirmed=value))


def test_a_pupil_who_has_just_signed_in_for_it_is_not_asked(world: World) -> None:
    back = return_to(world.authorize(world.app(), confirmed="false"))
    assert "code" in sent(world.get(back, world.again(world.person("student"))))


def test_an_application_may_have_every_pupil_asked(world: World) -> None:
    app = world.app(always_confirm_students=True)
    assert hidden(world.authorize(app, world.person("student")))


def test_a_question_may_not_be_asked_silently(world: World) -> None:
    answer = world.authorize(world.app(), world.person("student"), confirmed="false", prompt="none")
    assert "interaction_required" == error_of(answer)


def test_an_answer_counts_only_in_the_session_that_was_asked(world: World) -> None:
    app, pupil, other = world.app(), world.person("student"), world.person("student")
    form = hidden(world.authorize(app, pupil, confirmed="false"))
    answer = world.post("/oauth/continue", form | {"answer": "yes"}, other)
    assert answer.headers["location"].startswith("/oauth/continue?request=")
    assert hidden(world.get(answer.headers["location"], other))


@pytest.mark.parametrize("change", [{"form": ""}, {"form": "AAAA"}, {"answer": "maybe"},
                                    {"answer": "accept"}, {"request": "x"}])  # fmt: skip
def test_a_form_that_is_not_ours_changes_nothing(world: World, change: dict[str, str]) -> None:
    pupil = world.person("student")
    form = hidden(world.authorize(world.app(), pupil, confirmed="false"))
    assert is_shown(world.post("/oauth/continue", form | {"answer": "yes"} | change, pupil))


def test_a_form_that_another_site_sends_changes_nothing(world: World) -> None:
    pupil = world.person("student")
    form = hidden(world.authorize(world.app(), pupil, confirmed="false"))
    for site in ("cross-site", "same-site", "none"):
        answer = world.post("/oauth/continue", form | {"answer": "no"}, pupil, sec_fetch_site=site)
        assert is_shown(answer)
    assert pupil.session_id in world.door.sessions


# --------------------------------------------------------------------------------- 6: the role


def asked_in(world: World) -> str:
    return world.decide.asked[-1][1]


def test_the_active_role_is_used_if_the_application_takes_it(world: World) -> None:
    world.authorize(world.app(), world.person("staff", "teacher"))
    assert "staff" == asked_in(world)


def test_the_only_other_role_that_fits_is_used_without_asking(world: World) -> None:
    app = world.app(user_types=["teacher", "student"])
    assert "code" in sent(world.authorize(app, world.person("staff", "teacher")))
    assert "teacher" == asked_in(world)


def test_of_several_that_fit_one_is_chosen(world: World) -> None:
    app = world.app(user_types=["teacher", "district_admin"])
    person = world.person("staff", "teacher", "district_admin")
    form = hidden(world.authorize(app, person))
    assert is_shown(world.post("/oauth/continue", form | {"answer": "staff"}, person))
    answer = world.post("/oauth/continue", form | {"answer": "district_admin"}, person)
    assert "code" in sent(answer)
    assert "district_admin" == asked_in(world)


def test_a_choice_may_not_be_asked_for_silently(world: World) -> None:
    app = world.app(user_types=["teacher", "district_admin"])
    person = world.person("staff", "teacher", "district_admin")
    assert "interaction_required" == error_of(world.authorize(app, person, prompt="none"))


# --------------------------------------------------------------------------- 7 to 9: the decision


def deny(world: World, app: Any, person: Any, reason: str) -> None:
    world.decide.said[app.client_id, person.person_rid] = Decision("denied", reason=reason)


@pytest.mark.parametrize(
    "reason",
    [
        "not_shared", "user_type_unsupported", "app_not_connected", "connection_pending",
        "paused", "library_student_no_teacher", "library_role", "library_blocked",
        "user_inactive", "app_not_live",
    ],
)  # fmt: skip
def test_whoever_may_not_enter_reads_why_and_who_can_help(world: World, reason: str) -> None:
    app, person = world.app(), world.person()
    deny(world, app, person, reason)
    answer = world.authorize(app, person)
    text = answer.body.decode()
    assert 403 == answer.status
    assert "You can&#39;t open Reading Rocket" in text or "You can't open Reading Rocket" in text
    assert f'data-reason="{reason}"' in text
    assert "Help Desk help@example.org" in text
    assert answer.headers["x-request-id"][:8] in text
    assert 'href="/portal"' in text
    assert "/login?return_to=" in text


def test_return_unshared_sends_the_refusal_to_the_application(world: World) -> None:
    app, person = world.app(), world.person()
    deny(world, app, person, "not_shared")
    answer = world.authorize(app, person, return_unshared="true", state="s")
    assert (
        f"{CALLBACK}?error=unauthorized-user&error_description="
        "Your%20district%20has%20not%20shared%20you%20with%20this%20app.&state=s"
    ) == answer.headers["location"]


def test_a_silent_refusal_goes_to_the_application(world: World) -> None:
    app, person = world.app(), world.person()
    deny(world, app, person, "not_shared")
    assert "access_denied" == error_of(world.authorize(app, person, prompt="none"))


def test_markup_in_a_name_is_text(world: World) -> None:
    pupil = world.again(world.person("student"), name="<script>alert(1)</script>")
    world.wait(seconds=1)
    answer = world.authorize(world.app(), pupil, confirmed="false")
    assert b"<script>" not in answer.body
    assert b"&lt;script&gt;" in answer.body


# -------------------------------------------------------------------------------- 8: consent


def wants_consent(world: World) -> tuple[Any, Any]:
    app, person = world.app(types=["library"]), world.person()
    world.decide.said[app.client_id, person.person_rid] = Decision("needs_consent")
    return app, person


def consent_form(world: World) -> dict[str, str]:
    asked = world.consent.shown[-1]
    return {"request": asked.request, "form": asked.form}


def test_consent_is_asked_for_and_accepting_goes_on(world: World) -> None:
    app, person = wants_consent(world)
    assert b"consent?" == world.authorize(app, person, state="s").body
    assert [] == [key for key in world.consent.accepted if key[0] == app.client_id]
    form = consent_form(world)
    answer = world.post("/oauth/continue", form | {"answer": "accept"}, person)
    assert (303, "s") == (answer.status, sent(answer)["state"])
    assert (app.client_id, person.person_rid) == world.consent.accepted[-1]


def test_declining_is_access_denied(world: World) -> None:
    app, person = wants_consent(world)
    world.authorize(app, person, state="s")
    answer = world.post("/oauth/continue", consent_form(world) | {"answer": "decline"}, person)
    assert {"error": "access_denied", "state": "s"}.items() <= sent(answer).items()
    assert (app.client_id, person.person_rid) not in world.consent.accepted


def test_consent_counts_once(world: World) -> None:
    app, person = wants_consent(world)
    world.authorize(app, person)
    form = consent_form(world) | {"answer": "accept"}
    assert 303 == world.post("/oauth/continue", form, person).status
    assert is_shown(world.post("/oauth/continue", form, person))


def test_consent_is_never_given_by_get(world: World) -> None:
    app, person = wants_consent(world)
    world.authorize(app, person)
    form = consent_form(world)
    address = f"/oauth/continue?request={form['request']}&form={form['form']}&answer=accept"
    assert b"consent?" == world.get(address, person).body
    assert 200 == world.call(address, "HEAD", {"cookie": f"hub={person.session_id}"}).status
    assert (app.client_id, person.person_rid) not in world.consent.accepted


def test_consent_of_another_session_does_not_count(world: World) -> None:
    app, person = wants_consent(world)
    world.authorize(app, person)
    other = world.person()
    world.post("/oauth/continue", consent_form(world) | {"answer": "accept"}, other)
    assert [] == [key for key in world.consent.accepted if key[0] == app.client_id]


def test_consent_may_not_be_asked_for_silently(world: World) -> None:
    app, person = wants_consent(world)
    assert "interaction_required" == error_of(world.authorize(app, person, prompt="none"))


# ------------------------------------------------------------------------------- 10: the code


def code_in(answer: Reply) -> str:
    return sent(answer)["code"]


def test_success_is_this_redirect_byte_for_byte(world: World) -> None:
    app, person = world.app(), world.person()
    answer = world.authorize(app, person)
    assert 302 == answer.status
    assert f"{CALLBACK}?code={code_in(answer)}&scope={SCOPE}" == answer.headers["location"]
    assert 40 == len(code_in(answer))
    assert set(code_in(answer)) <= set("0123456789abcdef")


def test_the_scope_is_the_applications_own_whatever_was_asked(world: World) -> None:
    app, person = world.app(), world.person()
    for scope in ("openid email", "nonsense", "read:students,read:teachers", ""):
        assert f"&scope={SCOPE}" in world.authorize(app, person, scope=scope).headers["location"]


@pytest.mark.parametrize(
    "state", ["simple", "a b+c&d=e?f#g/h%2F", "ünï©ode ✓", "https://x.example/?a=1", "0", "🎒"]
)
def test_the_state_comes_back_unchanged(world: World, state: str) -> None:
    assert state == sent(world.authorize(world.app(), world.person(), state=state))["state"]


def test_a_state_that_is_no_text_comes_back_unchanged(world: World) -> None:
    answer = world.get(world.address(world.app()) + "&state=%FF%fe", world.person())
    assert answer.headers["location"].endswith("&state=%FF%FE")


def test_without_a_state_there_is_none(world: World) -> None:
    assert {"code", "scope"} == set(sent(world.authorize(world.app(), world.person())))
    empty = world.get(world.address(world.app()) + "&state=", world.person())
    assert {"code", "scope"} == set(sent(empty))


@pytest.mark.parametrize(
    ("uri", "begin"),
    [
        ("https://a.example.org/cb?tenant=7", "https://a.example.org/cb?tenant=7&code="),
        ("https://a.example.org/cb?", "https://a.example.org/cb?code="),
        ("https://a.example.org", "https://a.example.org?code="),
    ],
)
def test_a_query_of_the_registered_uri_is_kept(world: World, uri: str, begin: str) -> None:
    app = world.app(uri)
    assert world.authorize(app, world.person()).headers["location"].startswith(begin)
    wrong = world.authorize(app, world.person(), response_type="token").headers["location"]
    assert wrong.startswith(begin.replace("code=", "error="))


def test_the_issuer_is_named_only_where_it_is_switched_on(world: World) -> None:
    person = world.person()
    assert "iss" not in sent(world.authorize(world.app(), person))
    app = world.app(send_iss=True)
    answer = world.authorize(app, person, state="s")
    assert answer.headers["location"].endswith("&state=s&iss=http%3A%2F%2Flocalhost%3A8400")
    assert ISSUER == sent(world.authorize(app, person, response_type="token"))["iss"]


def test_an_oidc_application_is_told_the_issuer_unless_switched_off(world: World) -> None:
    person = world.person()
    assert ISSUER == sent(world.authorize(world.app(oidc_enabled=True), person))["iss"]
    off = world.app(oidc_enabled=True, send_iss=False)
    assert "iss" not in sent(world.authorize(off, person))


def test_impersonation_is_told_only_to_an_application_that_asked_for_it(world: World) -> None:
    person = world.again(world.person(), is_impersonated=True)
    assert "loginas_by_admin" not in sent(world.authorize(world.app(), person))
    app = world.app(expose_impersonation=True)
    assert "true" == sent(world.authorize(app, person))["loginas_by_admin"]
    assert "loginas_by_admin" not in sent(world.authorize(app, world.person()))


def test_a_redirect_with_a_code_is_kept_nowhere_and_refers_to_nothing(world: World) -> None:
    headers = world.authorize(world.app(), world.person()).headers
    assert ("no-store", "no-referrer") == (headers["cache-control"], headers["referrer-policy"])


def test_pages_cannot_be_framed(world: World) -> None:
    pupil = world.person("student")
    question = world.authorize(world.app(), pupil, confirmed="false")
    for answer in (question, world.authorize(world.app(), client_id="0" * 20)):
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "form-action" not in answer.headers["content-security-policy"]
        assert "no-store" == answer.headers["cache-control"]


# ------------------------------------------------------------------------------------- POST


def test_post_is_answered_like_get_with_303(world: World) -> None:
    app, person = world.app(), world.person()
    fields = {"response_type": "code", "client_id": app.client_id, "state": "s"}
    answer = world.post("/oauth/authorize", fields, person)
    assert 303 == answer.status
    assert "s" == sent(answer)["state"]


def test_a_post_whose_cookie_stayed_behind_is_looked_at_again(world: World) -> None:
    # SameSite=Lax: another site's POST comes without the session, the navigation after it with.
    app, person = world.app(), world.person()
    answer = world.post("/oauth/authorize", {"response_type": "code", "client_id": app.client_id})
    assert 303 == answer.status
    assert "code" in sent(world.get(answer.headers["location"], person))


def test_a_post_with_an_error_is_told_with_303(world: World) -> None:
    app = world.app()
    answer = world.post("/oauth/authorize", {"response_type": "x", "client_id": app.client_id})
    assert (303, "unsupported_response_type") == (answer.status, error_of(answer))


def test_a_post_of_something_else_than_a_form_is_shown_a_page(world: World) -> None:
    answer = world.call(
        "/oauth/authorize", "POST", {"content-type": "application/json"}, b'{"client_id":"x"}'
    )
    assert is_shown(answer)


def test_a_name_in_query_and_form_is_there_twice(world: World) -> None:
    app = world.app()
    fields = {"response_type": "code"}
    answer = world.post(world.address(app), fields, world.person())
    assert "invalid_request" == error_of(answer)


# ------------------------------------------------------------------ what nobody looks at (R21)


def codes_of(world: World, application_id: str) -> int:
    asked = "SELECT code_hash FROM authorization_code WHERE application = :app"
    return len(world.rows(asked, app=application_id))


UNSEEN = [
    {"sec_purpose": "prefetch"},
    {"sec_purpose": "prefetch;prerender"},
    {"purpose": "prefetch"},
    {"x_moz": "prefetch"},
    {"sec_fetch_dest": "image"},
    {"sec_fetch_dest": "script"},
    {"sec_fetch_dest": "iframe"},
    {"sec_fetch_dest": "frame"},
    {"sec_fetch_dest": "empty", "sec_fetch_mode": "cors"},
    {"sec_fetch_mode": "no-cors"},
]


@pytest.mark.parametrize("headers", UNSEEN)
def test_what_nobody_looks_at_issues_nothing(world: World, headers: dict[str, str]) -> None:
    app, person = world.app(), world.person()
    back = return_to(world.authorize(app))
    for path in (world.address(app), f"/oauth/instant-login?client_id={app.client_id}", back):
        answer = world.get(path, person, **headers)
        assert answer.status in (400, 503)
        assert "location" not in answer.headers
    assert 0 == codes_of(world, app.application)


def test_head_issues_nothing(world: World) -> None:
    app, person = world.app(), world.person()
    back = return_to(world.authorize(app))
    asked = len(world.door.asked)
    for path in (world.address(app), f"/oauth/instant-login?client_id={app.client_id}", back):
        answer = world.call(path, "HEAD", {"cookie": f"hub={person.session_id}"})
        assert (200, b"") == (answer.status, answer.body)
        assert "location" not in answer.headers
    assert (0, asked) == (codes_of(world, app.application), len(world.door.asked))


def test_a_plain_navigation_is_looked_at(world: World) -> None:
    headers = {"sec_fetch_dest": "document", "sec_fetch_mode": "navigate"}
    assert "code" in sent(world.authorize(world.app(), world.person(), headers=headers))


# --------------------------------------------------------------------------------- instant login


def test_instant_login_goes_to_the_primary_uri_without_a_state(world: World) -> None:
    app = world.app("https://a.example.org/one", "https://a.example.org/two")
    person = world.person()
    district = world.districts[person.district]
    answer = world.get(
        f"/oauth/instant-login?client_id={app.client_id}&district_id={district}", person
    )
    assert 302 == answer.status
    assert {"code", "scope"} == set(sent(answer))
    assert answer.headers["location"].startswith("https://a.example.org/one?code=")
    assert 200 == world.exchange(app, code_in(answer)).status


def test_instant_login_without_a_client_is_shown_a_page(world: World) -> None:
    assert is_shown(world.get("/oauth/instant-login", world.person()))


def test_instant_login_without_a_session_goes_to_the_login_page(world: World) -> None:
    assert return_to(world.get(f"/oauth/instant-login?client_id={world.app().client_id}"))


def test_instant_login_honours_what_real_clients_send(world: World) -> None:
    app = world.app("https://a.example.org/one", "https://a.example.org/two")
    address = f"/oauth/instant-login?client_id={app.client_id}&state=s&redirect_uri={app.uris[1]}"
    answer = world.get(address, world.person())
    assert answer.headers["location"].startswith("https://a.example.org/two?code=")
    assert "s" == sent(answer)["state"]
    strange = address.replace("/two", "/three")
    assert is_shown(world.get(strange, world.person()))


def test_instant_login_is_decided_like_any_other_login(world: World) -> None:
    app, person = world.app(), world.person()
    deny(world, app, person, "library_blocked")
    assert 403 == world.get(f"/oauth/instant-login?client_id={app.client_id}", person).status


@pytest.mark.parametrize("path", ["/oauth/authorize/", "//oauth//authorize", "/OAuth/Authorize"])
def test_a_path_is_forgiven_its_slashes(world: World, path: str) -> None:
    app = world.app()
    answer = world.get(world.address(app).replace("/oauth/authorize", path), world.person())
    assert parse_qs(urlsplit(answer.headers["location"]).query)["code"]
