"""Renders a feature's templates inside the shared frames, with the headers every page needs.

Everything is escaped: roster values are written by strangers. Pages run no script and load
nothing from elsewhere, so a name with markup in it has nothing to awaken (sso.md 11.8).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from homeroom.foundation.log import request_id
from homeroom.web.answers import NO_STORE, Answer, Header, html

POLICY: Final = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self';"
    b" base-uri 'none'; frame-ancestors 'none'"
)
# No form-action: browsers hold it against the redirect to the application too (ruling R22).
SHUT: Final[tuple[Header, ...]] = (
    NO_STORE,
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", POLICY),
    (b"x-frame-options", b"DENY"),
)
"""On every page: kept nowhere, framed nowhere, telling nobody where its links were clicked."""

_REFERENCE_LETTERS: Final = 8
_COLOURS: Final = 8


@dataclass(frozen=True)
class Who:
    """The person on top of a page."""

    name: str
    note: str = ""
    """What she is here, in words: her role, her district."""
    is_stood_in: bool = False
    """Somebody else looks at the page in her place, and must never forget it (sso.md 3.6)."""

    @property
    def initials(self) -> str:
        """One or two letters for the shape beside her name."""
        return initials(self.name)


@dataclass(frozen=True)
class Place:
    """One word of a dashboard's navigation."""

    label: str
    path: str
    waiting: int = 0
    """How many things there need a person."""


class Templates:
    """The templates of one feature; those of `web.pages` lie below them."""

    def __init__(self, package: str) -> None:
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader(package), PackageLoader("homeroom.web.pages")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            initials=initials,
            colour=colour,
            counted=counted,
            moment=moment,
            day=day,
            number=number,
            words=words,
        )

    def page(
        self, name: str, *, status: int = 200, headers: Sequence[Header] = (), **values: Any
    ) -> Answer:
        """Answer with a page; `reference` is there for a person to read out."""
        template = self._environment.get_template(name)
        return html(
            template.render(reference=reference(), **values), *SHUT, *headers, status=status
        )


def reference() -> str:
    """Return a few letters that a person can read out, and that stand in the log as well."""
    return request_id.get()[:_REFERENCE_LETTERS]


def initials(name: str) -> str:
    """Return the first letter or digit of a name's first and last word, for a shape."""
    spoken = ["".join(sign for sign in part if sign.isalnum()) for part in name.split()]
    parts = [part for part in spoken if part]
    if not parts:
        return "?"
    ends = parts[:1] if len(parts) == 1 else [parts[0], parts[-1]]
    return "".join(part[0].upper() for part in ends)


def colour(name: str) -> int:
    """Return which of the shapes' colours a name has, the same on every page and every day."""
    return sum(name.encode()) % _COLOURS


def number(value: int) -> str:
    """Return a count as people read it."""
    return f"{value:,}"


def counted(value: int, noun: str, nouns: str = "") -> str:
    """Return a count with its noun: `1 app`, `1,204 apps`; `nouns` where an s does not do."""
    return f"{number(value)} {noun if value == 1 else nouns or noun + 's'}"


def words(code: str) -> str:
    """Return a code as words: `district_admin` as "district admin"."""
    return code.replace("_", " ")


def moment(milliseconds: int | None, zone: tzinfo = UTC) -> str:
    """Return a moment with its zone named, its day never to be misread (pages.md)."""
    if milliseconds is None:
        return ""
    there = datetime.fromtimestamp(milliseconds / 1000, zone)
    return f"{there.day} {there:%b %Y, %H:%M %Z}"


def day(iso: str) -> str:
    """Return a day so that it is never misread: `2026-09-01` as "1 Sep 2026"."""
    read = date.fromisoformat(iso)
    return f"{read.day} {read:%b %Y}"
