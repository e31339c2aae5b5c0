"""Names that are markup, on every page that shows them (CORE-07)."""

from dataclasses import dataclass
from typing import Final

from homeroom.certification.browsing import Seen, VisitError, finding
from homeroom.certification.logins.arriving import arrive
from homeroom.certification.logins.ground import Ground
from homeroom.certification.logins.naming import as_words

__all__ = ["MARKS", "Markup", "Page", "look_at_markup"]

MARKS: Final = (("b", "Robert"), ("script", "alert(1)"))
"""Elements that stand in names of the roster: t21's, and k24's."""

_WRITTEN: Final = ("<b>robert</b>", "<script>alert(1)</script>")
_MOST_PAGES: Final = 8


@dataclass(frozen=True)
class Page:
    """One page, and what of the roster's markup became an element of it."""

    of: str
    title: str
    elements: tuple[str, ...]
    dialogs: tuple[str, ...]
    shows_as_text: bool
    needs_browser: bool


@dataclass(frozen=True)
class Markup:
    """Every page that was looked at."""

    pages: tuple[Page, ...]
    not_in: tuple[str, ...]
    evidence: tuple[str, ...]


def look_at_markup(ground: Ground, keys: list[str]) -> Markup:
    """Log people in who have such names, or see them, and open every page below."""
    pages: list[Page] = []
    not_in: list[str] = []
    evidence: list[str] = []
    for key in keys:
        with ground.device() as visitor:
            arrival = arrive(ground, visitor, key, "portal")
            evidence += arrival.evidence
            if not arrival.is_in:
                not_in.append(key)
                continue
            pages.append(_page(key, arrival.seen))
            for control in finding.same_site_links(arrival.seen, arrival.seen.url)[:_MOST_PAGES]:
                try:
                    pages.append(_page(key, visitor.open(control.address)))
                except VisitError:
                    continue
    return Markup(tuple(pages), tuple(not_in), tuple(evidence))


def _page(key: str, seen: Seen) -> Page:
    found = tuple(f"<{tag}>" for tag, text in MARKS if finding.elements_with(seen, tag, text))
    words = as_words(seen.text)
    return Page(
        key, seen.title, found, seen.dialogs, any(one in words for one in _WRITTEN),
        seen.needs_scripts,
    )  # fmt: skip
