import json

import pytest

from homeroom.oauth.declared import LIBRARY_SCOPES, ROLES, SSO_SCOPES, declared


def test_an_empty_declaration_is_the_safest_for_old_clients() -> None:
    said = declared("{}")
    assert ROLES == said.user_types
    switches = (
        said.oidc_enabled, said.send_iss, said.require_pkce, said.public, said.basic_only,
        said.blank_email, said.rich_user_tokens, said.email_verified_true, said.live,
        said.expose_impersonation, said.always_confirm_students,
    )  # fmt: skip
    assert not any(switches)
    assert ("clever", "") == (said.userinfo_profile, said.scope)


def test_oidc_brings_iss_and_openid_with_it_and_iss_can_be_taken_back() -> None:
    said = declared('{"oidc_enabled": true, "types": ["district_sso"]}')
    assert (True, (*SSO_SCOPES, "openid")) == (said.send_iss, said.scopes)
    assert not declared('{"oidc_enabled": true, "send_iss": false}').send_iss
    assert declared('{"send_iss": true}').send_iss


def test_scopes_are_those_of_the_types_and_the_named_ones_once_each() -> None:
    text = json.dumps({"types": ["library", "district_sso"], "scopes": ["read:resources"]})
    found = declared(text).scopes
    assert {*SSO_SCOPES, *LIBRARY_SCOPES, "read:resources"} == set(found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("profile", ["clever", "other", None])
def test_a_profile_that_is_not_oidc_is_clevers(profile: str | None) -> None:
    assert "clever" == declared(json.dumps({"userinfo_profile": profile})).userinfo_profile


@pytest.mark.parametrize(
    ("text", "needs"), [("{}", False), ('{"public":true}', True), ('{"require_pkce":true}', True)]
)
def test_pkce_is_needed_where_it_is_required_or_there_is_no_secret(text: str, needs: bool) -> None:
    assert needs == declared(text).needs_pkce
