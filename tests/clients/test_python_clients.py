"""Python's client libraries, as they are, sign people in; each runs in a process of its own."""

from typing import Any

import pytest

from tests.clients.conftest import Start
from tests.clients.grounds import BOTH, Grounds
from tests.clients.processes import python

SITE = "https://app.example.org"
SOCIAL: Any = {"callback": f"{SITE}/complete/clever/"}
ALLAUTH: Any = {"callback": f"{SITE}/accounts/clever/login/callback/"}
BASIC: Any = {"method": "client_secret_basic"}
OPENID: Any = {"oidc_enabled": True, "userinfo_profile": "oidc"}


# python-social-auth


def test_social_core_signs_in_pupils_and_teachers(grounds: Grounds, start: Start) -> None:
    client, app = start(python("with_social_core")), grounds.app(SOCIAL["callback"], **BOTH)
    for name, mail in (
        ("ann", "ann@ridge.example.org"),
        ("lee", "lee@ridge.example.org"),
        ("may", "may@hollow.example.org"),
    ):
        user = {"username": name, "name": f"{name.title()} Example", "email": mail}
        expected = {"uid": grounds.people[name].id, "user": user}
        assert expected == client.profile(name, app, **SOCIAL)


def test_social_core_fails_on_who_has_no_address(grounds: Grounds, start: Start) -> None:
    # sso.md 7.3: it splits the address without looking whether there is one.
    client, app = start(python("with_social_core")), grounds.app(SOCIAL["callback"])
    said = client.failure("ben", app, **SOCIAL)
    assert "AttributeError: 'NoneType' object has no attribute 'split'" == said


def test_social_core_signs_in_who_has_no_address_where_it_may_be_blank(
    grounds: Grounds, start: Start
) -> None:
    client = start(python("with_social_core"))
    app = grounds.app(SOCIAL["callback"], blank_email=True)
    said = client.profile("ben", app, **SOCIAL)
    assert grounds.people["ben"].id == said["uid"]
    assert ("Ben Example", "") == (said["user"]["name"], said["user"]["email"])


def test_social_core_does_not_take_who_comes_from_the_hubs_icon(
    grounds: Grounds, start: Start
) -> None:
    # It demands the state that it sent itself (sso.md 9), and nobody sent one.
    client, app = start(python("with_social_core")), grounds.app(SOCIAL["callback"])
    said = client.failure_from_icon("ann", app, **SOCIAL)
    assert "AuthInputError: A required authentication parameter is missing." == said
    assert grounds.people["ann"].id == client.profile("ann", app, **SOCIAL)["uid"]


# django-allauth


@pytest.mark.parametrize(
    ("name", "mail"),
    [("ann", "ann@ridge.example.org"), ("ben", ""), ("may", "may@hollow.example.org")],
)
def test_allauth_signs_in_with_an_address_and_without(
    grounds: Grounds, start: Start, name: str, mail: str
) -> None:
    # Most of its ten scopes are none of the application's, and are ignored.
    client, app = start(python("with_allauth")), grounds.app(ALLAUTH["callback"], **BOTH)
    said = client.profile(name, app, **ALLAUTH)
    assert grounds.people[name].id == said["uid"] == said["record"]["data"]["id"]
    assert {"name": f"{name.title()} Example", "email": mail} == said["user"]


def test_allauth_does_not_take_who_comes_from_the_hubs_icon(grounds: Grounds, start: Start) -> None:
    client, app = start(python("with_allauth")), grounds.app(ALLAUTH["callback"])
    assert "nobody is signed in" in client.failure_from_icon("ann", app, **ALLAUTH)
    assert grounds.people["ann"].id == client.profile("ann", app, **ALLAUTH)["uid"]


# Authlib


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_authlib_signs_in_with_pkce_and_the_secret_in_either_place(
    grounds: Grounds, start: Start, method: str
) -> None:
    client, app = start(python("with_authlib")), grounds.app(require_pkce=True)
    said, ann = client.profile("ann", app, method=method), grounds.people["ann"]
    assert {
        "id": ann.id, "district": ann.district_id, "type": "user", "authorized_by": "district"
    } == said["me"]["data"]  # fmt: skip
    assert {"first": "Ann", "last": "Example"} == said["user"]["data"]["name"]


def test_one_application_tells_a_connected_district_from_a_teachers_own_choice(
    grounds: Grounds, start: Start
) -> None:
    client, app = start(python("with_authlib")), grounds.app(**BOTH)
    lee, may = grounds.people["lee"], grounds.people["may"]
    of_district, by_herself = (client.profile(name, app, **BASIC) for name in ("lee", "may"))
    assert {
        "id": lee.id, "district": lee.district_id, "type": "user", "authorized_by": "district"
    } == of_district["me"]["data"]  # fmt: skip
    assert {"id": may.id, "type": "user", "authorized_by": "teacher"} == by_herself["me"]["data"]
    assert lee.district_id == of_district["user"]["data"]["district"]
    assert "district" not in by_herself["user"]["data"]
    assert ["self", "canonical"] == [link["rel"] for link in by_herself["me"]["links"]]


def test_authlib_finds_the_way_by_discovery_and_accepts_the_id_token(
    grounds: Grounds, start: Start
) -> None:
    client, app = start(python("with_authlib_discovery")), grounds.app(**OPENID)
    said, ann = client.profile("ann", app), grounds.people["ann"]
    claims, answer = said["claims"], said["userinfo"]
    assert ("https://clever.com", app.client_id) == (claims["iss"], claims["aud"])
    for one in (claims, answer):
        assert (ann.id, ann.district_id) == (one["sub"], one["district"])
        assert ("ann@ridge.example.org", "Ann") == (one["email"], one["given_name"])
    assert "Ann Example" == answer["name"]


def test_authlib_is_given_no_id_token_for_the_library_and_asks_instead(
    grounds: Grounds, start: Start
) -> None:
    # sso.md 6.1: the Library has none.
    client, app = start(python("with_authlib_discovery")), grounds.app(**BOTH, **OPENID)
    said, may = client.profile("may", app), grounds.people["may"]
    assert said["claims"] is None
    assert (may.id, "teacher") == (said["userinfo"]["sub"], said["userinfo"]["authorized_by"])
    assert "district" not in said["userinfo"]


# requests-oauthlib


@pytest.mark.parametrize("in_body", [False, True])
def test_requests_oauthlib_signs_in(grounds: Grounds, start: Start, in_body: bool) -> None:
    client, app = start(python("with_requests_oauthlib")), grounds.app()
    said = client.profile("ben", app, in_body=in_body)
    assert grounds.people["ben"].id == said["me"]["data"]["id"] == said["user"]["data"]["id"]


def test_requests_oauthlib_takes_other_scopes_than_it_asked_for_only_when_told(
    grounds: Grounds, start: Start
) -> None:
    client, app = start(python("with_requests_oauthlib")), grounds.app()
    told: Any = {"scope": ["read:user_id", "read:sis"]}
    assert client.failure("ann", app, **told).startswith("Warning: Scope has changed")
    said = client.profile("ann", app, relaxed=True, **told)
    assert grounds.people["ann"].id == said["me"]["data"]["id"]
