"""Refusals of OAuth, in the words of RFC 6749, sorted by what the reader of the answer is.

A person reads a `ShownError`, an application's redirect URI receives a `RedirectedError`, and a
program at a token endpoint reads a `TokenRequestError`. Which of the three a fault is decides
whether anybody can be sent anywhere: a wrong client or redirect URI never redirects (sso.md 4.2).
"""

from typing import ClassVar, Final

from homeroom.foundation.errors import HomeroomError

INVALID_CODE: Final = "invalid code"
"""Clever's one text for whatever is wrong with a code; readers compare it (sso.md 5.1)."""


class OAuthError(HomeroomError):
    """A request of OAuth cannot be carried out; `code` is the standard's or Clever's word."""


class ShownError(OAuthError):
    """The request must not send anybody anywhere; a page says so."""

    status: ClassVar[int] = 400


class RedirectedError(OAuthError):
    """The application is told, at its redirect URI (sso.md 4.4)."""


class TokenRequestError(OAuthError):
    """The application is told, in JSON (sso.md 5.1)."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(code, message)
        self.status = status


def invalid_code() -> TokenRequestError:
    """Return the refusal of a code, which never says what was wrong with it."""
    return TokenRequestError("invalid_grant", INVALID_CODE)
