"""`/oauth/authorize`, steps 7 to 9: the decision, the refusals, consent (sso.md 4.2, 8.4)."""

from typing import Any

import pytest

from homeroom.oauth.login.ports import Decision
from tests.support.authorizing import deny, error_of, is_shown
from tests.support.signing_in import CALLBACK, World, sent


@pytest.mark.parametrize(
    "reason",
    [
        "not_shared", "user_type_unsupported", "app_not_connected", "connection_pending",
        "paused", "library_student_no_teacher", "library_role", "library_blocked",
        "user_inactive", "app_not_live", "logged_in_as",
    ],
)  # fmt: skip
def test_whoever_may_not_enter_reads_why_and_who_can_help(world: World, reason: str) -> None:
    app, person = world.app(), world.person()
    deny(world, app, person, reason)
    answer = world.authorize(app, person)
    text = answer.body.decode()
    assert 403 == answer.status
    assert "You can&#39;t open Reading Rocket" in text or "You can't open Reading Rocket" in text
    assert f'data-reason="{reason}"' in text
    assert "Help Desk help@example.org" in text
    assert answer.headers["x-request-id"][:8] in text
    assert 'href="/portal"' in text
    assert "/login?return_to=" in text


def test_return_unshared_sends_the_refusal_to_the_application(world: World) -> None:
    app, person = world.app(), world.person()
    deny(world, app, person, "not_shared")
    answer = world.authorize(app, person, return_unshared="true", state="s")
    assert (
        f"{CALLBACK}?error=unauthorized-user&error_description="
        "Your%20district%20has%20not%20shared%20you%20with%20this%20app.&state=s"
    ) == answer.headers["location"]


def test_a_silent_refusal_goes_to_the_application(world: World) -> None:
    app, person = world.app(), world.person()
    deny(world, app, person, "not_shared")
    assert "access_denied" == error_of(world.authorize(app, person, prompt="none"))


def test_markup_in_a_name_is_text(world: World) -> None:
    pupil = world.again(world.person("student"), name="<script>alert(1)</script>")
    world.wait(seconds=1)
    answer = world.authorize(world.app(), pupil, confirmed="false")
    assert b"<script>" not in answer.body
    assert b"&lt;script&gt;" in answer.body


def wants_consent(world: World) -> tuple[Any, Any]:
    app, person = world.app(types=["library"]), world.person()
    world.decide.said[app.client_id, person.person_rid] = Decision("needs_consent")
    return app, person


def consent_form(world: World) -> dict[str, str]:
    asked = world.consent.shown[-1]
    return {"request": asked.request, "form": asked.form}


def test_consent_is_asked_for_and_accepting_goes_on(world: World) -> None:
    app, person = wants_consent(world)
    assert b"consent?" == world.authorize(app, person, state="s").body
    assert [] == [key for key in world.consent.accepted if key[0] == app.client_id]
    form = consent_form(world)
    answer = world.post("/oauth/continue", form | {"answer": "accept"}, person)
    assert (303, "s") == (answer.status, sent(answer)["state"])
    assert (app.client_id, person.person_rid) == world.consent.accepted[-1]


def test_declining_is_access_denied(world: World) -> None:
    app, person = wants_consent(world)
    world.authorize(app, person, state="s")
    answer = world.post("/oauth/continue", consent_form(world) | {"answer": "decline"}, person)
    assert {"error": "access_denied", "state": "s"}.items() <= sent(answer).items()
    assert (app.client_id, person.person_rid) not in world.consent.accepted


def test_consent_counts_once(world: World) -> None:
    app, person = wants_consent(world)
    world.authorize(app, person)
    form = consent_form(world) | {"answer": "accept"}
    assert 303 == world.post("/oauth/continue", form, person).status
    assert is_shown(world.post("/oauth/continue", form, person))


def test_consent_is_never_given_by_get(world: World) -> None:
    app, person = wants_consent(world)
    world.authorize(app, person)
    form = consent_form(world)
    address = f"/oauth/continue?request={form['request']}&form={form['form']}&answer=accept"
    assert b"consent?" == world.get(address, person).body
    assert 200 == world.call(address, "HEAD", {"cookie": f"hub={person.session_id}"}).status
    assert (app.client_id, person.person_rid) not in world.consent.accepted


def test_consent_of_another_session_does_not_count(world: World) -> None:
    app, person = wants_consent(world)
    world.authorize(app, person)
    other = world.person()
    world.post("/oauth/continue", consent_form(world) | {"answer": "accept"}, other)
    assert [] == [key for key in world.consent.accepted if key[0] == app.client_id]


def test_consent_may_not_be_asked_for_silently(world: World) -> None:
    app, person = wants_consent(world)
    assert "interaction_required" == error_of(world.authorize(app, person, prompt="none"))
