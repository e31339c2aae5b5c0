"""What can go wrong for an application, named by what its code should do next (house rule 8).

Every error carries a stable `code` for programs and a `message` for people: what happened,
what to do, and which district or record it is about.
"""

from typing import Final

from msgspec import MsgspecError

__all__ = [
    "UNREADABLE",
    "ConfigurationError",
    "KitError",
    "MatchConflictError",
    "NotFoundError",
    "RetryError",
    "StoreError",
    "TokenRejectedError",
]


UNREADABLE: Final = (MsgspecError, UnicodeDecodeError, RecursionError)
"""What reading JSON raises: it is none, is no UTF-8, or is nested deeper than anybody means."""


class KitError(Exception):
    """The root of the kit's errors.

    Attributes:
        code: A stable word that programs may compare, such as `token_rejected`.
        message: A sentence for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class ConfigurationError(KitError):
    """A setting is missing or wrong; nothing will work until someone changes it."""


class RetryError(KitError):
    """The hub was busy, down or too slow (429, 5xx, time-out); the same call may work later."""


class TokenRejectedError(KitError):
    """A district's token is no longer good: stop this district, go on with the others."""


class NotFoundError(KitError):
    """The hub does not show this to this token: it was deleted, unshared, or never there."""


class MatchConflictError(KitError):
    """A record fits more than one local row; a person has to say which."""


class StoreError(KitError):
    """The application's own store refused; nothing was applied."""
