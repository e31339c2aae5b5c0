"""A button in artwork of our own: one SVG without styles, so that no content policy bends it."""

from html import escape
from typing import Final, Literal

__all__ = ["button", "icon"]

Look = Literal["dark", "light"]

_COLOURS: Final = {"dark": ("#1d3d6b", "#ffffff"), "light": ("#ffffff", "#1d3d6b")}
_EDGE: Final = "#1d3d6b"
_HEIGHT: Final = 44
_LETTER: Final = 10
_FONT: Final = "system-ui, sans-serif"
_HOUSE: Final = "M3 11 12 4l9 7M5.5 9.5V20h13V9.5M10 20v-5.5h4V20"


def button(href: str, words: str = "Log in with Homeroom", look: Look = "dark") -> str:
    """A link as HTML that looks like a button; its name is what it says.

    Args:
        href: The application's own address that begins a login.
        words: What it says: "Log in with ..." or "Sign up with ...".
        look: `dark` on light pages, `light` on dark ones.
    """
    ground, ink = _COLOURS[look]
    length = _LETTER * len(words)
    width = 60 + length
    drawn = (
        f'<rect x="1" y="1" width="{width - 2}" height="{_HEIGHT - 2}" rx="8" fill="{ground}" '
        f'stroke="{_EDGE}" stroke-width="2"/>'
        f'<g transform="translate(12 10)">{_house(ink)}</g>'
        f'<text x="46" y="28" fill="{ink}" font-family="{_FONT}" font-size="16" '
        # Whatever font there is, the words fit.
        f'font-weight="600" textLength="{length}" lengthAdjust="spacingAndGlyphs">'
        f"{escape(words)}</text>"
    )
    return _link(href, words, width, drawn)


def icon(href: str, words: str = "Log in with Homeroom", look: Look = "dark") -> str:
    """The same without visible words."""
    ground, ink = _COLOURS[look]
    drawn = (
        f'<rect x="1" y="1" width="42" height="42" rx="8" fill="{ground}" stroke="{_EDGE}" '
        f'stroke-width="2"/><g transform="translate(10 10)">{_house(ink)}</g>'
    )
    return _link(href, words, _HEIGHT, drawn)


def _link(href: str, words: str, width: int, drawn: str) -> str:
    return (
        f'<a class="homeroom-button" href="{escape(href)}">'
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(words)}" '
        f'width="{width}" height="{_HEIGHT}" viewBox="0 0 {width} {_HEIGHT}">{drawn}</svg></a>'
    )


def _house(ink: str) -> str:
    return (
        f'<path d="{_HOUSE}" fill="none" stroke="{ink}" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )
