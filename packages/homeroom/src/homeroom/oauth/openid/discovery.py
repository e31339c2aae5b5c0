"""What standard clients read first: the two metadata documents and the key set (sso.md 6.3)."""

from typing import Any, Final

from homeroom.foundation.parts import Parts
from homeroom.oauth.declared import LIBRARY_SCOPES, SSO_SCOPES, SYNC_SCOPES
from homeroom.oauth.openid import keys
from homeroom.web.answers import Answer, Header, json_text, json_value
from homeroom.web.request import Request

_KEPT: Final[Header] = (b"cache-control", b"public, max-age=3600")
# Clients in a browser read these too, and there is nothing in them to protect.
_ANYWHERE: Final[Header] = (b"access-control-allow-origin", b"*")

CLAIMS: Final = (
    "iss",
    "sub",
    "aud",
    "iat",
    "exp",
    "nonce",
    "user_id",
    "multi_role_user_id",
    "user_type",
    "district",
    "district_id",
    "email",
    "email_verified",
    "given_name",
    "family_name",
    "auth_time",
    "at_hash",
    "sid",
)


def metadata(parts: Parts) -> dict[str, Any]:
    """Return the document of both well-known paths; `issuer` is the same string everywhere."""
    issuer = parts.settings.base_url
    named = ["openid", "email", "profile", *SSO_SCOPES, *LIBRARY_SCOPES, *SYNC_SCOPES]
    methods = ["client_secret_basic", "client_secret_post"]
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/tokens",
        "jwks_uri": f"{issuer}/oauth/certs",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": methods,
        "scopes_supported": list(dict.fromkeys(named)),
        "claims_supported": list(CLAIMS),
        "code_challenge_methods_supported": ["S256"],
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "revocation_endpoint_auth_methods_supported": methods,
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "introspection_endpoint_auth_methods_supported": methods,
        "end_session_endpoint": f"{issuer}/oauth/logout",
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
        "prompt_values_supported": ["none", "login", "select_account"],
        "authorization_response_iss_parameter_supported": True,
    }


def discovery(request: Request) -> Answer:
    """Answer `/.well-known/openid-configuration` and its copy of RFC 8414."""
    return json_value(metadata(request.parts), _KEPT, _ANYWHERE)


def certs(request: Request) -> Answer:
    """Answer `/oauth/certs` with every key whose signature counts."""
    return json_text(keys.jwks(request.parts), _KEPT, _ANYWHERE)
