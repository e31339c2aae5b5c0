"""Creating an application, its secrets, its addresses and its switches."""

import base64
import hashlib
from typing import Any

import pytest

from homeroom.oauth.queries import App, app_named
from homeroom.oauth.registration.queries import registrations_of
from tests.support.portals import forms_of
from tests.support.stores import Place
from tests.unit.developers.workshop import (
    CALLBACK,
    SECRET,
    Desk,
    Made,
    Typed,
    Workshop,
    a_workshop,
    declare,
    make,
    mark_of,
    new,
    paths,
)

SETTINGS: dict[str, Typed] = {
    "name": "Reader",
    "types": ["district_sso"],
    "user_types": ["student", "staff"],
    "switches": ["oidc_enabled", "require_pkce", "events"],
    "userinfo_profile": "oidc",
    "me_data_type": "role",
    "word_staff": "school admin",
    "word_student": "student",
}


def app_of(workshop: Workshop, made: Made) -> App:
    with workshop.hub.parts.store.control.reading() as session:
        found = app_named(session, made.id)
    assert found is not None
    return found


def proves(workshop: Workshop, client_id: str, secret: str) -> bool:
    """Whether the hub takes the secret where applications list their tokens."""
    pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    reply = workshop.town.browser(authorization=f"Basic {pair}").get("/oauth/tokens")
    assert reply.status in (200, 401)
    return bool(reply.status == 200)


def rotate(desk: Desk, app: Made, works: str = "1") -> str:
    page = desk.shown(f"{app.path}/keys")
    desk.form(f"{app.path}/keys/rotate", mark=mark_of(page), works=works)
    (secret,) = SECRET.findall(desk.text)
    return str(secret)


