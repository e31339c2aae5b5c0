"""SVG files, read strictly and written anew from an allow-list (ruling R31).

The parser is expat itself: it stops at the first declaration of a document type, so no entity is
ever declared, expanded or fetched. What is written is made from what was understood; nothing is
copied through. Two files of one drawing that differ in what was left out become the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from homeroom.oauth.pictures import drawing
from homeroom.oauth.pictures.drawing import SVG, XLINK
from homeroom.oauth.pictures.errors import BadPictureError

MOST_ELEMENTS: Final = 20_000
"""Drawn, which counts what `use`, patterns and masks draw again as often as they do."""

_DEEPEST: Final = 100
_NOT_QUITE: Final = 0.001
"""How far from a square a drawing may be: programs round."""

_PLAIN: Final = 'Save it as "plain SVG" and send it again.'
_BY_DESIGN: Final = "Draw the icon with shapes alone and save it again."


@dataclass(frozen=True)
class Svg:
    """A drawing that was read and written again."""

    width: float
    height: float
    content: bytes
    is_shorter: bool
    """Something that draws nothing was left out."""

    @property
    def is_square(self) -> bool:
        """True if it is as wide as it is high."""
        return abs(self.width - self.height) <= _NOT_QUITE * max(self.width, self.height)


@dataclass
class _Node:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: "list[_Node | str]" = field(default_factory=list)
    refers: list[str] = field(default_factory=list)

    @property
    def children(self) -> "list[_Node]":
        return [one for one in self.inside if isinstance(one, _Node)]


def rewritten(content: bytes) -> Svg:
    """Return the drawing written anew; BadPictureError names what may not be in it."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_type
    parser.StartElementHandler = reader.begins
    parser.EndElementHandler = reader.ends
    parser.CharacterDataHandler = reader.says
    parser.ProcessingInstructionHandler = _refuse_instruction
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat names no arguments
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = f" (line {error.lineno})" if isinstance(error, expat.ExpatError) else ""
        raise BadPictureError(f"The file cannot be read as SVG{line}. {_PLAIN}") from None
    drawn = reader.root
    sides = drawing.side_of(*(drawn.attributes.get(one, "") for one in _MEASURES))
    if sides is None or min(sides) <= 0:
        raise BadPictureError("The SVG file does not say how large it is: give it a viewBox.")
    _check_size(drawn)
    drawn.attributes.setdefault("viewBox", f"0 0 {sides[0]:g} {sides[1]:g}")
    for one in ("width", "height", "x", "y"):
        drawn.attributes.pop(one, None)  # the viewBox says it, and a page how large it is shown
    return Svg(*sides, "".join(_written(drawn, is_root=True)).encode(), reader.is_shorter)


_MEASURES: Final = ("viewBox", "width", "height")


def _refuse_type(*_: object) -> None:
    raise BadPictureError(f"The SVG file has a DOCTYPE, which is not taken. {_PLAIN}")


def _refuse_instruction(target: str, _: str) -> None:
    raise BadPictureError(f"The SVG file has an instruction ({target[:40]}). {_PLAIN}")


