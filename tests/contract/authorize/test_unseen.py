"""What starts no login although it looks like one, and instant login (ruling R21, sso.md 4.6)."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.authorizing import code_in, deny, is_shown
from tests.support.signing_in import World, return_to, sent


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
