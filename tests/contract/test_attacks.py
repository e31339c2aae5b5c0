"""What somebody tries who means harm, through the hub's own paths, on both stores.

Each test was red before what it holds was built or mended. sso.md 5.2, 11.1, 11.8, 11.9; house.md
4 (no text of a stranger may become a failure of the store).
"""

import base64
import json
import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pyotp
import pytest

from homeroom.accounts import actions
from homeroom.accounts.errors import ThrottledError, WrongSecretError
from homeroom.accounts.proof import factors, passwords
from homeroom.accounts.sessions import Visit
from homeroom.accounts.throttles import Origin
from homeroom.oauth.actions import Registered
from tests.support.hubs import Reply
from tests.support.portals import CALLBACK, CHIEF_PASSWORD, MARK, Browser, Town, a_town, forms_of
from tests.support.stores import Place
from tests.unit.districts.town import multipart

JSON = "application/json"
NO_TEXT = ("%00", "%ED%A0%80", "%FF")
"""A NUL, which PostgreSQL does not keep; half of a surrogate pair; no UTF-8 at all."""


@pytest.fixture
def town(place: Place) -> Iterator[Town]:
    """A sandbox hub with two districts."""
    with a_town(place) as made:
        yield made


def code(browser: Browser, app: Registered) -> str:
    """Enter an application from the portal; return the code that it is sent."""
    browser.get(f"/oauth/instant-login?client_id={app.client_id}")
    sent = parse_qs(urlsplit(browser.page.headers["location"]).query)
    return sent["code"][0]


def exchange(town: Town, app: Registered, given: str) -> Reply:
    return town.browser().post(
        "/oauth/tokens",
        client_id=app.client_id,
        client_secret=app.client_secret,
        grant_type="authorization_code",
        code=given,
        redirect_uri=CALLBACK,
    )


def me(town: Town, token: str) -> int:
    return town.browser().ask("/v3.1/me", authorization=f"Bearer {token}").status


# ------------------------------------------------------------- what a sign-in gave is taken back


def everywhere(town: Town) -> None:
    actions.sign_out_everywhere(town.desk, town.district.number, town.people["ben"])


def suspended(town: Town) -> None:
    actions.suspend(town.desk, town.district.number, town.people["ben"])


def new_password(town: Town) -> None:
    passwords.print_password(town.desk, town.person("ben"))


@pytest.mark.parametrize("end", [everywhere, suspended, new_password])
def test_tokens_and_codes_end_with_the_sign_in_that_they_came_from(
    town: Town, end: Callable[[Town], None]
) -> None:
    app = town.app()
    town.connect(app)
    ann, ben = town.signed_in("1001"), town.signed_in("1002")
    hers = exchange(town, app, code(ann, app)).json["access_token"]
    his = exchange(town, app, code(ben, app)).json["access_token"]
    waiting = code(ben, app)
    assert [200, 200] == [me(town, hers), me(town, his)]
    end(town)
    assert [200, 401] == [me(town, hers), me(town, his)]
    assert "invalid_grant" == exchange(town, app, waiting).json["error"]


def test_signing_out_of_one_browser_ends_no_application(town: Town) -> None:
    app = town.app()
    town.connect(app)
    ben = town.signed_in("1002")
    his = exchange(town, app, code(ben, app)).json["access_token"]
    ben.get("/logout")
    ben.send("/logout")
    assert 200 == me(town, his)


# ------------------------------------------------------------------------------------- guessing


def test_a_second_factor_is_not_guessed_from_where_its_owner_sits(place: Place) -> None:
    with a_town(place, sandbox=False, base_url="https://hub.example.org") as town:
        desk, school = town.desk, Origin("203.0.113.7", "a-computer-of-the-staff-room")
        attempt = actions.Attempt(town.district.number, "chief@example.org", CHIEF_PASSWORD, school)
        first = actions.sign_in(desk, attempt).visit
        made = factors.begin_enrolment(desk, first.person, "https://hub.example.org")
        right = pyotp.TOTP(made.secret).at(town.clock.now())
        actions.confirm_enrolment(desk, first, school, right)
        town.later(minutes=2)
        # Somebody who read her password over her shoulder, at the same computer.
        visit = actions.sign_in(desk, attempt).visit
        tries = [refusal_of(town, visit, school, f"{guess:06}") for guess in range(20)]
        assert [*["wrong_secret"] * 5, *["too_many_requests"] * 15] == tries
        now = pyotp.TOTP(made.secret).at(town.clock.now())
        assert "too_many_requests" == refusal_of(town, visit, school, now)
        town.later(hours=1)
        now = pyotp.TOTP(made.secret).at(town.clock.now())
        assert "" == actions.pass_second_factor(desk, visit, school, now).visit.waits_for


def refusal_of(town: Town, visit: Visit, origin: Origin, guess: str) -> str:
    with pytest.raises((WrongSecretError, ThrottledError)) as refused:
        actions.pass_second_factor(town.desk, visit, origin, guess)
    return refused.value.code


