"""A badge: one line of what was certified, as SVG and as JSON (certification.md 7.1).

The hub gives badges of certificates; a local run has none.
"""

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

__all__ = ["COLOURS", "badge_json", "badge_svg"]

COLOURS: Final = {
    "certified": "#1a7f37",
    "attested": "#0969da",
    "expired": "#6e7781",
    "running": "#9a6700",
}
"""State of a certificate, and the colour of its badge."""

_NAMES: Final = {"library": "Library", "district_sso": "SSO", "secure_sync": "Sync"}
_WIDTH_OF_A_LETTER: Final = 7
_MARGIN: Final = 12


def badge_json(
    state: str, types: Sequence[str], api_version: str, suite: str, on: str
) -> dict[str, object]:
    """Return what the badge says, for pages that draw their own."""
    return {
        "schemaVersion": 1,
        "label": "homeroom",
        "message": _message(state, types),
        "state": state,
        "types": list(types),
        "api_version": api_version,
        "suite": suite.partition(".")[0],
        "date": on,
        "color": COLOURS.get(state, COLOURS["expired"]),
    }


def badge_svg(state: str, types: Sequence[str], api_version: str, link: str) -> bytes:
    """Return the badge as a small picture with a text for those who do not see it."""
    left, right = "homeroom", f"{_message(state, types)} {api_version}".strip()
    first = len(left) * _WIDTH_OF_A_LETTER + _MARGIN
    second = len(right) * _WIDTH_OF_A_LETTER + _MARGIN
    colour = COLOURS.get(state, COLOURS["expired"])
    text = escape(right)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{first + second}" height="22" role="img"'
        f' aria-label="{left}: {text}"><title>{left}: {text}</title>'
        f'<a href="{escape(link, {chr(34): "&quot;"})}">'
        f'<rect width="{first}" height="22" fill="#333"/>'
        f'<rect x="{first}" width="{second}" height="22" fill="{colour}"/>'
        '<g fill="#fff" font-family="Verdana,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{first / 2}" y="15">{left}</text>'
        f'<text x="{first + second / 2}" y="15">{text}</text></g></a></svg>'
    ).encode()


def _message(state: str, types: Sequence[str]) -> str:
    named = " + ".join(_NAMES.get(one, one) for one in types)
    return f"{state} {named}".strip()
