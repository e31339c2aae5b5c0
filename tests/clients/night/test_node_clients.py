"""JavaScript's client libraries, as they are, sign people in; each in a process of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import Start
from tests.clients.grounds import BOTH, ISSUER, Grounds
from tests.clients.processes import Client

AUTH_JS: Any = {"callback": "https://app.example.org/auth/callback/hub"}
OPENID: Any = {"oidc_enabled": True, "userinfo_profile": "oidc"}
NO_ID_TOKEN = '"response" body "id_token" property must be a string'
NO_ISSUER = 'response parameter "iss" (issuer) missing'

Node = Callable[[str], Client]


@pytest.fixture
def node(start: Start, node_folder: Path) -> Node:
    def _node(name: str) -> Client:
        hosts, process = node_folder / "hosts.cjs", node_folder / "process.mjs"
        return start(["node", "--require", hosts, process, name])

    return _node


def is_ann(grounds: Grounds, said: dict[str, Any]) -> None:
    ann = grounds.people["ann"]
    for one in (said["claims"], said["userinfo"]):
        assert (ann.id, ann.district_id, "Ann") == (one["sub"], one["district"], one["given_name"])
    assert ISSUER == said["claims"]["iss"]
    assert ("Ann Example", "district") == (
        said["userinfo"]["name"],
        said["userinfo"]["authorized_by"],
    )


def me_of(grounds: Grounds, name: str) -> dict[str, str]:
    """What `/me` of v3 says: a teacher of Fern Hollow came of her own choice."""
    who = grounds.people[name]
    if name == "may":
        return {"id": who.id, "type": "user", "authorized_by": "teacher"}
    more = {"district": who.district_id, "authorized_by": "district"}
    return {"id": who.id, "type": "user"} | more


# openid-client


@pytest.mark.parametrize("method", ["basic", "post"])
def test_openid_client_signs_in_with_every_check_it_has(
    grounds: Grounds, node: Node, method: str
) -> None:
    app = grounds.app(**OPENID, require_pkce=True)
    is_ann(grounds, node("openid_client").profile("ann", app, method=method))


def test_openid_client_signs_in_for_the_library_where_it_expects_no_id_token(
    grounds: Grounds, node: Node
) -> None:
    app, client, may = grounds.app(**BOTH, **OPENID), node("openid_client"), grounds.people["may"]
    said = client.profile("may", app, plain=True)
    assert "claims" not in said
    assert (may.id, "teacher") == (said["userinfo"]["sub"], said["userinfo"]["authorized_by"])
    assert "district" not in said["userinfo"]
    # sso.md 6.1: the Library never has one, so whoever insists on it is turned away by himself.
    assert f"ClientError: {NO_ID_TOKEN}" == client.failure("may", app)


@pytest.mark.parametrize("declared", [{}, {**OPENID, "send_iss": False}])
def test_openid_client_insists_on_the_issuer_that_discovery_announces(
    grounds: Grounds, node: Node, declared: dict[str, Any]
) -> None:
    # So an application that reads the discovery document needs the switch (sso.md 11.3).
    said = node("openid_client").failure("ann", grounds.app(**declared), plain=True)
    assert f"ClientError: {NO_ISSUER}" == said


# oauth4webapi


@pytest.mark.parametrize("algorithm", ["oidc", "oauth2"])
def test_oauth4webapi_signs_in_by_either_metadata_document(
    grounds: Grounds, node: Node, algorithm: str
) -> None:
    app = grounds.app(**OPENID)
    is_ann(grounds, node("oauth4webapi").profile("ann", app, algorithm=algorithm))


def test_oauth4webapi_insists_on_the_issuer_that_discovery_announces(
    grounds: Grounds, node: Node
) -> None:
    app = grounds.app(**OPENID, send_iss=False)
    said = node("oauth4webapi").failure("ann", app)
    assert f"OperationProcessingError: {NO_ISSUER}" == said


# Auth.js


@pytest.mark.parametrize("profile", ["clever", "oidc"])
def test_auth_js_signs_in_with_a_provider_of_openid_connect(
    grounds: Grounds, node: Node, profile: str
) -> None:
    app, ann = (
        grounds.app(**AUTH_JS, **OPENID | {"userinfo_profile": profile}),
        grounds.people["ann"],
    )
    said = node("auth_core").profile("ann", app, kind="oidc", **AUTH_JS)
    expected = (ISSUER, app.client_id, ann.id, ann.district_id, "Ann")
    assert expected == tuple(said[key] for key in ("iss", "aud", "sub", "district", "given_name"))


@pytest.mark.parametrize("name", ["ann", "may"])
def test_auth_js_signs_in_with_a_provider_of_plain_oauth(
    grounds: Grounds, node: Node, name: str
) -> None:
    app = grounds.app(**AUTH_JS, **BOTH)
    said = node("auth_core").profile(name, app, kind="oauth", **AUTH_JS)
    assert me_of(grounds, name) == said["data"]


def test_auth_js_turns_away_an_issuer_that_nobody_told_it(grounds: Grounds, node: Node) -> None:
    # Why the issuer is sent to applications of OpenID Connect only (sso.md 11.3).
    client, app = node("auth_core"), grounds.app(**AUTH_JS, send_iss=True)
    said = client.failure("ann", app, kind="oauth", **AUTH_JS)
    assert 'OperationProcessingError: unexpected "iss" (issuer) response parameter value' == said
    said = client.profile("ann", app, kind="oauth", issuer=ISSUER, **AUTH_JS)
    assert me_of(grounds, "ann") == said["data"]


# passport-clever


@pytest.mark.parametrize("state", [False, True])
def test_passport_signs_in_and_is_told_of_the_person_in_the_old_form(
    grounds: Grounds, node: Node, state: bool
) -> None:
    said = node("passport").profile("ann", grounds.app(), state=state)
    ann = grounds.people["ann"]
    assert ("student", ann.id, ann.district_id) == (
        said["type"], said["data"]["id"], said["data"]["district"]
    )  # fmt: skip
    assert f"/v2.1/students/{ann.id}" == said["links"][1]["uri"]


def test_passport_takes_who_comes_from_the_hubs_icon_where_it_keeps_no_state(
    grounds: Grounds, node: Node
) -> None:
    client, app = node("passport"), grounds.app()
    said = client.profile_from_icon("ann", app, state=False)
    assert grounds.people["ann"].id == said["data"]["id"]
    assert "state" in client.failure_from_icon("ann", app, state=True)


def test_passport_clevers_own_profile_reads_records_that_are_not_there(
    grounds: Grounds, node: Node
) -> None:
    # It goes on from /v2.1/me to the person's record of v2.1; only `/me` is served so far back
    # (decisions.md, Q2).
    said = node("passport").failure("ann", grounds.app(), own_profile=True)
    path = f"https://api.clever.com//v2.1/students/{grounds.people['ann'].id}"
    assert said.startswith(f"FetchError: invalid json response body at {path} ")


# simple-oauth2


@pytest.mark.parametrize("method", ["header", "body"])
@pytest.mark.parametrize("form", ["form", "json"])
@pytest.mark.parametrize("name", ["ann", "may"])
def test_simple_oauth2_signs_in_with_the_secret_in_either_place_and_form(
    grounds: Grounds, node: Node, method: str, form: str, name: str
) -> None:
    app = grounds.app(**BOTH)
    said = node("simple_oauth2").profile(name, app, method=method, format=form)
    assert ("some", False) == (said["state"], said["expired"])
    assert me_of(grounds, name) == said["me"]["data"]
