"""What both visitors promise."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from homeroom.certification.browsing.jar import Cookie
from homeroom.certification.browsing.record import Record
from homeroom.certification.browsing.seen import Control, Form, Seen


class Visitor(Protocol):
    """Somebody at a device of her own. Each act gives the page it ends on, or a `VisitError`."""

    record: Record

    @property
    def kind(self) -> Literal["http", "browser"]:
        """How she looks at pages."""

    @property
    def seen(self) -> Seen:
        """The page that she sees now."""

    def open(self, url: str) -> Seen:
        """Go to an address as if it were typed in."""

    def click(self, control: Control) -> Seen:
        """Press a control of the page that she sees."""

    def press(self, selector: str) -> Seen:
        """Press what a CSS selector finds on the page that she sees."""

    def fill_and_submit(
        self, form: Form, typed: Mapping[str, str], button: Control | None = None
    ) -> Seen:
        """Fill a form's fields by name and send it, by one of its buttons or by itself."""

    def text_of(self, selector: str) -> str:
        """What stands in the first element that a CSS selector finds; blank if there is none."""

    def look(self) -> Seen:
        """The page once more, as it is now."""

    def cookies(self) -> tuple[Cookie, ...]:
        """Every cookie of this device."""

    def restore(self, cookies: Sequence[Cookie]) -> None:
        """Put cookies in the place of those that are there."""

    def another(self) -> "Visitor":
        """A device with no cookies, beside this one."""

    def picture(self) -> bytes | None:
        """The page as a PNG; None if nothing draws it."""

    def close(self) -> None:
        """Put the device away."""
