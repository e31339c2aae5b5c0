"""`/oauth/authorize`, step 10: redirects byte for byte, by GET and by POST (sso.md 4.3, 4.4)."""

import pytest

from tests.support.authorizing import SCOPE, code_in, error_of, is_shown
from tests.support.signing_in import CALLBACK, ISSUER, World, sent


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
    person = world.again(world.person(), actor=7)
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
