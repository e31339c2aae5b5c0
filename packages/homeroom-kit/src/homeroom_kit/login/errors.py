"""What ends a login: a refusal that a person can read, or a way that her browser has to go."""

from homeroom_kit.errors import KitError
from homeroom_kit.login.refusals import Refusal, refusal_of

__all__ = ["LoginError", "RedirectError"]


class LoginError(KitError):
    """Nobody is signed in.

    Attributes:
        refusal: What to show her; `message` is for the log and never for her.
        next: Where she wanted to go, for another try.
    """

    def __init__(self, code: str, message: str = "", next: str = "/") -> None:  # noqa: A002
        super().__init__(code, message or refusal_of(code).text)
        self.next = next

    @property
    def refusal(self) -> Refusal:
        """The words for her."""
        return refusal_of(self.code)


class RedirectError(KitError):
    """Not an answer yet: send the browser to `address` and say nothing.

    A login that began at the hub is begun again here, and a callback that comes a second time has
    nothing left to do.
    """

    def __init__(self, code: str, address: str) -> None:
        super().__init__(code, f"The browser has to go to {address}.")
        self.address = address
