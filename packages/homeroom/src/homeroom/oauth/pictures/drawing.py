"""What an SVG drawing may hold: an allow-list, and what is said of everything else.

Values in, values out. What draws is kept; what drawing programs leave for themselves is left out;
whatever could run, load, link or move is refused by its name, because a person must see that her
file is not what she thinks it is.
"""

import re
from typing import Final

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"

ELEMENTS: Final = frozenset({
    "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask",
    "pattern", "style", "filter", "feBlend", "feColorMatrix", "feComposite", "feFlood",
    "feGaussianBlur", "feMerge", "feMergeNode", "feOffset",
})  # fmt: skip
"""What may be drawn with; `svg` only as the whole drawing."""

LEFT_OUT: Final = frozenset({"metadata", "title", "desc"})
"""Elements that draw nothing; with everything inside."""

WITH_TEXT: Final = frozenset({"text", "tspan", "style"})

ATTRIBUTES: Final = frozenset({
    # where and how large
    "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "fr", "dx", "dy",
    "width", "height", "d", "points", "transform", "viewBox", "preserveAspectRatio", "rotate",
    "textLength", "lengthAdjust", "pathLength",
    # what it is called
    "id", "class", "style",
    # how it looks
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray",
    "stroke-dashoffset", "opacity", "color", "display", "visibility", "overflow", "clip-path",
    "clip-rule", "mask", "filter", "stop-color", "stop-opacity", "vector-effect", "paint-order",
    "shape-rendering", "text-rendering", "color-interpolation", "color-interpolation-filters",
    "font-family", "font-size", "font-weight", "font-style",
    "text-anchor", "dominant-baseline", "alignment-baseline", "baseline-shift", "letter-spacing",
    "word-spacing", "text-decoration",
    # gradients, patterns, masks, filters
    "gradientUnits", "gradientTransform", "spreadMethod", "offset", "patternUnits",
    "patternContentUnits", "patternTransform", "maskUnits", "maskContentUnits", "clipPathUnits",
    "filterUnits", "primitiveUnits", "in", "in2", "result", "mode", "type", "values",
    "stdDeviation", "operator", "k1", "k2", "k3", "k4", "flood-color", "flood-opacity", "edgeMode",
})  # fmt: skip

_FUNCTIONS: Final = frozenset({
    "rgb", "rgba", "hsl", "hsla", "matrix", "translate", "scale", "rotate", "skewx", "skewy",
})  # fmt: skip
_LOCAL: Final = re.compile(r"""url\(\s*(["']?)#([\w.:-]+)\1\s*\)""", re.IGNORECASE)
_CALL: Final = re.compile(r"([\w-]+)\(")
_NAME: Final = re.compile(r"[\w.:-]+")


def references(value: str) -> list[str]:
    """Return the ids in the drawing itself that a value points to."""
    return [found[2] for found in _LOCAL.finditer(value)]


def name_in(reference: str) -> str:
    """Return the id behind a `#`; empty for an address of anything else."""
    found = reference.strip()
    return found[1:] if found[:1] == "#" and _NAME.fullmatch(found[1:]) else ""


def is_name(value: str) -> bool:
    """True if the value can be an id."""
    return _NAME.fullmatch(value) is not None


def harm_in(value: str) -> str:
    """Return what in a value could load something or hide it; empty if nothing could."""
    if "\\" in value:
        return "a backslash"
    for found in _CALL.finditer(_LOCAL.sub("", value)):
        if found[1].lower() not in _FUNCTIONS:
            return f"{found[1]}(...)"
    return "an @ rule" if "@" in value else ""


def harm_in_sheet(text: str) -> str:
    """Return likewise for a style sheet, whose rules may point nowhere at all."""
    return "url(...)" if _LOCAL.search(text) else harm_in(text)


def side_of(view_box: str, width: str, height: str) -> tuple[float, float] | None:
    """Return how wide and high the drawing is, in its own measure; None if it does not say."""
    numbers = _numbers(view_box.replace(",", " ").split())
    if numbers is not None and len(numbers) == len(("x", "y", "width", "height")):
        return numbers[2], numbers[3]
    sides = _numbers([width.removesuffix("px"), height.removesuffix("px")])
    return (sides[0], sides[1]) if sides is not None else None


def _numbers(texts: list[str]) -> list[float] | None:
    try:
        found = [float(text) for text in texts]
    except ValueError:
        return None
    return found if all(abs(number) < 1e9 for number in found) else None  # noqa: PLR2004 - finite
