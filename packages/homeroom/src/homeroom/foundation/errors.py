"""The error tree: first what the catcher should do, then where it came from.

    HomeroomError(code, message)
      RefusedError            the caller must change something -> 4xx
        InvalidRequestError 400, NotSignedInError 401, NotAllowedError 403, NotFoundError 404,
        ConflictError 409, TooLargeError 413, TooManyRequestsError 429
      IntakeError             a district's file or system
        UnreadableSourceError (fatal for the run), SourceUnavailableError (try again)
      SettingsError           at start only; says the variable's name
      StoreError              the store was not as this code needs it

A bad row is not an error but a `Problem` value. A record that is not shared is a
`NotFoundError`, never a `NotAllowedError`: nothing reveals that it exists (decision 0008).
"""


class HomeroomError(Exception):
    """Something went wrong that a caller can act on; `code` is stable, `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class RefusedError(HomeroomError):
    """The caller must change something before asking again."""

    status = 400
    location = ""
    """A path of this hub's own to which a page goes instead of saying no."""

    retry_after = 0
    """Seconds after which asking again may help; 0 where waiting does not help."""

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(code or type(self).default_code, message)

    default_code = "refused"


class InvalidRequestError(RefusedError):
    """A parameter is malformed or missing."""

    status = 400
    default_code = "invalid_request"


class NotSignedInError(RefusedError):
    """No proof of identity, or one that no longer holds."""

    status = 401
    default_code = "not_signed_in"


class NotAllowedError(RefusedError):
    """The identity is known and may not do this."""

    status = 403
    default_code = "not_allowed"


class NotFoundError(RefusedError):
    """There is no such thing, or not for this caller."""

    status = 404
    default_code = "not_found"


class ConflictError(RefusedError):
    """The thing is not in a state in which this can be done."""

    status = 409
    default_code = "conflict"


class GoneError(RefusedError):
    """The thing was there, and is past its time."""

    status = 410
    default_code = "gone"


class TooLargeError(RefusedError):
    """More was sent or asked for than the limit allows."""

    status = 413
    default_code = "too_large"


class TooManyRequestsError(RefusedError):
    """The caller must wait until the window resets."""

    status = 429
    default_code = "too_many_requests"


class IntakeError(HomeroomError):
    """A district's file or system cannot be taken in."""


class UnreadableSourceError(IntakeError):
    """The source is of a kind or in a state that no retry will cure."""


class SourceUnavailableError(IntakeError):
    """The source did not answer; trying again later may help."""


class SettingsError(HomeroomError):
    """A setting is unknown, malformed or missing; the message names it."""

    def __init__(self, message: str, code: str = "settings") -> None:
        super().__init__(code, message)


class StoreError(HomeroomError):
    """The store was not as this code needs it; nothing was written."""

    def __init__(self, message: str, code: str = "store") -> None:
        super().__init__(code, message)