def test_behind_a_proxy_a_client_is_counted_by_the_address_that_the_proxy_saw(
    place: Place,
) -> None:
    with a_town(place, trust_proxy=True) as town:
        app = town.app()

        def ask(secret: str, seen: str) -> int:
            form = {"client_id": app.client_id, "client_secret": secret, "token": "il0"}
            headers = {"x-forwarded-for": seen}
            body = urlencode(form).encode()
            return town.browser().ask("/oauth/revoke", "POST", body, **headers).status

        # What stands before the last entry is whatever the caller wrote.
        wrong = [ask("0" * 40, f"198.51.100.{n}, 203.0.113.7") for n in range(21)]
        assert [*[401] * 20, 429] == wrong
        assert [429, 200] == [ask(app.client_secret, f"203.0.113.{n}") for n in (7, 8)]


def test_a_name_too_long_to_be_one_costs_nothing(town: Town) -> None:
    browser = town.browser()
    browser.get("/login")
    long = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 100_000
    began = time.process_time()
    reply = town.sign_in(browser, long, "wrong")
    assert 401 == reply.status
    assert len(reply.body) < 50_000
    assert time.process_time() - began < 2
    browser.get("/login")
    assert 400 == town.sign_in(browser, "1001", district=long).status
    assert len(browser.page.body) < 50_000


# ------------------------------------------------------------------------ what is no text at all


@pytest.mark.parametrize("bad", NO_TEXT)
def test_no_text_in_an_address_is_refused_and_breaks_nothing(town: Town, bad: str) -> None:
    app = town.app(oidc_enabled=True)
    town.connect(app)
    nobody, ann = town.browser(), town.signed_in("1001")
    begin = f"/oauth/authorize?response_type=code&client_id={app.client_id}"
    names = (
        "scope", "nonce", "district_id", "prompt", "max_age", "login_hint", "id_token_hint",
        "code_challenge", "display",
    )  # fmt: skip
    for browser in (nobody, ann):
        for name in names:
            reply = browser.get(f"{begin}&{name}={bad}")
            assert 302 == reply.status, (name, reply.status)
            assert "error=invalid_request" in reply.headers["location"]
        for path in ("authorize?response_type=code&", "instant-login?", "logout?"):
            assert 400 == browser.get(f"/oauth/{path}client_id={bad}").status
        assert (
            browser.get(f"/oauth/instant-login?client_id={app.client_id}&nonce={bad}").status < 400
        )
    assert bad in ann.get(f"{begin}&state={bad}").headers["location"]


@pytest.mark.parametrize("bad", ["\\u0000", "\\ud800"])
@pytest.mark.parametrize("path", ["/oauth/tokens", "/oauth/revoke", "/oauth/introspect"])
def test_no_text_in_json_is_refused_and_breaks_nothing(town: Town, path: str, bad: str) -> None:
    app = town.app()
    good = {
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "grant_type": "authorization_code",
        "code": "0" * 40,
        "redirect_uri": CALLBACK,
        "token": "il" + "0" * 40,
    }
    bodies = [json.dumps(good | {name: "HERE"}).replace("HERE", bad) for name in good]
    bodies += [f'{{"{bad}": 1}}', f'{{"{bad}": "x", "{bad}": "y"}}']
    for body in bodies:
        reply = town.browser().ask(path, "POST", body.encode(), **{"content-type": JSON})
        assert (400, "invalid_request") == (reply.status, reply.json["error"]), body


@pytest.mark.parametrize("bad", NO_TEXT)
def test_no_text_in_a_form_or_a_page_breaks_nothing(town: Town, bad: str) -> None:
    chief = town.chief()
    chief.get("/district/library")
    csrf = forms_of(chief.page)[0].fields["csrf"]
    form = f"csrf={csrf}&note={bad}".encode()
    app = town.app(types=["library"], listing={"live": True}).application
    for path in (f"/district/library/apps/{app}/recommend", "/district/runs/x/approve", "/login"):
        assert 400 <= chief.ask(path, "POST", form).status < 500, path
    named = f"/district/library/apps/{bad}/block"
    assert 404 == chief.post(named, csrf=csrf).status
    for path in (
        f"/district/runs/{bad}", f"/district/runs?after={bad}", f"/district/people?q={bad}",
        f"/district/library?after={bad}", f"/district/troubleshoot?person={bad}&app={bad}",
        f"/district/library/apps/{bad}/block", f"/in/{bad}", f"/library/{bad}",
        f"/login?next={bad}&name={bad}&district={bad}",
    ):  # fmt: skip
        assert chief.get(path).status < 500, path


@pytest.mark.parametrize(
    "head",
    ['{"alg":"RS256","crit":5}', '{"alg":5}', "[]", "null", '{"alg":"RS256","kid":["a"]}'],
)
def test_a_bent_id_token_hint_is_nobodys(town: Town, head: str) -> None:
    app = town.app(oidc_enabled=True)
    hint = f"{base64.urlsafe_b64encode(head.encode()).decode().rstrip('=')}.e30.AAAA"
    assert 400 == town.browser().get(f"/oauth/logout?id_token_hint={hint}").status
    asked = urlencode({"response_type": "code", "client_id": app.client_id, "id_token_hint": hint})
    reply = town.browser().get(f"/oauth/authorize?{asked}")
    assert reply.headers["location"].startswith("/login?")


