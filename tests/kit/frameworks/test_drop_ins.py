"""Each framework's login, by its own test client, against a real hub; the same claims for all."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from typing_extensions import override

from homeroom_kit import StoreError
from homeroom_kit.frameworks.django.accounts import UserAccounts
from homeroom_kit.login import App
from homeroom_kit.provision import (
    DistrictSSO,
    Field,
    Library,
    MemoryAccounts,
    MemoryClasses,
    Provisioning,
    ask_for,
)
from tests.kit.frameworks.sites import NOBODY, ORIGIN, FastAPISite, Make, Site
from tests.kit.login.grounds import HUB, Grounds
from tests.support.hubs import Reply
from tests.support.portals import MARK, forms_of


class World:
    """A site, its application, and people who come to it."""

    def __init__(self, make: Make, grounds: Grounds, **declared: Any) -> None:
        self.grounds = grounds
        self.accounts = MemoryAccounts()
        self.registered = declared.pop("registered", None) or grounds.registered()
        check = declared.pop("check", None)
        self.app: App = grounds.app(self.registered)
        self.declared = Provisioning(_accounts_of(make, self.accounts), **declared)
        self.site = make(self.app, self.declared, check)

    def begin(self, path: str = "/start", site: Site | None = None) -> str:
        answer = (site or self.site).get(path)
        assert answer.status == 303, answer.body
        return answer.headers["location"]

    def comes(self, name: str, address: str = "") -> str:
        """Somebody goes through the hub; return the callback that she is sent to."""
        location = self.grounds.goes(name, address or self.begin())
        assert location.startswith(ORIGIN)
        return location.removeprefix(ORIGIN)

    def signs_in(self, name: str, path: str = "/start") -> Reply:
        return self.site.get(self.comes(name, self.begin(path)))

    def who(self, site: Site | None = None) -> str:
        found = re.search("<strong>(.*?)</strong>", (site or self.site).get("/").body.decode())
        return found[1] if found else ""


def _text(reply: Reply) -> str:
    return reply.body.decode()


@pytest.fixture
def world(make: Make, grounds: Grounds) -> World:
    return World(make, grounds)


def test_somebody_signs_in_sees_who_she_is_and_signs_out(world: World) -> None:
    # SSO-05, SSO-11, SSO-R8
    assert NOBODY in _text(world.site.get("/"))
    answer = world.signs_in("ben", "/start?next=/%3Fpage%3D2")
    assert (303, "/?page=2") == (answer.status, answer.headers["location"])
    assert "Ben Abel" == world.who()
    page = world.site.get("/")
    (form,) = forms_of(page)
    assert 303 == world.site.post(form.action, form.fields).status
    assert NOBODY in _text(world.site.get("/"))
    assert 302 == world.grounds.browsers["ben"].get(world.begin().removeprefix(HUB)).status


def test_the_button_begins_a_login(world: World) -> None:
    found = re.search('class="homeroom-button" href="([^"]+)"', _text(world.site.get("/")))
    assert found is not None
    assert world.begin(found[1]).startswith(f"{HUB}/oauth/authorize?")


def test_a_name_with_markup_is_shown_as_text(world: World) -> None:
    # CORE-07
    world.signs_in("ann")
    assert MARK not in _text(world.site.get("/"))
    assert "Zed &lt;b id=x&gt;" in world.who()


def test_who_comes_from_the_portal_gets_in(world: World) -> None:
    # SSO-15
    sent = world.grounds.from_portal("ben", world.registered)
    answer = world.site.get(sent.removeprefix(ORIGIN))
    assert answer.headers["location"].startswith(f"{HUB}/oauth/authorize?")
    world.site.get(world.comes("ben", answer.headers["location"]))
    assert "Ben Abel" == world.who()


def test_the_next_pupil_at_the_same_device_replaces_the_first(world: World) -> None:
    # CORE-06
    world.signs_in("ann")
    stolen = world.site.again()
    assert world.who(stolen).startswith("Ann")
    world.signs_in("ben")
    assert ("Ben Abel", "") == (world.who(), world.who(stolen))


def test_a_callback_that_comes_twice_does_no_harm(world: World) -> None:
    path = world.comes("ben", world.begin("/start?next=/?page=2"))
    world.site.get(path)
    answer = world.site.get(path)
    assert (303, "/?page=2") == (answer.status, answer.headers["location"])
    transport: Any = world.app.transport
    assert ("Ben Abel", 1) == (world.who(), transport.trades)


def test_a_double_click_whose_first_answer_is_thrown_away_signs_in(world: World) -> None:
    path = world.comes("ben")
    first = world.site.again()
    first.get(path)
    assert 303 == world.site.get(path).status
    transport: Any = world.app.transport
    assert ("Ben Abel", 1) == (world.who(), transport.trades)


def test_a_forged_state_signs_nobody_in(world: World) -> None:
    # CORE-03
    path = world.comes("ben")
    answer = world.site.get(re.sub("state=[^&]+", "state=forged", path))
    assert 400 == answer.status
    assert "Please start again" in _text(answer)
    assert NOBODY in _text(world.site.get("/"))


def test_a_strangers_callback_leaves_whoever_is_signed_in(world: World) -> None:
    # Login CSRF
    elsewhere = world.site.again()
    link = world.comes("ben", world.begin(site=elsewhere))
    world.signs_in("ann")
    assert 400 == world.site.get(link).status
    assert world.who().startswith("Ann")


@pytest.mark.parametrize(
    "place", ["https://evil.example", "//evil.example", "/%5Cevil.example", "/%09/evil.example"]
)
def test_next_leads_to_no_other_site(world: World, place: str) -> None:
    assert "/" == world.signs_in("ben", f"/start?next={place}").headers["location"]


def test_an_error_page_shows_nothing_that_came_in_the_address(world: World) -> None:
    mark = "%3Cscript%3Ealert(1)%3C/script%3E"
    answer = world.site.get(f"/callback?error={mark}&error_description={mark}&state={mark}")
    assert 400 == answer.status
    assert "alert" not in _text(answer)
    assert ("no-store", "same-origin", "nosniff") == tuple(
        answer.headers[name]
        for name in ("cache-control", "referrer-policy", "x-content-type-options")
    )


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("access_denied", 400, "You stopped"),
        ("unauthorized-user", 403, "You cannot use this yet"),
        ("server_error", 424, "Please try again"),
        ("what_is_this", 400, "That did not work"),
    ],
)
def test_errors_of_the_hub_end_on_a_friendly_page(
    world: World, code: str, status: int, words: str
) -> None:
    answer = world.site.get(f"/callback?error={code}")
    assert (status, True) == (answer.status, words in _text(answer))


def test_an_invented_code_ends_on_a_page(world: World) -> None:
    # CORE-05
    for _ in range(2):
        state = re.findall("state=([^&]+)", world.begin())[0]
        answer = world.site.get(f"/callback?code={'f' * 40}&state={state}")
    assert 400 == answer.status
    assert "Please start again" in _text(answer)


def test_the_sessions_cookie_is_a_safe_one(world: World) -> None:
    # CORE-08
    world.begin()
    (cookie,) = [one for one in world.site.cookies() if "csrf" not in one]
    assert {"httponly", "secure", "samesite=lax"} <= {
        part.strip().lower() for part in cookie.split(";")
    }
    assert "domain" not in cookie.lower()


def test_signing_out_by_another_sites_form_does_nothing(world: World) -> None:
    world.signs_in("ben")
    world.site.post("/logout", {"form": "guessed"})
    assert "Ben Abel" == world.who()
    assert world.site.get("/logout").status == 405


# Accounts


def test_where_none_are_made_she_reads_so_and_is_not_signed_in(
    make: Make, grounds: Grounds
) -> None:
    # SSO-19
    world = _with_accounts(make, grounds, district_sso=DistrictSSO(unknown="refuse"))
    answer = world.signs_in("ben")
    assert (403, True) == (answer.status, "You have no account here yet" in _text(answer))
    assert NOBODY in _text(world.site.get("/"))


def test_what_the_hub_does_not_give_is_asked_once_and_kept(make: Make, grounds: Grounds) -> None:
    # SSO-R2
    asking = ask_for(Field("school", "Your <b>school</b>", "choice", ("Elm & Oak", "Hill")))
    world = _with_accounts(make, grounds, asking=asking)
    answer = world.signs_in("ben", "/start?next=/?page=2")
    assert "/questions" == answer.headers["location"]
    assert NOBODY in _text(world.site.get("/"))
    page = world.site.get("/questions")
    assert "Your &lt;b&gt;school&lt;/b&gt;" in _text(page)
    (form,) = forms_of(page)
    wrong = world.site.post(form.action, form.fields | {"school": "Moon"})
    assert (422, True) == (wrong.status, "Please choose one of these." in _text(wrong))
    right = world.site.post(form.action, form.fields | {"school": "Elm & Oak"})
    assert (303, "/?page=2") == (right.status, right.headers["location"])
    assert "Ben Abel" == world.who()
    assert "/" == world.signs_in("ben").headers["location"]


def test_an_answer_without_the_forms_word_is_not_taken(make: Make, grounds: Grounds) -> None:
    world = _with_accounts(make, grounds, asking=ask_for("school"))
    world.signs_in("ben")
    page = world.site.get("/questions")
    (form,) = forms_of(page)
    world.site.post(form.action, form.fields | {"form": "guessed", "school": "Moon"})
    assert "/questions" == world.signs_in("ben").headers["location"]


def test_pages_for_somebody_else_lead_to_the_start(world: World) -> None:
    for path in ("/account", "/questions"):
        assert world.site.get(path).headers["location"].startswith("/start")


def test_an_account_from_earlier_is_joined_after_its_password(make: Make, grounds: Grounds) -> None:
    # LIB-09, SSO-18
    world = _with_earlier(make, grounds)
    answer = world.signs_in("ben", "/start?next=/?page=2")
    assert "/account" == answer.headers["location"]
    assert NOBODY in _text(world.site.get("/"))
    page = world.site.get("/account")
    (form,) = forms_of(page)
    wrong = world.site.post(form.action, form.fields | {"username": "old", "password": "no"})
    assert (422, True) == (wrong.status, "Nothing was changed." in _text(wrong))
    right = world.site.post(form.action, form.fields | {"username": "old", "password": "sesame"})
    last = world.signs_in("ben", right.headers["location"])
    assert "/?page=2" == last.headers["location"]
    assert "Ben Abel" == world.who()


def test_who_had_no_account_gets_one(make: Make, grounds: Grounds) -> None:
    world = _with_earlier(make, grounds)
    world.signs_in("ben")
    page = world.site.get("/account")
    (form,) = forms_of(page)
    answer = world.site.post(form.action, form.fields | {"none": "1"})
    world.signs_in("ben", answer.headers["location"])
    assert "Ben Abel" == world.who()


def test_guessing_a_password_stops_after_five(make: Make, grounds: Grounds) -> None:
    world = _with_earlier(make, grounds)
    world.signs_in("ben")
    page = world.site.get("/account")
    (form,) = forms_of(page)
    for _ in range(5):
        world.site.post(form.action, form.fields | {"username": "old", "password": "no"})
    typed = form.fields | {"username": "old", "password": "sesame"}
    assert "Too many tries" in _text(world.site.post(form.action, typed))
    world.grounds.town.later(minutes=16)
    assert 303 == world.site.post(form.action, typed).status


def test_while_a_sync_is_at_work_proof_and_answers_wait_for_it(grounds: Grounds) -> None:
    accounts = _OneAtATime()
    row = accounts.add({"email": "ben@example.org"})
    world = World(FastAPISite, grounds)
    made = Provisioning(accounts, asking=ask_for("school"))
    world.site = FastAPISite(world.app, made, lambda *_: row.account)
    world.signs_in("ben")
    (form,) = forms_of(world.site.get("/account"))
    typed = form.fields | {"username": "old", "password": "sesame"}
    accounts.is_synced_now = True
    answer = world.site.post(form.action, typed)
    assert (422, True) == (answer.status, "try again in a minute" in _text(answer))
    accounts.is_synced_now = False
    again = world.site.post(form.action, typed).headers["location"]
    assert "/questions" == world.signs_in("ben", again).headers["location"]
    (form,) = forms_of(world.site.get("/questions"))
    accounts.is_synced_now = True
    answer = world.site.post(form.action, form.fields | {"school": "Elm"})
    assert (422, True) == (answer.status, "try again in a minute" in _text(answer))
    accounts.is_synced_now = False
    assert 303 == world.site.post(form.action, form.fields | {"school": "Elm"}).status
    assert "Ben Abel" == world.who()


class _OneAtATime(MemoryAccounts):
    """Accounts that a sync may have to itself."""

    is_synced_now = False

    @override
    @contextmanager
    def at_once(self) -> Iterator[None]:
        if self.is_synced_now:
            raise StoreError("lease_busy", "District d is being synced.")
        with super().at_once():
            yield


def test_a_teacher_of_the_library_brings_her_class(make: Make, grounds: Grounds) -> None:
    accounts, classes = MemoryAccounts(), MemoryClasses()
    registered = grounds.of_the_library()
    world = World(make, grounds, registered=registered)
    declared = Provisioning(_accounts_of(make, accounts), library=Library(), classes=classes)
    world.site = make(world.app, declared, None)
    world.signs_in("lee")
    assert world.who().startswith("Lee")
    (one,) = classes.rows.values()
    assert (1, 2) == (len(one.teachers), len(one.students))


def _accounts_of(make: Make, accounts: MemoryAccounts) -> Any:
    """Django signs in its own users; the others whatever the application has."""
    if make.__name__ != "DjangoSite":
        return accounts
    return UserAccounts()


def _with_accounts(make: Make, grounds: Grounds, **declared: Any) -> World:
    world = World(make, grounds)
    world.declared = Provisioning(_accounts_of(make, world.accounts), **declared)
    world.site = make(world.app, world.declared, None)
    return world


def _with_earlier(make: Make, grounds: Grounds) -> World:
    """An account `old`, with the password `sesame` and Ben's e-mail."""
    world = World(make, grounds)
    accounts = _accounts_of(make, world.accounts)
    row = world.accounts.add({"email": "ben@example.org"})

    def check(name: str, password: str) -> str | None:
        return row.account if (name, password) == ("old", "sesame") else None

    world.declared = Provisioning(accounts)
    world.site = make(world.app, world.declared, check)
    if make.__name__ == "DjangoSite":
        User.objects.create_user("old", "ben@example.org", "sesame")
    return world


def test_fastapi_takes_the_person_as_a_dependency(grounds: Grounds) -> None:
    world = World(FastAPISite, grounds)
    assert {} == world.site.get("/me").json
    world.signs_in("ben")
    assert {"id": grounds.town.id("ben")} == world.site.get("/me").json
