"""The answers of the token endpoints (sso.md 5.1, 5.3, 5.4; data-api.md 2).

Requests are forms and query strings and have no shape here.
"""

from typing import Literal

from msgspec import Struct

from homeroom_wire.absent import UNSET, Maybe
from homeroom_wire.envelopes import Link

__all__ = [
    "DistrictToken",
    "DistrictTokens",
    "TokenAnswer",
    "TokenError",
    "TokenInfo",
    "TokenOwner",
]


class TokenAnswer(Struct, kw_only=True):
    """What a code is worth: there is never a refresh token (sso.md 5.1).

    Clever documents only `access_token` and `id_token`; the rest is for standard libraries.
    """

    access_token: str
    token_type: Maybe[str] = UNSET
    expires_in: Maybe[int] = UNSET
    scope: Maybe[str] = UNSET
    id_token: Maybe[str] = UNSET


class TokenError(Struct, kw_only=True):
    """A refusal at the token endpoint, in RFC 6749's words (sso.md 5.1)."""

    error: str
    error_description: Maybe[str] = UNSET


class TokenOwner(Struct, kw_only=True):
    """Whose data a district-app token opens."""

    type: Literal["district"]
    id: str


class DistrictToken(Struct, kw_only=True):
    """One connected district and its active token (sso.md 5.3)."""

    id: str
    created: str
    owner: TokenOwner
    access_token: str
    scopes: list[str]


class DistrictTokens(Struct, kw_only=True):
    """The answer of `GET /oauth/tokens`: plain objects, no inner `data`, no pages."""

    data: list[DistrictToken]
    links: Maybe[list[Link]] = UNSET


class TokenInfo(Struct, kw_only=True):
    """For whom a token was issued (sso.md 5.4); guards against a token of another application."""

    client_id: str
    scopes: list[str]