# ----------------------------------------------------------------------------------- other people


def test_a_districts_pages_are_for_its_administrator_in_that_role(town: Town) -> None:
    paths = ["", "/runs", "/upload", "/people", f"/people/{town.id('ann')}", "/library", "/sign-in"]
    for name in ("1001", "2001", "3001"):
        browser = town.signed_in(name)
        assert {403} == {browser.get(f"/district{path}").status for path in paths}
    chief = town.chief()
    assert {200} == {chief.get(f"/district{path}").status for path in paths}


def test_a_teacher_helps_nobody_elses_pupil(town: Town) -> None:
    lee = town.signed_in("2001")
    lee.get("/portal/classes")
    csrf = forms_of(lee.page)[0].fields["csrf"]
    helped = {
        name: lee.post("/portal/classes/code", csrf=csrf, student=town.id(name)).status
        for name in ("ann", "cat", "kim", "chief")
    }
    assert {"ann": 200, "cat": 404, "kim": 404, "chief": 404} == helped


def test_the_library_is_a_teachers_alone(town: Town) -> None:
    app = town.app(types=["library"], listing={"live": True})
    town.install(app, "lee")
    paths = ["/library", f"/library/{app.client_id}", f"/library/{app.client_id}/remove"]
    paths += [f"/library/{app.client_id}/recommend"]
    for browser in (town.signed_in("1001"), town.signed_in("3001"), town.chief()):
        assert {403} == {browser.get(path).status for path in paths}
    lee = town.signed_in("2001")
    assert {200} == {lee.get(path).status for path in paths}


def proof(browser: Browser, path: str) -> str:
    browser.get(path)
    return forms_of(browser.page)[0].fields["csrf"]


def test_forms_of_library_and_district_need_the_sessions_own_token(town: Town) -> None:
    app = town.app(types=["library"], listing={"live": True})
    town.install(app, "lee")
    lee, chief, ann = town.signed_in("2001"), town.chief(), town.signed_in("1001")
    strange = proof(ann, "/portal/sessions")
    forms = [
        (lee, f"/library/{app.client_id}/remove"),
        (lee, f"/library/{app.client_id}/recommend"),
        (lee, f"/library/{app.client_id}/put-away"),
        (chief, f"/district/people/{town.id('ann')}/suspend"),
        (chief, f"/district/people/{town.id('ann')}/password"),
        (chief, "/district/library/policy"),
        (chief, f"/district/library/apps/{app.application}/block"),
        (chief, "/district/sign-in"),
    ]
    for csrf in ("", strange):
        assert {403} == {browser.post(path, csrf=csrf).status for browser, path in forms}
    lee.get(f"/library/{app.client_id}")
    assert "Added" in lee.text
    chief.get(f"/district/people/{town.id('ann')}")
    assert "Suspend" in chief.text


def test_an_upload_needs_the_sessions_own_token_before_its_body_is_read(town: Town) -> None:
    chief, ann = town.chief(), town.signed_in("1001")
    strange = proof(ann, "/portal/sessions")
    body, kind = multipart({"students.csv": "Student_id\n1\n"})
    for csrf in ("", strange):
        path = f"/district/upload?csrf={csrf}"
        assert 403 == chief.ask(path, "POST", body, **{"content-type": kind}).status
    chief.get("/district/runs")
    assert "students.csv" not in chief.text
    folder = town.hub.settings.home / "arriving"
    assert not folder.exists() or [] == list(folder.iterdir())


def test_names_of_applications_are_text_wherever_they_stand(town: Town) -> None:
    listing = {
        "live": True, "developer": MARK, "summary": MARK, "description": MARK, "support": MARK,
        "free_offer": MARK, "subjects": [MARK], "grades": [MARK], "agreement_version": MARK,
        "privacy_url": "javascript:alert(1)", "agreement_url": "data:text/html,x",
        "guide_url": " javascript:alert(1)",
    }  # fmt: skip
    app = town.app(f"{MARK}\"'\N{RIGHT-TO-LEFT OVERRIDE}", types=["library"], listing=listing)
    lee, chief = town.signed_in("2001"), town.chief()
    pages = [
        lee.get(path).body.decode()
        for path in (
            "/library", f"/library/{app.client_id}", "/library?words=%3Cb+id%3Dx%3E",
            f"/oauth/instant-login?client_id={app.client_id}",
        )
    ]  # fmt: skip
    town.install(app, "lee")
    pages += [
        lee.get(f"/library/{app.client_id}/{page}").body.decode()
        for page in ("remove", "recommend")
    ]
    pages += [
        chief.get(path).body.decode()
        for path in (
            "/district/library",
            f"/district/troubleshoot?person={town.id('ann')}&app={app.application}",
        )
    ]
    for page in pages:
        assert MARK not in page
        assert "javascript:" not in page
        assert "data:text" not in page
        assert "&lt;b id=x&gt;" in page