class _Reader:
    """Builds the drawing from what the parser tells."""

    def __init__(self) -> None:
        self.is_shorter = False
        self._open: list[_Node] = []
        self._outside = 0
        """How deep the parser is in something that is left out."""

        self._count = 0
        self._found: _Node | None = None

    @property
    def root(self) -> _Node:
        """The whole drawing."""
        assert self._found is not None  # noqa: S101 - a document without an element is none
        return self._found

    def begins(self, full_name: str, attributes: dict[str, str]) -> None:
        """Take an element in, leave it out, or refuse it."""
        space, _, name = full_name.rpartition(" ")
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) + self._outside > _DEEPEST:
            raise BadPictureError(
                f"The SVG file is too involved for an icon: more than {MOST_ELEMENTS:,} elements,"
                f" or {_DEEPEST} inside each other. Make it simpler and save it again."
            )
        if not self._open and not self._outside and (space, name) != (SVG, "svg"):
            raise BadPictureError(f"This is no SVG drawing: it begins with <{name[:40]}>.")
        if self._outside or space != SVG or name in drawing.LEFT_OUT:
            # Text is looked at too: markup of another kind is never shown, so none is written.
            self._outside += 1
            self.is_shorter = True
            return
        if name not in drawing.ELEMENTS or (name == "svg" and self._open):
            raise BadPictureError(f"The SVG file has a <{name[:40]}>, not allowed. {_BY_DESIGN}")
        node = _Node(name)
        for key, value in attributes.items():
            self._take(node, key, value)
        if self._open:
            self._open[-1].inside.append(node)
        else:
            self._found = node
        self._open.append(node)

    def ends(self, _: str) -> None:
        """Close what was open; only now is a style sheet whole."""
        if self._outside:
            self._outside -= 1
            return
        node = self._open.pop()
        if node.name == "style":
            sheet = "".join(one for one in node.inside if isinstance(one, str))
            harm = drawing.harm_in_sheet(sheet)
            if harm:
                raise BadPictureError(f"The SVG file's style sheet has {harm}. {_BY_DESIGN}")

    def says(self, text: str) -> None:
        """Take in text where text is drawn."""
        if not self._outside and self._open and self._open[-1].name in drawing.WITH_TEXT:
            self._open[-1].inside.append(text)

    def _take(self, node: _Node, key: str, value: str) -> None:
        space, _, name = key.rpartition(" ")
        if name == "href" and space in ("", XLINK):
            target = drawing.name_in(value)
            if not target:
                raise BadPictureError(
                    f"The SVG file's <{node.name}> points outside by its href. {_BY_DESIGN}"
                )
            node.refers.append(target)
            node.attributes["href"] = f"#{target}"
            return
        if not space and name.lower().startswith("on"):
            raise BadPictureError(f"The SVG file's <{node.name}> has {name[:40]}. {_BY_DESIGN}")
        if space or name not in drawing.ATTRIBUTES or (name == "id" and not drawing.is_name(value)):
            self.is_shorter = True
            return
        harm = drawing.harm_in(value)
        if harm:
            raise BadPictureError(
                f"The SVG file's <{node.name}> has {harm[:40]} in {name}. {_BY_DESIGN}"
            )
        node.refers += drawing.references(value)
        node.attributes[name] = value


def _check_size(root: _Node) -> None:
    """Refuse a drawing that draws itself, or that becomes vast by drawing parts again."""
    named: dict[str, _Node] = {}
    todo = [root]
    while todo:
        one = todo.pop()
        # Of two with one id a browser takes the first in the file, and so must this.
        named.setdefault(one.attributes.get("id", ""), one)
        todo += reversed(one.children)
    costs: dict[int, int] = {}
    _cost(root, named, costs, set())


def _cost(node: _Node, named: dict[str, _Node], costs: dict[int, int], within: set[int]) -> int:
    known = costs.get(id(node))
    if known is not None:
        return known
    if id(node) in within:
        raise BadPictureError(f"The SVG file's <{node.name}> draws itself. {_BY_DESIGN}")
    if len(within) > 2 * _DEEPEST:
        raise BadPictureError(f"The SVG file refers too often from part to part. {_BY_DESIGN}")
    within.add(id(node))
    behind = [named[one] for one in node.refers if one in named]
    total = 1 + sum(_cost(one, named, costs, within) for one in [*node.children, *behind])
    within.remove(id(node))
    if total > MOST_ELEMENTS:
        raise BadPictureError(
            f"The SVG file draws more than {MOST_ELEMENTS:,} elements by using parts again and"
            " again. Make it simpler and save it again."
        )
    costs[id(node)] = total
    return total


def _written(node: _Node, *, is_root: bool = False) -> Iterator[str]:
    yield f"<{node.name}"
    if is_root:
        yield f' xmlns="{SVG}"'
    for name, value in node.attributes.items():
        yield f" {name}={quoteattr(value)}"
    if not node.inside:
        yield "/>"
        return
    yield ">"
    for one in node.inside:
        if isinstance(one, str):
            yield escape(one)
        else:
            yield from _written(one)
    yield f"</{node.name}>"
