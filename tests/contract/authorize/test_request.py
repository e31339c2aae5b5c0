"""`/oauth/authorize`, steps 1 to 3: who asks, where the answer goes, what is asked (sso.md 4.2)."""

import pytest

from tests.support.authorizing import CHALLENGE, error_of, is_shown
from tests.support.signing_in import CALLBACK, World, sent


@pytest.mark.parametrize("client_id", ["", "0" * 20, "%00", "'"])
def test_an_unknown_client_is_shown_a_page_and_sent_nowhere(world: World, client_id: str) -> None:
    app, person = world.app(), world.person()
    answer = world.authorize(app, person, client_id=client_id, state="s")
    assert is_shown(answer)
    assert "text/html" in answer.headers["content-type"]
    assert "Go back and open the app again." in answer.body.decode()


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
