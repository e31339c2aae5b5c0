"""The signed word that a login has ended (OpenID Connect Back-Channel Logout 1.0, 2.4)."""

import secrets
from typing import Any, Final

from joserfc import jwt

from homeroom.foundation.parts import Parts
from homeroom.oauth.logout.notices import SECOND, Notice
from homeroom.oauth.openid import keys
from homeroom.oauth.openid.id_token import ALGORITHM, sid_of

TYPE: Final = "logout+jwt"
EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
LIFETIME_SECONDS: Final = 120


def logout_token(parts: Parts, now: int, notice: Notice, client_id: str) -> str:
    """Return a token that tells an application which login of whom has ended.

    It names the person and the session, as the id_token did, so it suits applications that need
    either. There is no nonce in it, and its type is its own: it must not pass for an id_token.
    Each try has a token of its own, for an application may refuse a `jti` that it has seen.
    """
    issued_at = now // SECOND
    claims: dict[str, Any] = {
        "iss": parts.settings.base_url,
        "sub": notice.user_id,
        "aud": client_id,
        "iat": issued_at,
        "exp": issued_at + LIFETIME_SECONDS,
        "jti": secrets.token_hex(16),
        "events": {EVENT: {}},
        "sid": sid_of(notice.hub_session, client_id),
    }
    key = keys.signer(parts)
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": TYPE}
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])
