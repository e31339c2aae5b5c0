"""`POST /oauth/tokens`: codes, repeats and PKCE (sso.md 5.1 and 5.2), on both stores."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.support.exchanging import INVALID_CODE, PKCE, VERIFIER, kinds_of
from tests.support.signing_in import World


def test_an_unknown_code_is_refused_in_clevers_words(world: World) -> None:
    refused = world.exchange(world.app(), "0" * 40)
    assert (400, INVALID_CODE) == (refused.status, refused.json)


def test_a_code_lives_for_sixty_seconds(world: World) -> None:
    app, person = world.app(), world.person()
    code = world.code(app, person)
    world.wait(seconds=59.9)
    assert 200 == world.exchange(app, code).status
    code = world.code(app, person)
    world.wait(seconds=60)
    assert INVALID_CODE == world.exchange(app, code).json


def test_a_code_of_another_application_is_refused_and_noted(world: World) -> None:
    app, other = world.app(), world.app()
    code = world.code(app, world.person())
    assert INVALID_CODE == world.exchange(other, code).json
    assert ["code_of_another"] == kinds_of(world, app)
    assert 200 == world.exchange(app, code).status


def test_the_redirect_uri_must_be_the_one_that_the_code_went_to(world: World) -> None:
    app = world.app("https://a.example.org/one", "https://a.example.org/two")
    code = world.code(app, world.person())
    for wrong in (app.uris[1], app.uri + "/", app.uri.upper(), "https://evil.example.org/"):
        assert INVALID_CODE == world.exchange(app, code, redirect_uri=wrong).json
    assert 200 == world.exchange(app, code).status


def test_without_a_redirect_uri_the_code_goes_to_the_primary_one(world: World) -> None:
    app = world.app("https://a.example.org/one", "https://a.example.org/two")
    code = world.code(app, world.person(), redirect_uri="")
    assert 200 == world.exchange(app, code, redirect_uri=app.uris[0]).status


def test_a_person_who_left_within_the_minute_gets_no_token(world: World) -> None:
    app, person = world.app(), world.person()
    code = world.code(app, person)
    del world.identity.documents[person.person_rid]
    assert INVALID_CODE == world.exchange(app, code).json


def test_a_repeat_within_ten_seconds_is_refused_and_harmless(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    token = world.exchange(app, code).json["access_token"]
    world.wait(seconds=10)
    refused = world.exchange(app, code)
    assert (400, INVALID_CODE) == (refused.status, refused.json)
    assert 200 == world.bearing("/v3.0/me", token).status
    assert [] == kinds_of(world, app)


def test_a_later_repeat_ends_every_token_of_the_code(world: World) -> None:
    app, person = world.app(), world.person()
    code = world.code(app, person)
    token = world.exchange(app, code).json["access_token"]
    other = world.token(app, person)
    world.wait(seconds=10.001)
    assert INVALID_CODE == world.exchange(app, code).json
    assert 401 == world.bearing("/v3.0/me", token).status
    assert 200 == world.bearing("/v3.0/me", other).status
    assert ["code_replayed"] == kinds_of(world, app)


def test_a_repeat_by_another_application_ends_them_at_once(world: World) -> None:
    app, other = world.app(), world.app()
    code = world.code(app, world.person())
    token = world.exchange(app, code).json["access_token"]
    assert INVALID_CODE == world.exchange(other, code).json
    assert 401 == world.bearing("/v3.0/me", token).status
    assert ["code_replayed"] == kinds_of(world, app)


def test_a_repeat_after_the_code_expired_still_ends_its_tokens(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    token = world.exchange(app, code).json["access_token"]
    world.wait(hours=2)
    assert INVALID_CODE == world.exchange(app, code).json
    assert 401 == world.bearing("/v3.0/me", token).status


def test_of_parallel_exchanges_exactly_one_succeeds(world: World) -> None:
    app, person = world.app(), world.person()
    at_once = 4
    for _ in range(5):
        code = world.code(app, person)
        # The gate lies after the code was looked up as unused and before it is marked used.
        world.identity.gate = Barrier(at_once, timeout=30)
        with ThreadPoolExecutor(at_once) as pool:
            answers = list(pool.map(lambda _: world.exchange(app, code), range(at_once)))  # noqa: B023
        world.identity.gate = None
        assert [200] + [400] * (at_once - 1) == sorted(answer.status for answer in answers)
        (won,) = [answer for answer in answers if answer.status == 200]
        assert 200 == world.bearing("/v3.0/me", won.json["access_token"]).status
        assert all(INVALID_CODE == answer.json for answer in answers if answer.status == 400)


def test_the_worked_example_of_the_rfc_is_accepted(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person(), **PKCE)
    assert 200 == world.exchange(app, code, code_verifier=VERIFIER).status


@pytest.mark.parametrize("verifier", ["", "x" * 43, VERIFIER[:-1], VERIFIER + "=", "é" * 43])
def test_a_challenge_wants_its_verifier(world: World, verifier: str) -> None:
    app = world.app()
    code = world.code(app, world.person(), **PKCE)
    assert INVALID_CODE == world.exchange(app, code, code_verifier=verifier).json


def test_a_verifier_without_a_challenge_is_a_downgrade_and_refused(world: World) -> None:
    app = world.app()
    code = world.code(app, world.person())
    assert INVALID_CODE == world.exchange(app, code, code_verifier=VERIFIER).json


def test_where_pkce_is_required_a_login_without_it_is_worth_nothing(world: World) -> None:
    app, person = world.app(require_pkce=True), world.person()
    assert "error=invalid_request" in world.authorize(app, person).headers["location"]
    started_by_hub = world.get(f"/oauth/instant-login?client_id={app.client_id}", person)
    code = started_by_hub.headers["location"].split("code=")[1].split("&")[0]
    assert INVALID_CODE == world.exchange(app, code).json
