"""What only Django has: settings that are checked, users from earlier, tables."""

from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import override_settings

from homeroom_kit.frameworks.django.accounts import UserAccounts
from homeroom_kit.frameworks.django.apps import look
from homeroom_kit.frameworks.django.models import Link
from homeroom_kit.frameworks.django.views import leave_for_the_second_click
from homeroom_kit.login.keeping import KEY, Begun, Kept
from homeroom_kit.provision import Person, Provisioning
from tests.kit.frameworks.sites import ORIGIN, DjangoSite
from tests.kit.login.grounds import Grounds
from tests.support.portals import forms_of


def _site(grounds: Grounds, **declared: Any) -> DjangoSite:
    app = grounds.app()
    made = Provisioning(UserAccounts(), **declared) if declared else None
    return DjangoSite(app, made, None)


def _signs_in(site: DjangoSite, grounds: Grounds, name: str) -> Any:
    location = grounds.goes(name, site.get("/start").headers["location"])
    return site.get(location.removeprefix(ORIGIN))


def test_everybody_whom_a_district_shares_gets_a_user_without_a_password(grounds: Grounds) -> None:
    site = _site(grounds)
    _signs_in(site, grounds, "ben")
    user = User.objects.get()
    assert ("Ben", "Abel", "ben@example.org", False, False) == (
        user.first_name, user.last_name, user.email, user.has_usable_password(), user.is_staff,
    )  # fmt: skip
    assert (grounds.town.id("ben"), "student", "district") == (
        user.homeroom.clever_id, user.homeroom.type, user.homeroom.authorized_by,
    )  # fmt: skip
    user.first_name = "Old"
    user.save()
    _signs_in(site, grounds, "ben")
    assert "Ben" == User.objects.get().first_name


def test_an_administrators_email_in_a_roster_opens_nothing(grounds: Grounds) -> None:
    # SSO-18
    site = _site(grounds)
    boss = User.objects.create_superuser("boss", "ben@example.org", "sesame")
    assert "/account" == _signs_in(site, grounds, "ben").headers["location"]
    assert "Nobody is signed in." in site.get("/").body.decode()
    assert not Link.objects.filter(user=boss).exists()


def test_who_was_made_inactive_by_hand_stays_so(grounds: Grounds) -> None:
    site = _site(grounds)
    _signs_in(site, grounds, "ben")
    User.objects.update(is_active=False)
    assert "Nobody is signed in." in site.get("/").body.decode()
    answer = _signs_in(site, grounds, "ben")
    assert (403, True) == (answer.status, "Your account is put away" in answer.body.decode())
    assert "Nobody is signed in." in site.get("/").body.decode()


def test_answers_are_kept_with_the_user(grounds: Grounds) -> None:
    accounts = UserAccounts()
    site = _site(grounds)
    _signs_in(site, grounds, "ben")
    account = accounts.linked([grounds.town.id("ben")])[grounds.town.id("ben")]
    accounts.hold(account, {"email": "mine@example.org", "school": "Elm"})
    _signs_in(site, grounds, "ben")
    profile = accounts.profiles([account])[account]
    assert ("mine@example.org", "Elm", {"email", "school"}) == (
        profile.values["email"], profile.values["school"], set(profile.held),
    )  # fmt: skip


def test_two_who_make_the_same_account_at_once_get_one(grounds: Grounds) -> None:
    _site(grounds)
    accounts = UserAccounts()
    person = Person("5f", "d", "student", "district", {"name.first": "Ann"})
    assert accounts.create(person) == accounts.create(person)
    assert 1 == User.objects.count()


def test_an_account_is_proved_by_its_email_as_the_page_says(grounds: Grounds) -> None:
    site = _site(grounds)
    User.objects.create_user("old", "Ben@example.org", "sesame")
    User.objects.create_user("other", "two@example.org", "sesame")
    User.objects.create_user("another", "two@example.org", "sesame")
    _signs_in(site, grounds, "ben")
    (form,) = forms_of(site.get("/account"))
    for name in ("two@example.org", "nobody@example.org"):
        typed = form.fields | {"username": name, "password": "sesame"}
        assert 422 == site.post(form.action, typed).status
    typed = form.fields | {"username": "ben@example.org ", "password": "sesame"}
    assert 303 == site.post(form.action, typed).status
    assert "old" == Link.objects.get().user.username


def test_who_cannot_get_an_account_reads_so(grounds: Grounds) -> None:
    # Many projects let an address, or what stands in its place, be there once only.
    site = _site(grounds)
    User.objects.create_user(f"homeroom-{grounds.town.id('ben')}", "", "sesame")
    answer = _signs_in(site, grounds, "ben")
    assert (403, True) == (answer.status, "not sure which account" in answer.body.decode())
    assert "Nobody is signed in." in site.get("/").body.decode()
    assert not Link.objects.exists()


def test_a_login_that_asked_for_no_page_ends_where_the_projects_own_logins_do(
    grounds: Grounds,
) -> None:
    assert "/" == _signs_in(_site(grounds), grounds, "ann").headers["location"]
    with override_settings(LOGIN_REDIRECT_URL="/polls/"):
        site = _site(grounds)
        assert "/polls/" == _signs_in(site, grounds, "ann").headers["location"]
        form = next(one for one in forms_of(site.get("/")) if "logout" in one.action)
        assert "/polls/" == site.post(form.action, form.fields).headers["location"]


def test_two_clicks_that_end_at_the_same_moment_leave_one_place_for_a_third(
    grounds: Grounds,
) -> None:
    _site(grounds)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    begun = store()
    begun["theme"] = "dark"
    begun.save()
    key, kept = begun.session_key, Kept({"s": Begun("v", "/", 0.0)})
    both = [store(key), store(key)]
    assert ["dark", "dark"] == [one["theme"] for one in both]
    begun.flush()
    for one in both:
        leave_for_the_second_click(one, kept, "s")
    assert {"s"} == store(key)[KEY]["logins"].keys()


def test_what_is_left_for_a_second_click_holds_nobody(grounds: Grounds) -> None:
    site = _site(grounds)
    location = grounds.goes("ben", site.get("/start").headers["location"])
    former = site._client.cookies["sessionid"].value
    site.get(location.removeprefix(ORIGIN))
    left = import_module(settings.SESSION_ENGINE).SessionStore(former)
    assert [KEY, "_session_expiry"] == sorted(left.keys(), reverse=True)
    assert (None, 1) == (left[KEY]["who"], len(left[KEY]["logins"]))


def test_the_tables_are_those_of_the_migrations() -> None:
    call_command("makemigrations", "homeroom_kit", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"HOMEROOM": {}}, ["homeroom.E1"]),
        ({"SESSION_COOKIE_SECURE": False}, ["homeroom.W1"]),
        ({"SESSION_COOKIE_HTTPONLY": False}, ["homeroom.W2"]),
        ({"SESSION_COOKIE_SAMESITE": "None"}, ["homeroom.W2"]),
        ({"SESSION_COOKIE_SAMESITE": "Strict"}, ["homeroom.E2"]),
        ({"SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies"}, ["homeroom.W3"]),
    ],
)
def test_settings_that_are_not_safe_are_told(
    grounds: Grounds, changed: dict[str, Any], expected: list[str]
) -> None:
    _site(grounds)
    with override_settings(**changed):
        assert expected == [one.id for one in look()]
