"""What a visitor sees, as values: a page, its controls and forms, and how she came there."""

from dataclasses import dataclass
from typing import Literal

from homeroom.foundation.errors import HomeroomError

Role = Literal["link", "button"]


class VisitError(HomeroomError):
    """No page came of it; `code` says why.

    `unreachable`, `slow`, `too_large`, `loop`, `garbage`: what the other side did. `forbidden`: it
    led where no visitor goes. `needs_browser`: only a script can do this. `not_there`: the control
    is not on the page or cannot be pressed.
    """


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a visitor's time and memory one act may take, and where none leads."""

    seconds: float = 20.0
    page_bytes: int = 3 * 1024 * 1024
    hops: int = 20
    forbidden: tuple[str, ...] = ()
    """Beginnings of addresses that no visitor asks: the hub's admin API."""

    apart: str = ""
    """Where a site of its own is, whatever its host: the hub, for cookies (decision 0027)."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One answer on the way to a page; `location` is where it led, blank for the last."""

    method: str
    url: str
    status: int
    location: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """Something to press, known by what it is and what it is called."""

    role: Role
    name: str
    place: str
    """Its path in the document, as a CSS selector."""

    address: str = ""
    """Where a link leads; blank for a button."""

    form: int = -1
    """Which of the page's forms it sends; -1 for none."""

    sends: tuple[tuple[str, str], ...] = ()
    """What pressing it adds to its form."""

    action: str = ""
    """Where it sends its form, if not where the form says."""


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form."""

    name: str
    label: str
    kind: str
    """The type of an input, or `select` or `textarea`."""

    value: str = ""
    is_sent: bool = True
    """Whether its value goes along untouched: a box that is not ticked stays behind."""

    is_required: bool = False
    choices: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it lies on the page."""

    number: int
    action: str
    method: Literal["get", "post"]
    inputs: tuple[Input, ...]
    place: str
    is_multipart: bool = False

    def fields(self) -> list[tuple[str, str]]:
        """What it sends if nobody touches it."""
        return [(one.name, one.value) for one in self.inputs if one.is_sent and one.name]

    def has(self, kind: str) -> bool:
        """Whether one of its fields is of this kind."""
        return any(one.kind == kind for one in self.inputs)

    def visible(self) -> list[Input]:
        """The fields that a person fills in."""
        return [one for one in self.inputs if one.kind not in ("hidden", "submit", "button")]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page after everything has settled."""

    url: str
    status: int
    title: str
    text: str
    """What a person reads."""

    html: str
    headings: tuple[str, ...] = ()
    links: tuple[Control, ...] = ()
    buttons: tuple[Control, ...] = ()
    forms: tuple[Form, ...] = ()
    scripts: tuple[str, ...] = ()
    """Addresses of the scripts that the page loads."""

    needs_scripts: bool = False
    """Plain HTTP was used, and the page may be changed by scripts that did not run."""

    refresh: str = ""
    """Where the page itself leads at once."""

    hops: tuple[Hop, ...] = ()
    dialogs: tuple[str, ...] = ()
    """What opened over the page by itself (`alert` and its like)."""

    headers: tuple[tuple[str, str], ...] = ()
    is_closed: bool = False
    """The window closed itself."""

    @property
    def controls(self) -> tuple[Control, ...]:
        """Every link and button."""
        return self.links + self.buttons

    @property
    def worst_status(self) -> int:
        """The highest status on the way here."""
        return max((hop.status for hop in self.hops), default=self.status)


NOTHING = Seen("about:blank", 0, "", "", "")
