"""What can go wrong when somebody signs in; each knows what the next page must say."""

from typing import Final

from homeroom.foundation.errors import (
    InvalidRequestError,
    NotAllowedError,
    NotSignedInError,
    RefusedError,
    TooManyRequestsError,
)

WRONG: Final = "That user name and password do not match."
"""One sentence for every reason, so that it tells nobody which names exist (sso.md 11.9)."""


class WrongSecretError(NotSignedInError):
    """Unknown name, wrong password, two people of one name, suspended: all look alike."""

    default_code = "wrong_secret"

    def __init__(self, message: str = WRONG) -> None:
        super().__init__(message)


class ThrottledError(TooManyRequestsError):
    """Too many failures; the same page says when to try again (ruling R23)."""

    def __init__(self, wait_milliseconds: int) -> None:
        self.retry_after = max(1, -(-wait_milliseconds // 1000))
        super().__init__(f"Too many tries. Wait {self.retry_after} seconds and try again.")


class BusyError(RefusedError):
    """More people sign in than this machine can check at once; nothing was checked."""

    status = 503
    default_code = "busy"
    retry_after = 5
    """Seconds: a full queue of 200 is worked off in four on one core (house.md 2)."""

    def __init__(self) -> None:
        super().__init__("Many people are signing in right now. Try again in a few seconds.")


class WeakPasswordError(InvalidRequestError):
    """The new password is refused; the message says what to change."""

    default_code = "weak_password"


class FormExpiredError(NotAllowedError):
    """A form came back without the token of the session it was shown in."""

    default_code = "form_expired"

    def __init__(self) -> None:
        super().__init__("This form is too old. Go back, load the page again and send it again.")
