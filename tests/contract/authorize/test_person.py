"""`/oauth/authorize`, steps 4 to 6: who is it, is it still she, in which role (sso.md 4.2)."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from homeroom.oauth.login.ports import SignedIn
from tests.support.authorizing import deny_as, error_of, is_shown
from tests.support.signing_in import World, hidden, return_to, sent


def test_whoever_is_not_signed_in_goes_to_the_login_page_and_comes_back(world: World) -> None:
    app = world.app()
    answer = world.authorize(app, state="x")
    assert 302 == answer.status
    back = return_to(answer)
    assert back.startswith("/oauth/continue?request=")
    person = world.person()
    assert "x" == sent(world.get(back, world.again(person)))["state"]


def test_the_way_back_is_a_path_of_this_hub_and_holds_no_address_in_the_clear(
    world: World,
) -> None:
    back = return_to(world.authorize(world.app(), state="//evil.example"))
    assert ("", "") == (urlsplit(back).scheme, urlsplit(back).netloc)
    assert "evil" not in back
    assert "example.org" not in back


@pytest.mark.parametrize("bend", [lambda s: s[:-2], lambda s: s + "AA", lambda _: "", str.lower])
def test_a_bent_way_back_leads_nowhere(world: World, bend: Any) -> None:
    back = return_to(world.authorize(world.app()))
    path, _, sealed = back.partition("request=")
    assert is_shown(world.get(f"{path}request={bend(sealed)}", world.person()))


def test_a_login_that_waited_for_half_a_day_is_over(world: World) -> None:
    back = return_to(world.authorize(world.app()))
    world.wait(hours=12)
    assert is_shown(world.get(back, world.person()))


def test_a_login_that_waits_does_not_outlive_its_redirect_uri(world: World) -> None:
    app = world.app()
    back = return_to(world.authorize(app))
    world.run("DELETE FROM redirect_uri WHERE application = :app", app=app.application)
    assert is_shown(world.get(back, world.person()))


def test_the_login_page_is_told_what_is_known(world: World) -> None:
    district = world.district()
    world.authorize(world.app(), district_id=world.districts[district], login_hint="jp@example.org")
    asked = world.door.asked[-1]
    assert (district, "jp@example.org", "", "Reading Rocket") == (
        asked.district, asked.login_hint, asked.why, asked.app,
    )  # fmt: skip


def test_no_hint_makes_the_address_of_the_login_page_longer_than_browsers_take(
    world: World,
) -> None:
    answer = world.authorize(world.app(), login_hint="\u00e9" * 5000)
    assert len(answer.headers["location"]) < 8000
    assert world.door.asked[-1].login_hint == "\u00e9" * 256


@pytest.mark.parametrize("unknown", ["0" * 24, "nonsense", "f" * 24])
def test_an_unknown_district_shows_the_picker_and_keeps_the_request(
    world: World, unknown: str
) -> None:
    person = world.person()
    answer = world.authorize(world.app(), person, district_id=unknown, state="kept")
    assert "unknown_district" == world.door.asked[-1].why
    assert "kept" == sent(world.get(return_to(answer), person))["state"]


def test_a_session_of_another_district_is_asked_about(world: World) -> None:
    app, person = world.app(), world.person()
    elsewhere = world.districts[world.district()]
    answer = world.authorize(app, person, district_id=elsewhere, state="s")
    form = hidden(answer)
    stay = world.post("/oauth/continue", form | {"answer": "stay"}, person)
    assert (303, "s") == (stay.status, sent(stay)["state"])
    other = world.post("/oauth/continue", form | {"answer": "other"}, person)
    assert (303, "other_account") == (other.status, world.door.asked[-1].why)
    assert return_to(other)


def test_the_sessions_own_district_is_not_asked_about(world: World) -> None:
    person = world.person()
    answer = world.authorize(world.app(), person, district_id=world.districts[person.district])
    assert "code" in sent(answer)


def test_prompt_none_without_a_session_is_login_required(world: World) -> None:
    assert "login_required" == error_of(world.authorize(world.app(), prompt="none"))


def test_prompt_none_with_a_session_is_answered_at_once(world: World) -> None:
    assert "code" in sent(world.authorize(world.app(), world.person(), prompt="none"))


def test_prompt_none_in_another_district_is_login_required(world: World) -> None:
    elsewhere = world.districts[world.district()]
    answer = world.authorize(world.app(), world.person(), prompt="none", district_id=elsewhere)
    assert "login_required" == error_of(answer)


@pytest.mark.parametrize("prompt", ["login", "select_account", "login consent"])
def test_prompt_login_asks_again_though_there_is_a_session(world: World, prompt: str) -> None:
    app, person = world.app(), world.person()
    back = return_to(world.authorize(app, person, prompt=prompt))
    assert "again" == world.door.asked[-1].why
    # Coming back without having signed in is not enough.
    assert return_to(world.get(back, person))
    assert "code" in sent(world.get(back, world.again(person)))


def test_prompt_consent_alone_changes_nothing(world: World) -> None:
    assert "code" in sent(world.authorize(world.app(), world.person(), prompt="consent"))


def test_max_age_asks_again_once_the_sign_in_is_older(world: World) -> None:
    app, person = world.app(), world.person()
    assert "code" in sent(world.authorize(app, person, max_age="10000"))
    assert "code" in sent(world.authorize(app, person, max_age="1"))
    world.wait(seconds=1)
    back = return_to(world.authorize(app, person, max_age="1"))
    assert "again" == world.door.asked[-1].why
    world.wait(seconds=30)
    person = world.again(person)
    world.wait(seconds=30)
    # She signed in for this very login, so it does not ask for ever.
    assert "code" in sent(world.get(back, person))


def test_a_max_age_beyond_any_session_asks_for_nothing(world: World) -> None:
    for age in ("2147483647", "9" * 18):
        assert "code" in sent(world.authorize(world.app(), world.person(), max_age=age))


def test_max_age_with_prompt_none_is_login_required(world: World) -> None:
    person = world.person()
    world.wait(seconds=5)
    answer = world.authorize(world.app(), person, max_age="1", prompt="none")
    assert "login_required" == error_of(answer)


def test_a_pupil_with_a_live_session_is_asked_whether_it_is_she(world: World) -> None:
    app, pupil = world.app(), world.person("student")
    form = hidden(world.authorize(app, pupil, confirmed="false", state="s"))
    yes = world.post("/oauth/continue", form | {"answer": "yes"}, pupil)
    assert (303, "s") == (yes.status, sent(yes)["state"])


def test_not_me_ends_the_session_and_asks_who_it_is(world: World) -> None:
    app, pupil = world.app(), world.person("student")
    form = hidden(world.authorize(app, pupil, confirmed="false", state="s"))
    answer = world.post("/oauth/continue", form | {"answer": "no"}, pupil)
    assert pupil.session_id not in world.door.sessions
    assert "Max-Age=0" in answer.headers["set-cookie"]
    other = world.again(world.person("student"))
    assert "s" == sent(world.get(return_to(answer), other))["state"]


@pytest.mark.parametrize(("role", "value"), [("teacher", "false"), ("student", "true")])
def test_others_are_not_asked(world: World, role: str, value: str) -> None:
    assert "code" in sent(world.authorize(world.app(), world.person(role), confirmed=value))


def test_a_pupil_who_has_just_signed_in_for_it_is_not_asked(world: World) -> None:
    back = return_to(world.authorize(world.app(), confirmed="false"))
    assert "code" in sent(world.get(back, world.again(world.person("student"))))


def test_an_application_may_have_every_pupil_asked(world: World) -> None:
    app = world.app(always_confirm_students=True)
    assert hidden(world.authorize(app, world.person("student")))


def test_a_question_may_not_be_asked_silently(world: World) -> None:
    answer = world.authorize(world.app(), world.person("student"), confirmed="false", prompt="none")
    assert "interaction_required" == error_of(answer)


def on_shared_device(world: World, *roles: str) -> SignedIn:
    """Somebody who signed in at a device of many, two minutes ago."""
    person = world.again(world.person(*roles), is_shared=True)
    world.wait(minutes=2)
    return person


@pytest.mark.parametrize("role", ["student", "teacher"])
def test_on_a_shared_device_every_launch_asks_who_is_there(world: World, role: str) -> None:
    app, person = world.app(), on_shared_device(world, role)
    for _ in range(2):
        form = hidden(world.authorize(app, person))
        yes = world.post("/oauth/continue", form | {"answer": "yes"}, person)
        assert "code" in sent(yes)
        world.wait(minutes=2)
    link = world.get(f"/oauth/instant-login?client_id={app.client_id}", person)
    assert b"Is this you?" in link.body
    assert "interaction_required" == error_of(world.authorize(app, person, prompt="none"))


def test_on_a_shared_device_an_application_that_starts_again_is_not_asked_twice(
    world: World,
) -> None:
    app, other, person = world.app(), world.app(), on_shared_device(world, "student")
    form = hidden(world.get(f"/oauth/instant-login?client_id={app.client_id}", person))
    world.post("/oauth/continue", form | {"answer": "yes"}, person)
    world.wait(seconds=5)
    assert "s" == sent(world.authorize(app, person, state="s"))["state"]
    assert hidden(world.authorize(other, person))
    world.wait(minutes=1)
    assert hidden(world.authorize(app, person))


def test_on_a_shared_device_nobody_is_asked_within_a_minute_of_signing_in(world: World) -> None:
    person = world.again(world.person("student"), is_shared=True)
    world.wait(seconds=30)
    assert "code" in sent(world.authorize(world.app(), person))


def test_an_answer_counts_only_in_the_session_that_was_asked(world: World) -> None:
    app, pupil, other = world.app(), world.person("student"), world.person("student")
    form = hidden(world.authorize(app, pupil, confirmed="false"))
    answer = world.post("/oauth/continue", form | {"answer": "yes"}, other)
    assert answer.headers["location"].startswith("/oauth/continue?request=")
    assert hidden(world.get(answer.headers["location"], other))


@pytest.mark.parametrize("change", [{"form": ""}, {"form": "AAAA"}, {"answer": "maybe"},
                                    {"answer": "accept"}, {"request": "x"}])  # fmt: skip
def test_a_form_that_is_not_ours_changes_nothing(world: World, change: dict[str, str]) -> None:
    pupil = world.person("student")
    form = hidden(world.authorize(world.app(), pupil, confirmed="false"))
    assert is_shown(world.post("/oauth/continue", form | {"answer": "yes"} | change, pupil))


def test_a_form_that_another_site_sends_changes_nothing(world: World) -> None:
    pupil = world.person("student")
    form = hidden(world.authorize(world.app(), pupil, confirmed="false"))
    for site in ("cross-site", "same-site", "none"):
        answer = world.post("/oauth/continue", form | {"answer": "no"}, pupil, sec_fetch_site=site)
        assert is_shown(answer)
    assert pupil.session_id in world.door.sessions


def asked_in(world: World) -> str:
    return world.decide.asked[-1][1]


def test_the_active_role_is_used_if_the_application_takes_it(world: World) -> None:
    world.authorize(world.app(), world.person("staff", "teacher"))
    assert "staff" == asked_in(world)


def test_the_only_other_role_that_fits_is_used_without_asking(world: World) -> None:
    app = world.app(user_types=["teacher", "student"])
    assert "code" in sent(world.authorize(app, world.person("staff", "teacher")))
    assert "teacher" == asked_in(world)


def test_of_several_that_fit_one_is_chosen(world: World) -> None:
    app = world.app(user_types=["teacher", "district_admin"])
    person = world.person("staff", "teacher", "district_admin")
    form = hidden(world.authorize(app, person))
    assert is_shown(world.post("/oauth/continue", form | {"answer": "staff"}, person))
    answer = world.post("/oauth/continue", form | {"answer": "district_admin"}, person)
    assert "code" in sent(answer)
    assert "district_admin" == asked_in(world)


def test_a_choice_may_not_be_asked_for_silently(world: World) -> None:
    app = world.app(user_types=["teacher", "district_admin"])
    person = world.person("staff", "teacher", "district_admin")
    assert "interaction_required" == error_of(world.authorize(app, person, prompt="none"))


def test_who_may_enter_in_another_role_is_offered_it(world: World) -> None:
    app, person = world.app(), world.person("staff", "teacher")
    deny_as(world, app, person, "staff", "library_role")
    page = world.authorize(app, person, state="s")
    assert b"Only teachers and students can use this app." in page.body
    answer = world.post("/oauth/continue", hidden(page) | {"answer": "teacher"}, person)
    assert "s" == sent(answer)["state"]
    assert "teacher" == asked_in(world)


def test_another_role_is_not_offered_where_it_may_not_enter_either(world: World) -> None:
    app, person = world.app(), world.person("staff", "teacher")
    for role in ("staff", "teacher"):
        deny_as(world, app, person, role, "app_not_connected")
    page = world.authorize(app, person)
    assert (403, b"app_not_connected" in page.body) == (page.status, True)


def test_an_application_that_wants_them_back_gets_those_whose_other_role_fits(
    world: World,
) -> None:
    app, person = world.app(), world.person("staff", "teacher")
    deny_as(world, app, person, "staff", "library_role")
    answer = world.authorize(app, person, return_unshared="true")
    assert "unauthorized-user" == error_of(answer)
