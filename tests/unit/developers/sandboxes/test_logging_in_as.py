"""Logging in as somebody of one's own sandbox, the way back, and every way around it."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

from homeroom.accounts.access.queries import accesses
from homeroom.roster.auditing.queries import entries
from tests.support.portals import Browser
from tests.unit.developers.sandboxes.yard import MINE, STUDENT, Yard, a_yard, begin, reader
from tests.unit.developers.workshop import CALLBACK, WREN, Made, Workshop, declare


def stop(desk: Browser) -> str:
    """Press Stop in the banner; return where that leads."""
    csrf = re.search(r'name="csrf" value="([^"]+)"', desk.text)
    assert csrf is not None
    reply = desk.post("/logout", csrf=csrf[1])
    assert 303 == reply.status
    return reply.headers["location"]


def test_the_browser_is_somebody_of_the_sandbox_and_comes_back(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    assert "/portal" == yard.log_in_as(yard.person(STUDENT)).headers["location"]
    page = yard.desk.shown("/portal")
    assert "You are logged in as" in page
    assert 403 == yard.desk.get(MINE).status
    yard.desk.shown("/portal")
    assert f"{yard.path}/people" == stop(yard.desk)
    assert "hr_behind" not in yard.desk.cookies
    yard.desk.shown(MINE)
    assert "You are logged in as" not in yard.desk.shown("/portal/sessions")


def test_it_is_in_both_logs_of_the_district(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    user = yard.person(STUDENT)
    yard.log_in_as(user)
    parts = workshop.hub.parts
    with parts.store.roster.reading() as session:
        (entry,) = [one for one in entries(session, yard.number) if one.action == "login_as"]
    assert ("(developer)" in entry.who, f"user {user}") == (True, entry.subject)
    with parts.store.control.reading() as control:
        (access,) = accesses(control, yard.number, since=0, until=2**62, most=9)
    assert ("login_as", "Login_success") == (access.method, access.event)


def test_an_administrator_of_the_sandbox_opens_its_dashboard(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    desk = yard.desk
    page = desk.shown(f"{yard.path}/people?role=district_admin")
    user = re.search(r'name="user" value="([0-9a-f]{24})"', page)
    assert user is not None
    assert "/district" == yard.log_in_as(user[1]).headers["location"]
    assert "You are logged in as" in desk.shown("/district")


def test_somebody_with_two_jobs_is_asked_for_one(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    assert "/login/role" == yard.log_in_as(yard.person("30005")).headers["location"]
    csrf = re.search(r'name="csrf" value="([^"]+)"', yard.desk.shown("/login/role"))
    assert csrf is not None
    assert 303 == yard.desk.post("/login/role", csrf=csrf[1], role="staff").status
    assert "You are logged in as" in yard.desk.shown("/portal")
    assert f"{yard.path}/people" == stop(yard.desk)


def test_nobody_is_entered_whom_the_developer_may_not_be(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    user, real = yard.person(STUDENT), workshop.town.id("ann")
    wren = workshop.developer(WREN)
    own = begin(workshop, wren, "Hers")
    own.work()
    before = dict(yard.desk.cookies)
    for named in (real, own.person(STUDENT), workshop.town.district.id, "f" * 24, "", "x"):
        assert 404 == yard.log_in_as(named).status
    assert 404 == wren.form(f"{yard.path}/login", user=user).status
    assert 404 == wren.form(f"{own.path}/login", user=user).status
    for path in (f"{yard.path}/login?user={user}", f"{yard.path}/login"):
        assert 405 == yard.desk.get(path).status
    assert 403 == yard.desk.form(f"{yard.path}/login", "wrong", user=user).status
    real_path = f"{MINE}/{workshop.town.district.id}/login"
    assert 404 == yard.desk.form(real_path, user=real).status
    assert before == yard.desk.cookies


def test_the_session_ends_after_an_hour_and_hers_goes_on(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    yard.log_in_as(yard.person(STUDENT))
    for _ in range(3):
        workshop.town.later(minutes=19)
        yard.desk.shown("/portal")
    workshop.town.later(minutes=4)
    assert 303 == yard.desk.get("/portal").status


def test_a_cookie_of_somebody_else_is_not_what_one_comes_back_to(workshop: Workshop) -> None:
    yard, wren = a_yard(workshop), workshop.developer(WREN)
    yard.log_in_as(yard.person(STUDENT))
    yard.desk.cookies["hr_behind"] = wren.cookies["hr"]
    yard.desk.shown("/portal")
    assert "/developers/login" == stop(yard.desk)
    assert "hr" not in yard.desk.cookies
    wren.shown(MINE)  # and hers was not ended by it


def test_what_an_application_was_given_dies_with_the_session(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    made = reader(workshop, yard.desk)
    declare(
        workshop,
        made,
        expose_impersonation=True,
        require_pkce=False,
        oidc_enabled=True,
        fields=None,
    )
    address = f"{made.path}/addresses"
    mark = re.search(r'name="mark" value="([^"]+)"', yard.desk.shown(address))
    assert mark is not None
    assert 303 == yard.desk.form(address, redirect_uris=CALLBACK, mark=mark[1]).status
    yard.connect(made)
    user = yard.person(STUDENT)
    yard.log_in_as(user)
    token = entered(yard, made)
    assert user == yard.api(token, "/v3.1/me").json["data"]["id"]
    yard.desk.shown("/portal")
    stop(yard.desk)
    assert 401 == yard.api(token, "/v3.1/me").status


def entered(yard: Yard, made: Made) -> str:
    """Sign in to the application, and return its token; it is told that somebody stands in."""
    asked = {"response_type": "code", "client_id": made.client_id, "redirect_uri": CALLBACK}
    reply = yard.desk.get(f"/oauth/authorize?{urlencode(asked | {'state': 's'})}")
    said = parse_qs(urlsplit(reply.headers["location"]).query)
    assert ["true"] == said["loginas_by_admin"], reply.headers
    fields = {"grant_type": "authorization_code", "code": said["code"][0], "redirect_uri": CALLBACK}
    fields |= {"client_id": made.client_id, "client_secret": made.secret}
    answer = yard.workshop.town.browser().post("/oauth/tokens", **fields).json
    assert answer["expires_in"] <= 3600
    return str(answer["access_token"])
