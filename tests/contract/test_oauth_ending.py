"""Asking about tokens and ending them: tokeninfo, revoke, introspect, logout (sso.md 5.4, 11)."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from homeroom.foundation.ids import wire_id
from homeroom.oauth.actions import Holder, issue_district_token
from homeroom.oauth.login.ports import SignedIn
from tests.support.hubs import Reply
from tests.support.signing_in import SomeApp, World, hidden, sent

GONE = "https://app.example.org/gone"
SSO_SCOPES = [
    "read:district_admins_basic",
    "read:school_admins_basic",
    "read:students_basic",
    "read:teachers_basic",
    "read:user_id",
]
SYNC_SCOPES = [
    "read:district_admins",
    "read:districts",
    "read:school_admins",
    "read:schools",
    "read:sections",
    "read:sis",
    "read:students",
    "read:teachers",
    "read:user_id",
]


def asked(world: World, path: str, app: SomeApp, **fields: str) -> Reply:
    return world.post(path, fields, authorization=app.basic)


def is_alive(world: World, token: str) -> bool:
    return world.bearing("/v3.0/me", token).status == 200


# ---------------------------------------------------------------------------------- tokeninfo


def test_tokeninfo_says_for_whom_a_user_token_was_issued(world: World) -> None:
    app = world.app()
    answer = world.bearing("/oauth/tokeninfo", world.token(app, world.person()))
    assert {"client_id": app.client_id, "scopes": SSO_SCOPES} == answer.json
    assert "no-store" == answer.headers["cache-control"]


def test_tokeninfo_says_it_of_a_district_token_too(world: World) -> None:
    app = world.app()
    token = world.district_token(app, world.district())
    said = world.bearing("/oauth/tokeninfo", token).json
    assert {"client_id": app.client_id, "scopes": SYNC_SCOPES} == said


def test_tokeninfo_of_a_library_token_names_the_library_scopes(world: World) -> None:
    app, person = world.app(types=["library"]), world.person()
    world.library(app, person)
    said = world.bearing("/oauth/tokeninfo", world.token(app, person)).json
    assert "read:sections_library" in said["scopes"]


@pytest.mark.parametrize("token", ["", "il" + "0" * 40, "0" * 40])
def test_tokeninfo_of_nothing_is_an_invalid_token(world: World, token: str) -> None:
    answer = world.bearing("/oauth/tokeninfo", token)
    assert (401, "invalid token") == (answer.status, answer.json["error"])


def test_tokeninfo_of_a_person_who_is_gone_is_an_invalid_token(world: World) -> None:
    app, person = world.app(), world.person()
    token = world.token(app, person)
    del world.identity.documents[person.person_rid]
    assert 401 == world.bearing("/oauth/tokeninfo", token).status


# ------------------------------------------------------------------------------------- revoke


def test_a_revoked_token_opens_nothing(world: World) -> None:
    app = world.app()
    token = world.token(app, world.person())
    assert 200 == asked(world, "/oauth/revoke", app, token=token).status
    assert not is_alive(world, token)


@pytest.mark.parametrize("token", ["il" + "0" * 40, "nonsense"])
def test_revoking_what_is_not_there_is_200_too(world: World, token: str) -> None:
    assert 200 == asked(world, "/oauth/revoke", world.app(), token=token).status


def test_revoking_is_for_ones_own_tokens_of_people_only(world: World) -> None:
    app, other = world.app(), world.app()
    token = world.token(app, world.person())
    of_district = world.district_token(app, world.district())
    assert 200 == asked(world, "/oauth/revoke", other, token=token).status
    assert 200 == asked(world, "/oauth/revoke", app, token=of_district).status
    assert is_alive(world, token)
    assert is_alive(world, of_district)


@pytest.mark.parametrize("path", ["/oauth/revoke", "/oauth/introspect"])
def test_asking_about_a_token_needs_a_proof_and_a_token(world: World, path: str) -> None:
    app = world.app()
    refused = world.post(path, {"token": "x"})
    assert (401, "invalid_client") == (refused.status, refused.json["error"])
    assert 'Basic realm="oauth"' == refused.headers["www-authenticate"]
    nothing = asked(world, path, app)
    assert (400, "invalid_request") == (nothing.status, nothing.json["error"])
    in_body = {"client_id": app.client_id, "client_secret": app.secret, "token": "x"}
    assert 200 == world.post(path, in_body).status
    headers = {"content-type": "application/json"}
    assert 200 == world.call(path, "POST", headers, json.dumps(in_body).encode()).status


# --------------------------------------------------------------------------------- introspect


def test_introspection_tells_what_a_token_stands_for(world: World) -> None:
    app, person = world.app(), world.person()
    token = world.token(app, person)
    assert {
        "active": True,
        "client_id": app.client_id,
        "sub": wire_id(person.person_rid, person.district),
        "scope": world.bearing("/oauth/tokeninfo", token).json["scopes"],
        "iat": world.now // 1000,
        "exp": world.now // 1000 + 86400,
        "token_type": "Bearer",
        "district": world.districts[person.district],
        "authorized_by": "district",
    } == unspaced(asked(world, "/oauth/introspect", app, token=token).json)


def unspaced(said: dict[str, Any]) -> dict[str, Any]:
    return said | {"scope": said["scope"].split(" ")}


def test_introspection_of_a_library_token_names_no_district(world: World) -> None:
    app, person = world.app(types=["library"]), world.person()
    world.library(app, person)
    said = asked(world, "/oauth/introspect", app, token=world.token(app, person)).json
    assert "teacher" == said["authorized_by"]
    assert "district" not in said


def test_introspection_knows_a_district_token(world: World) -> None:
    app, district = world.app(), world.district()
    token = world.district_token(app, district)
    said = asked(world, "/oauth/introspect", app, token=token).json
    own = world.districts[district]
    scope = " ".join(SYNC_SCOPES)
    assert (True, own, scope) == (said["active"], said["district"], said["scope"])
    assert {"active": False} == asked(world, "/oauth/introspect", world.app(), token=token).json


def test_introspection_says_since_when_a_district_token_is_good_and_until_when(
    world: World,
) -> None:
    app, district = world.app(), world.district()
    token = world.district_token(app, district)
    made = world.now // 1000
    world.wait(hours=1)
    said = asked(world, "/oauth/introspect", app, token=token).json
    assert (made, False) == (said["iat"], "exp" in said)
    parts = world.hub.parts
    (row,) = world.rows("SELECT connection FROM district_token WHERE district = :of", of=district)
    with parts.store.control.writing() as session:
        holder = Holder(district, row[0], app.application)
        issue_district_token(session, parts.sealer, world.now, holder)
    replaced = asked(world, "/oauth/introspect", app, token=token).json
    assert (made, world.now // 1000 + 24 * 3600) == (replaced["iat"], replaced["exp"])


def test_introspection_of_anything_else_tells_nothing(world: World) -> None:
    app, other, person = world.app(oidc_enabled=True), world.app(), world.person()
    answer = world.exchange(app, world.code(app, person))
    token, signed = answer.json["access_token"], answer.json["id_token"]
    for who, what in ((other, token), (app, "il" + "0" * 40), (app, "x"), (app, signed)):
        assert {"active": False} == asked(world, "/oauth/introspect", who, token=what).json
    del world.identity.documents[person.person_rid]
    assert {"active": False} == asked(world, "/oauth/introspect", app, token=token).json


def test_introspection_of_an_expired_token_tells_nothing(world: World) -> None:
    app = world.app()
    token = world.token(app, world.person())
    world.wait(hours=24)
    assert {"active": False} == asked(world, "/oauth/introspect", app, token=token).json


# -------------------------------------------------------------------------- GET /oauth/tokens


def test_the_list_of_tokens_holds_district_tokens_only(world: World) -> None:
    app = world.app()
    district = world.district()
    token = world.district_token(app, district)
    world.token(app, world.person())
    answer = world.get("/oauth/tokens?owner_type=district", authorization=app.basic)
    (row,) = answer.json["data"]
    assert (token, world.districts[district]) == (row["access_token"], row["owner"]["id"])


# ------------------------------------------------------------------------------------- logout


def leaving(world: World, person: SignedIn | None, **fields: str) -> Reply:
    return world.get("/oauth/logout?" + urlencode(fields), person)


def entered(world: World, **declared: Any) -> tuple[SomeApp, SignedIn, str, str]:
    """An application with a person in it: also her token and its id_token."""
    app = world.app(oidc_enabled=True, post_logout_redirect_uris=[GONE], **declared)
    person = world.person()
    answer = world.exchange(app, world.code(app, person)).json
    return app, person, answer["access_token"], answer["id_token"]


def test_leaving_an_application_ends_its_grant_and_asks_about_the_hub(world: World) -> None:
    _, person, token, hint = entered(world)
    form = hidden(leaving(world, person, id_token_hint=hint, post_logout_redirect_uri=GONE))
    assert not is_alive(world, token)
    assert person.session_id in world.door.sessions
    stay = world.post("/oauth/logout/confirm", form | {"answer": "stay"}, person)
    assert (303, GONE) == (stay.status, stay.headers["location"])
    assert person.session_id in world.door.sessions


def test_the_hub_session_ends_only_if_she_says_so(world: World) -> None:
    _, person, _, hint = entered(world)
    form = hidden(
        leaving(world, person, id_token_hint=hint, post_logout_redirect_uri=GONE, state="s 1")
    )
    answer = world.post("/oauth/logout/confirm", form | {"answer": "leave"}, person)
    assert f"{GONE}?state=s%201" == answer.headers["location"]
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert person.session_id not in world.door.sessions


def test_on_a_shared_device_the_hub_is_left_too(own_world: World) -> None:
    _, person, _, hint = entered(own_world)
    own_world.door.shared_device = True
    answer = leaving(own_world, person, id_token_hint=hint, post_logout_redirect_uri=GONE)
    assert (302, GONE) == (answer.status, answer.headers["location"])
    assert person.session_id not in own_world.door.sessions


def test_whoever_is_not_signed_in_any_more_is_sent_on_at_once(world: World) -> None:
    _, person, token, hint = entered(world)
    del world.door.sessions[person.session_id]
    answer = leaving(world, None, id_token_hint=hint, post_logout_redirect_uri=GONE, state="s")
    assert {"state": "s"} == sent(answer)
    assert not is_alive(world, token)


def test_somebody_elses_hub_session_is_left_alone(world: World) -> None:
    _, _, _, hint = entered(world)
    other = world.person()
    answer = leaving(world, other, id_token_hint=hint, post_logout_redirect_uri=GONE)
    assert GONE == answer.headers["location"]
    assert other.session_id in world.door.sessions


def test_only_the_login_of_the_hint_ends(world: World) -> None:
    app, person, token, hint = entered(world)
    elsewhere = world.app(oidc_enabled=True)
    of_other_app = world.token(elsewhere, person)
    later = world.again(person)
    of_other_session = world.token(app, later)
    leaving(world, None, id_token_hint=hint)
    alive = [is_alive(world, one) for one in (token, of_other_app, of_other_session)]
    assert [False, True, True] == alive


def test_an_expired_hint_still_says_who_it_was(world: World) -> None:
    _, _, _, hint = entered(world)
    world.wait(hours=5)
    answer = leaving(world, None, id_token_hint=hint, post_logout_redirect_uri=GONE)
    assert GONE == answer.headers["location"]


@pytest.mark.parametrize("bad", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_a_bad_hint_is_shown_a_page(world: World, bad: str) -> None:
    person = world.person()
    answer = leaving(world, person, id_token_hint=bad, post_logout_redirect_uri=GONE)
    assert 400 == answer.status
    assert person.session_id in world.door.sessions


def test_a_modified_hint_is_shown_a_page(world: World) -> None:
    _, person, token, hint = entered(world)
    head, body, signature = hint.split(".")
    bent = f"{head}.{body}.{signature[:-4]}AAAA"
    assert 400 == leaving(world, person, id_token_hint=bent).status
    assert is_alive(world, token)


@pytest.mark.parametrize("uri", [GONE + "?x=1", GONE + "/", "https://evil.example/"])
def test_an_unregistered_place_is_nowhere_to_go(world: World, uri: str) -> None:
    _, person, token, hint = entered(world)
    answer = leaving(world, person, id_token_hint=hint, post_logout_redirect_uri=uri)
    assert (400, False) == (answer.status, "location" in answer.headers)
    assert is_alive(world, token)


def test_a_place_is_nobodys_without_an_application(world: World) -> None:
    assert 400 == leaving(world, None, post_logout_redirect_uri=GONE).status


def test_hint_and_client_must_agree(world: World) -> None:
    _, person, _, hint = entered(world)
    other = world.app(post_logout_redirect_uris=[GONE])
    answer = leaving(world, person, id_token_hint=hint, client_id=other.client_id)
    assert 400 == answer.status


def test_without_a_hint_nothing_ends_before_she_says_so(world: World) -> None:
    app, person, token, _ = entered(world)
    form = hidden(leaving(world, person, client_id=app.client_id, post_logout_redirect_uri=GONE))
    assert is_alive(world, token)
    answer = world.post("/oauth/logout/confirm", form | {"answer": "stay"}, person)
    assert GONE == answer.headers["location"]
    assert not is_alive(world, token)


@pytest.mark.parametrize("fields", [{}, {"state": "s"}])
def test_without_parameters_a_page_of_ours_asks(world: World, fields: dict[str, str]) -> None:
    person = world.person()
    form = hidden(leaving(world, person, **fields))
    answer = world.post("/oauth/logout/confirm", form | {"answer": "leave"}, person)
    assert (200, False) == (answer.status, "location" in answer.headers)
    assert person.session_id not in world.door.sessions


def test_leaving_by_post_is_like_leaving_by_get(world: World) -> None:
    _, person, token, hint = entered(world)
    del world.door.sessions[person.session_id]
    fields = {"id_token_hint": hint, "post_logout_redirect_uri": GONE}
    answer = world.post("/oauth/logout", fields)
    assert (303, GONE) == (answer.status, answer.headers["location"])
    assert not is_alive(world, token)


@pytest.mark.parametrize("change", [{"form": "x"}, {"leaving": "x"}, {"answer": "perhaps"}])
def test_a_bent_form_of_leaving_changes_nothing(world: World, change: dict[str, str]) -> None:
    person = world.person()
    form = hidden(leaving(world, person)) | {"answer": "leave"} | change
    assert 400 == world.post("/oauth/logout/confirm", form, person).status
    assert person.session_id in world.door.sessions


def test_a_form_of_leaving_from_another_site_or_session_changes_nothing(world: World) -> None:
    person, other = world.person(), world.person()
    form = hidden(leaving(world, person)) | {"answer": "leave"}
    strange = world.post("/oauth/logout/confirm", form, person, sec_fetch_site="cross-site")
    assert 400 == strange.status
    world.post("/oauth/logout/confirm", form, other)
    assert {person.session_id, other.session_id} <= set(world.door.sessions)


def test_head_and_frames_end_nothing(world: World) -> None:
    _, person, token, hint = entered(world)
    address = "/oauth/logout?" + urlencode({"id_token_hint": hint})
    world.call(address, "HEAD", {"cookie": f"hub={person.session_id}"})
    world.get(address, person, sec_fetch_dest="iframe")
    assert is_alive(world, token)
