"""Cookies, guards, form tokens: what a browser may and may not do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom.accounts import actions, guard
from homeroom.accounts.desk import desk_of
from homeroom.accounts.errors import FormExpiredError
from homeroom.accounts.sessions import Visit
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.errors import SettingsError
from homeroom.foundation.settings import Settings
from homeroom.hub import Hub
from homeroom.web import Answer, Feature
from homeroom.web.answers import json_value
from homeroom.web.request import Request
from tests.support.hubs import InProcess, a_hub
from tests.support.stores import Place
from tests.unit.accounts.campus import START, Campus, a_campus

HTTPS = "https://hub.example.org"


def _show(_: Request, visit: Visit) -> Answer:
    return json_value({"person": visit.person.id, "role": visit.role, "waits": visit.waits_for})


ROUTES = (
    guard.signed_in.route("/portal", _show, ("GET", "POST")),
    guard.signing_in.route("/login/role", _show),
)


@pytest.fixture
def hub(place: Place) -> Iterator[Hub]:
    """A sandbox hub with one guarded page."""
    with a_hub(place, ManualClock(START), (Feature("pages", ROUTES),), sandbox=True) as hub:
        yield hub


@pytest.fixture
def here(hub: Hub) -> Campus:
    """The campus of the hub, with the hub's own desk."""
    desk = desk_of(hub.parts)
    campus = a_campus(hub.parts.store, desk.pool)
    campus.desk = desk
    clock = hub.parts.clock
    assert isinstance(clock, ManualClock)
    campus.clock = clock
    return campus


def a_request(hub: Hub, path: str = "/portal", query: str = "", **headers: str) -> Request:
    listed = [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()]
    scope = {
        "type": "http", "method": headers.get("method", "GET"), "path": path, "headers": listed,
        "query_string": query.encode(), "client": ("192.0.2.44", 1),
    }  # fmt: skip
    return Request(scope, hub.parts, path, path)


def test_a_session_opens_a_page_and_nothing_else_does(hub: Hub, here: Campus) -> None:
    call = InProcess(hub)
    done = here.sign_in("ann.e", "100001")
    opened = call("/portal", headers={"cookie": f"hr={done.token}"})
    assert (200, here.person("ann").id, "student") == (
        opened.status, opened.json["person"], opened.json["role"],
    )  # fmt: skip
    assert "no-store" == opened.headers["cache-control"]
    for cookie in ("", "hr=", "hr=nonsense", f"hr={done.token}x", f"other={done.token}"):
        assert 401 == call("/portal", headers={"cookie": cookie}).status
    actions.sign_out(here.desk, done.token)
    assert 401 == call("/portal", headers={"cookie": f"hr={done.token}"}).status


def test_leaving_the_roster_closes_the_page_at_the_next_request(hub: Hub, here: Campus) -> None:
    done = here.sign_in("ann.e", "100001")
    here.leave("ann")
    assert 401 == InProcess(hub)("/portal", headers={"cookie": f"hr={done.token}"}).status


def test_a_session_that_waits_opens_only_the_pages_of_signing_in(hub: Hub, here: Campus) -> None:
    call = InProcess(hub)
    done = here.sign_in("dee@staff.example.org", "300001")
    cookie = {"cookie": f"hr={done.token}"}
    assert 401 == call("/portal", headers=cookie).status
    assert (200, "role") == (
        call("/login/role", headers=cookie).status,
        call("/login/role", headers=cookie).json["waits"],
    )


def test_the_refusal_knows_the_way_back(hub: Hub) -> None:
    with pytest.raises(guard.SignInNeededError) as refused:
        guard.signed_in.prove(a_request(hub, "/portal", "a=1&b=//x"))
    assert "/login?next=%2Fportal%3Fa%3D1%26b%3D%2F%2Fx" == refused.value.location
    assert "/login" == guard.login_location(a_request(hub, "/portal", method="POST"))


def settings(base_url: str, *, trust_proxy: bool = False) -> Settings:
    return Settings(home=Path("unused"), base_url=base_url, trust_proxy=trust_proxy)


def test_over_https_the_cookie_is_bound_to_this_host_and_to_tls() -> None:
    _, value = guard.set_cookie(settings(HTTPS), guard.SESSION, "abc")
    assert b"__Host-hr=abc; Path=/; HttpOnly; SameSite=Lax; Secure" == value


@pytest.mark.parametrize(
    "base_url", ["http://localhost:8400", "http://127.0.0.1", "http://[::1]:80"]
)
def test_on_a_loopback_address_it_has_no_prefix(base_url: str) -> None:
    _, value = guard.set_cookie(settings(base_url), guard.SESSION, "abc", 60)
    assert b"hr=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60" == value


