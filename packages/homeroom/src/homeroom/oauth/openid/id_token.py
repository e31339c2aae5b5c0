"""id_tokens: for applications that turned them on, and never for the Library (sso.md 6)."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError

from homeroom.foundation.parts import Parts
from homeroom.oauth.grants.codes import Bound
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.openid import keys
from homeroom.oauth.openid.people import identity_claims, person_of

LIFETIME_SECONDS: Final = 3600
ALGORITHM: Final = "RS256"
TYPE: Final = "JWT"
_MILLISECONDS: Final = 1000


def is_due(grant: UserGrant) -> bool:
    """True if the application gets an id_token with this login (sso.md 6.1)."""
    return grant.declared.oidc_enabled and grant.authorized_by == "district"


def id_token(
    parts: Parts, grant: UserGrant, bound: Bound, record: Mapping[str, Any], access_token: str
) -> str:
    """Return the signed id_token that goes with an access token."""
    issued_at = grant.issued_at // _MILLISECONDS
    claims: dict[str, Any] = {
        "iss": parts.settings.base_url,
        "sub": grant.user_id,
        "aud": grant.client_id,
        "iat": issued_at,
        "exp": issued_at + LIFETIME_SECONDS,
        "auth_time": bound.auth_time // _MILLISECONDS,
        "at_hash": at_hash(access_token),
        "sid": sid_of(grant.hub_session, grant.client_id),
        **identity_claims(person_of(grant, record), grant),
    }
    if bound.nonce is not None:
        claims["nonce"] = bound.nonce
    key = keys.signer(parts)
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": TYPE}
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


def at_hash(access_token: str) -> str:
    """Return the left half of the token's hash (OpenID Connect Core 3.1.3.6)."""
    digest = hashlib.sha256(access_token.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def sid_of(hub_session: str, client_id: str) -> str:
    """Name a hub session to one application; two applications cannot compare what they know."""
    return hashlib.sha256(f"sid\n{client_id}\n{hub_session}".encode()).hexdigest()[:32]


def hinted(parts: Parts, text: str) -> Mapping[str, Any] | None:
    """Return the claims of an id_token that comes back as a hint; None if it is not ours.

    It may have expired: a hint says who somebody was, it proves nothing to anybody.
    """
    try:
        token = jwt.decode(text, keys.verifiers(parts), algorithms=[ALGORITHM])
    except (JoseError, ValueError, TypeError, LookupError, AttributeError):
        # The last three: what its head says is looked at before its signature is.
        return None
    claims = token.claims
    if token.header.get("typ") != TYPE:
        return None  # a logout token has our signature too, and is no id_token
    if claims.get("iss") != parts.settings.base_url:
        return None
    if not isinstance(claims.get("sub"), str) or not isinstance(claims.get("aud"), str):
        return None
    return claims