def test_a_new_application_is_in_development_and_asks_for_nothing(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    app = app_of(workshop, made)
    declared: Any = app.declared
    assert (made.client_id, False, True) == (app.client_id, declared.live, declared.require_pkce)
    assert ({}, ()) == (dict(declared.fields), declared.opt_ins)
    page = desk.shown(made.path)
    assert "In development" in page
    assert "Answer the survey, run the harness and submit." in page
    assert made.path in desk.shown("/developers")


def test_code_written_for_clever_need_not_know_pkce(workshop: Workshop) -> None:
    made = make(workshop.developer(), code="imported")
    assert not app_of(workshop, made).declared.require_pkce


def test_an_application_that_can_keep_no_secret_has_none(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk, public="yes")
    assert "" == made.secret
    assert "It has no secret" in desk.text
    page = desk.shown(f"{made.path}/keys")
    assert "keys/rotate" not in page
    assert 409 == desk.form(f"{made.path}/keys/rotate", mark="x" * 16, works="1").status
    mark = hashlib.sha256(b"[]").hexdigest()[:16]  # of no secret at all
    assert 400 == desk.form(f"{made.path}/keys/rotate", mark=mark, works="1").status
    assert "PKCE alone" in desk.text


def test_a_form_that_is_sent_twice_makes_one_application(workshop: Workshop) -> None:
    desk = workshop.developer()
    make(desk, "Twice")
    again = new("Twice") | {"types": ["library"], "public": "yes", "code": "imported"}
    assert 409 == desk.form("/developers/new", **again).status
    assert "Please look at this again" in desk.text
    assert "make a new one on its page Keys" in desk.text
    assert 'value="Twice"' in desk.text
    (form,) = [one for one in forms_of(desk.page) if one.action == "/developers/new"]
    assert "library" == form.fields["types"]
    assert ("yes", "imported") == (form.fields["public"], form.fields["code"])
    with workshop.hub.parts.store.control.reading() as session:
        person = workshop.town.desk.people.find(0, "robin@example.org").person
        assert person is not None
        assert ["Twice"] == [one.app.name for one in registrations_of(session, person.user, 0)]


def test_what_was_typed_is_kept_and_each_trouble_names_its_field(workshop: Workshop) -> None:
    desk = workshop.developer()
    typed = new("") | {"types": ["library"], "user_types": ["staff"], "code": ""}
    assert 400 == desk.form("/developers/new", **typed).status
    for said in ("Type a name", "Only students and teachers use the Library", "Choose one of the"):
        assert 2 <= desk.text.count(said), said
    assert 'value="staff" checked' in desk.text
    assert 400 == desk.form("/developers/new", name="A", code="new").status
    assert "Choose at least one integration type" in desk.text
    assert "Choose at least one kind of people" in desk.text


def test_a_secret_is_shown_once_and_never_again(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    second = rotate(desk, made)
    for method, path in paths(made.id):
        if method == "GET":
            page = desk.get(path).body.decode()
            assert made.secret not in page, path
            assert second not in page, path
    assert made.secret[-4:] in desk.shown(f"{made.path}/keys")


def test_two_secrets_live_while_one_replaces_the_other(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    second = rotate(desk, made)
    assert proves(workshop, made.client_id, made.secret)
    assert proves(workshop, made.client_id, second)
    page = desk.shown(f"{made.path}/keys")
    assert "8 Sep 2026, 08:00 UTC" in page
    assert "Two secrets work now" in page
    workshop.town.later(hours=24)
    assert not proves(workshop, made.client_id, made.secret)
    assert proves(workshop, made.client_id, second)


def test_a_secret_may_end_at_once_or_be_revoked(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    second = rotate(desk, made, "0")
    assert not proves(workshop, made.client_id, made.secret)
    page = desk.shown(f"{made.path}/keys")
    where = page.split(f"{made.path}/keys/revoke?secret=")[1].split('"')[0]
    assert "It is the only one" in desk.shown(f"{made.path}/keys/revoke?secret={where}")
    for _ in range(2):
        assert 303 == desk.form(f"{made.path}/keys/revoke", secret=where).status
    assert not proves(workshop, made.client_id, second)
    assert "No secret works" in desk.shown(f"{made.path}/keys")
    assert proves(workshop, made.client_id, rotate(desk, made))


def test_a_rotation_that_is_sent_twice_makes_one_secret(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    mark = mark_of(desk.shown(f"{made.path}/keys"))
    assert 200 == desk.form(f"{made.path}/keys/rotate", mark=mark, works="0").status
    (second,) = SECRET.findall(desk.text)
    assert 409 == desk.form(f"{made.path}/keys/rotate", mark=mark, works="0").status
    assert [] == SECRET.findall(desk.text)
    assert "If you did not see a secret that is new here, revoke it" in desk.text
    assert second[-4:] in desk.text
    assert proves(workshop, made.client_id, second)
    workshop.town.later(days=1)
    assert proves(workshop, made.client_id, second)


def test_redirect_uris_are_checked_and_kept_in_their_order(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    path = f"{made.path}/addresses"
    for uri, said in (
        ("javascript:alert(1)", "must begin with https://"),
        ("https://a.example.org/#x", "must not have a fragment"),
        ("https://*.example.org/", "must not have a wildcard"),
        ("https://user@example.org/", "must not hold a user name"),
        ("/callback", "must begin with https://"),
        (f"{CALLBACK}\n{CALLBACK}", "more than once"),
    ):
        mark = mark_of(desk.shown(path))
        assert (400, uri) == (desk.form(path, mark=mark, redirect_uris=uri).status, uri)
        assert said in desk.text
        assert () == app_of(workshop, made).redirect_uris
    uris = (CALLBACK, "http://localhost:5000/oauth")
    typed = {"redirect_uris": "\r\n".join(uris), "post_logout": CALLBACK, "backchannel": CALLBACK}
    assert 303 == desk.form(path, mark=mark_of(desk.shown(path)), **typed).status
    app = app_of(workshop, made)
    assert uris == app.redirect_uris
    declared = app.declared
    assert (CALLBACK,) == declared.post_logout_redirect_uris
    assert CALLBACK == declared.backchannel_logout_uri


def test_a_live_application_takes_https_only(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    declare(workshop, made, live=True)
    path = f"{made.path}/addresses"
    mark = mark_of(desk.shown(path))
    assert 400 == desk.form(path, mark=mark, redirect_uris="http://localhost/x").status
    assert "once the application is live" in desk.text


def test_switches_are_as_the_form_says_and_nothing_else_is_lost(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk)
    declare(workshop, made, listing={"summary": "Kept"})
    path = f"{made.path}/settings"
    assert 303 == desk.form(path, mark=mark_of(desk.shown(path)), **SETTINGS).status
    declared = app_of(workshop, made).declared
    assert ("Reader", ("district_sso",)) == (app_of(workshop, made).name, declared.types)
    assert ("student", "staff") == declared.user_types
    assert (True, False, True, "oidc", True) == (
        declared.oidc_enabled, declared.send_iss, declared.require_pkce,
        declared.userinfo_profile, declared.events,
    )  # fmt: skip
    assert ("role", {"staff": "school admin"}) == (
        declared.me_data_type, declared.user_type_words,
    )  # fmt: skip
    assert 'value="school admin"' in desk.shown(path)
    assert "Kept" == declared.listing.summary
    assert not declared.live
    assert 303 == desk.form(path, mark="stale", **SETTINGS).status  # sent twice: it is so already


def test_no_form_makes_an_application_live(workshop: Workshop) -> None:
    desk = workshop.developer()
    made = make(desk, live="yes")
    path = f"{made.path}/settings"
    typed = SETTINGS | {"live": "1", "switches": ["live", "public"]}
    desk.form(path, mark=mark_of(desk.shown(path)), **typed)
    declared = app_of(workshop, made).declared
    assert (False, False) == (declared.live, declared.public)


def test_a_form_of_an_older_tab_changes_nothing_and_keeps_what_was_typed(
    workshop: Workshop,
) -> None:
    desk = workshop.developer()
    made = make(desk)
    for below, typed in (
        ("/settings", SETTINGS),
        ("/addresses", {"redirect_uris": "https://late.example.org/x"}),
    ):
        path = f"{made.path}{below}"
        mark = mark_of(desk.shown(path))
        declare(workshop, made, listing={"summary": below})
        before = app_of(workshop, made)
        assert 409 == desk.form(path, mark=mark, **typed).status
        assert "was changed since the page was loaded" in desk.text
        assert before == app_of(workshop, made)
        assert 303 == desk.form(path, mark=mark_of(desk.text), **typed).status
    assert ("https://late.example.org/x",) == app_of(workshop, made).redirect_uris


def test_no_secret_is_written_to_the_log(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    with a_workshop(place, log_level="debug") as workshop:
        desk = workshop.developer()
        made = make(desk)
        second = rotate(desk, made)
        assert proves(workshop, made.client_id, second)
    told = "".join(capfd.readouterr())
    assert "client secret issued" in told
    assert [] == [one for one in (made.secret, second, desk.csrf) if one in told]