def test_plain_http_on_any_other_host_is_refused_unless_a_proxy_speaks_tls() -> None:
    with pytest.raises(SettingsError):
        guard.is_secure(settings("http://hub.example.org"))
    assert guard.is_secure(settings("http://hub.example.org", trust_proxy=True))


def test_a_shared_device_keeps_no_session_beyond_the_browser(hub: Hub, here: Campus) -> None:
    def session_cookie(*, shared: bool) -> bytes:
        done = here.sign_in("ann.e", "100001", shared=shared)
        return guard.session_cookies(a_request(hub), done)[0][1]

    assert b"Max-Age" not in session_cookie(shared=True)
    assert session_cookie(shared=False).endswith(b"Max-Age=86400")


def test_signing_in_names_the_device_for_the_next_time(hub: Hub, here: Campus) -> None:
    done = here.sign_in("ann.e", "100001")
    _, device = guard.session_cookies(a_request(hub), done)
    assert device[1].startswith(f"hr_device={done.device}; Path=/; HttpOnly".encode())
    back = a_request(hub, cookie=f"hr_device={done.device}")
    assert done.device == guard.origin_of(back).device


def test_a_cookie_of_endless_length_is_no_cookie(hub: Hub) -> None:
    assert "" == guard.cookie(a_request(hub, cookie=f"hr={'x' * 129}"), guard.SESSION)


def test_a_form_carries_the_token_of_its_own_session(hub: Hub, here: Campus) -> None:
    ann, ben = here.sign_in("ann.e", "100001"), here.sign_in("ben.e", "100002")
    request = a_request(hub)
    guard.check_form(request, ann.visit, ann.visit.kept.csrf)
    for given in ("", "x", ben.visit.kept.csrf, ann.token, "é"):
        with pytest.raises(FormExpiredError):
            guard.check_form(request, ann.visit, given)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_a_form_from_elsewhere_is_refused_even_with_the_token(
    hub: Hub, here: Campus, site: str
) -> None:
    ann = here.sign_in("ann.e", "100001")
    with pytest.raises(FormExpiredError):
        guard.check_form(a_request(hub, sec_fetch_site=site), ann.visit, ann.visit.kept.csrf)


def test_the_login_form_belongs_to_the_browser_that_it_was_shown_to(hub: Hub) -> None:
    token, headers = guard.login_form_token(a_request(hub))
    cookie = headers[0][1].decode().partition(";")[0]
    guard.check_login_form(a_request(hub, cookie=cookie), token)
    again, none = guard.login_form_token(a_request(hub, cookie=cookie))
    assert (token, []) == (again, none)
    other = guard.login_form_token(a_request(hub))[0]
    for request, given in (
        (a_request(hub), token), (a_request(hub, cookie=cookie), other),
        (a_request(hub, cookie=cookie), ""), (a_request(hub, cookie="hr_form=x"), token),
        (a_request(hub, cookie=cookie, sec_fetch_site="cross-site"), token),
    ):  # fmt: skip
        with pytest.raises(FormExpiredError):
            guard.check_login_form(request, given)


def test_an_address_is_the_callers_own_word_only_behind_our_proxy(hub: Hub, place: Place) -> None:
    said = "203.0.113.9, 198.51.100.2"
    assert "192.0.2.44" == guard.origin_of(a_request(hub, x_forwarded_for=said)).address
    with a_hub(place, features=(), trust_proxy=True) as behind:
        origins = [
            guard.origin_of(a_request(behind, x_forwarded_for=text)).address
            for text in (said, "nonsense", "2001:db8:1:2:3:4:5:6", "")
        ]
    assert ["198.51.100.2", "unknown", "2001:db8:1:2::", "192.0.2.44"] == origins


def test_one_desk_serves_a_hub_and_each_hub_has_its_own(hub: Hub, place: Place) -> None:
    assert desk_of(hub.parts) is desk_of(hub.parts)
    with a_hub(place, features=()) as other:
        assert desk_of(other.parts) is not desk_of(hub.parts)
        assert desk_of(other.parts).require_second_factor
    assert not desk_of(hub.parts).require_second_factor


def test_signing_out_takes_the_cookie_away() -> None:
    _, value = guard.no_session_cookie(settings(HTTPS))
    assert b"__Host-hr=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0" == value


def test_the_browser_is_told_from_its_header(hub: Hub) -> None:
    device = guard.device_of(a_request(hub, user_agent="Firefox/1 Linux"), shared=True)
    assert ("Firefox/1 Linux", True) == (device.agent, device.shared)
