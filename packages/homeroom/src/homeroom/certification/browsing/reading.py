"""Reads a document into what a person finds on it: text, headings, links, buttons and forms.

Both visitors read with this, one what the server wrote, the other what Chromium made of it. Names
follow the rules by which a screen reader names a control, as far as checks need them. A hostile
document is read in part: so deep, so many controls.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from homeroom.certification.browsing.seen import Control, Form, Input, Seen, VisitError

_DEEPEST: Final = 300
_MOST: Final = 1500
_MOST_TAGS: Final = 100_000
_MOST_PARTS: Final = 2000
"""Tags and texts within a control in which its name is looked for."""

_MOST_NAMED: Final = 8
"""Ids that a control's name is put together from."""

_LONGEST_NAME: Final = 300
_UNREAD: Final = frozenset({"script", "style", "template", "noscript", "head", "svg", "iframe"})
_BLOCK_NAMES: Final = (
    "address article aside blockquote br button dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6"
    " header hr input label legend li main nav ol option p pre section select summary table tbody"
    " td textarea th thead tr ul"
)
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_LOOKED_AT: Final = frozenset(
    {"a", "button", "summary", "input", "select", "textarea", "h1", "h2", "h3"}
)
_PRESSED: Final = frozenset({"submit", "image", "button", "reset"})
_TICKED: Final = frozenset({"checkbox", "radio"})


@dataclass
class _Reading:
    base: str
    root: BeautifulSoup
    text: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    links: list[Control] = field(default_factory=list)
    buttons: list[Control] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    inputs: list[list[Input]] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    """From a form's tag to its number."""

    names: dict[str, int] = field(default_factory=dict)
    """From a form's id to its number: a control may stand outside its form."""

    ids: dict[str, Tag] = field(default_factory=dict)
    labels: dict[str, Tag] = field(default_factory=dict)
    """From the id of a control to the label that names it."""

    looked_at: int = 0
    """Controls and headings so far."""


def read(url: str, status: int, html: str) -> Seen:
    """Return what stands on a page.

    Raises:
        VisitError: Not even that much can be read of it.
    """
    if html.count("<") > _MOST_TAGS:
        raise VisitError("too_large", f"{url} has more than {_MOST_TAGS} tags.")
    try:
        root = BeautifulSoup(html, "html.parser")
    except (RecursionError, ValueError, AssertionError) as error:
        raise VisitError("garbage", f"{url} answered what no parser reads.") from error
    reading = _Reading(_base_of(url, root), root)
    for tag in root.find_all():
        reading.ids.setdefault(_said(tag, "id"), tag)
        if tag.name == "label":
            reading.labels.setdefault(_said(tag, "for"), tag)
    for tag, place, form in _walk(reading):
        _take(reading, tag, place, form)
    forms = tuple(
        replace(form, inputs=tuple(inputs))
        for form, inputs in zip(reading.forms, reading.inputs, strict=True)
    )
    title = root.title.get_text(" ", strip=True) if root.title is not None else ""
    return Seen(
        url, status, title, _tidy("".join(reading.text)), html,
        headings=tuple(reading.headings), links=tuple(reading.links),
        buttons=tuple(reading.buttons), forms=forms, scripts=_scripts_of(reading),
        needs_scripts=_has_scripts(root), refresh=_refresh_of(reading),
    )  # fmt: skip


def _walk(reading: _Reading) -> Iterator[tuple[Tag, str, int]]:
    """Every visible tag in the order of the document, with its path and its form."""
    stack: list[tuple[Iterator[object], str, int, dict[str, int]]] = [
        (iter(list(reading.root.children)), "", -1, {})
    ]
    while stack:
        children, path, form, counts = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            reading.text.append(" ")
        elif isinstance(child, NavigableString):
            if not isinstance(child, PreformattedString):
                reading.text.append(str(child))
        elif isinstance(child, Tag):
            counts[child.name] = counts.get(child.name, 0) + 1
            step = f"{child.name}:nth-of-type({counts[child.name]})"
            place = f"{path} > {step}" if path else step
            if child.name in _BLOCKS:
                reading.text.append("\n")
            if child.name == "form" and form < 0:
                form = _begin(reading, child, place)
            if not _is_unread(child):
                yield child, place, form
                if len(stack) < _DEEPEST and child.name not in ("select", "textarea"):
                    stack.append((iter(list(child.children)), place, form, {}))


def place_of(tag: Tag) -> str:
    """Return a tag's path from the root of its document, as a control's place says it."""
    steps: list[str] = []
    while tag.parent is not None:
        before = (one for one in tag.previous_siblings if isinstance(one, Tag))
        number = 1 + sum(one.name == tag.name for one in before)
        steps.insert(0, f"{tag.name}:nth-of-type({number})")
        tag = tag.parent
    return " > ".join(steps)


def _is_unread(tag: Tag) -> bool:
    style = _said(tag, "style").replace(" ", "").lower()
    return tag.name in _UNREAD or "display:none" in style or "visibility:hidden" in style


def _begin(reading: _Reading, tag: Tag, place: str) -> int:
    if len(reading.forms) >= _MOST:
        return -1
    number = len(reading.forms)
    action = _address(reading, _said(tag, "action"))
    method = _said(tag, "method").lower()
    multipart = _said(tag, "enctype").lower() == "multipart/form-data"
    way: Final = "post" if method == "post" else "get"
    reading.forms.append(Form(number, action, way, (), place, multipart))
    reading.inputs.append([])
    if tag.has_attr("id"):
        reading.names[_said(tag, "id")] = number
    return number


def _take(reading: _Reading, tag: Tag, place: str, form: int) -> None:
    if tag.has_attr("form"):
        form = reading.names.get(_said(tag, "form"), form)
    reading.looked_at += tag.name in _LOOKED_AT or tag.has_attr("role")
    if reading.looked_at > _MOST:
        return
    kind = _said(tag, "type").lower()
    if tag.name == "a" and tag.has_attr("href"):
        address = _address(reading, _said(tag, "href"))
        role: Final = "button" if _said(tag, "role") == "button" else "link"
        reading.links.append(Control(role, _name(reading, tag), place, address))
    elif tag.name in ("button", "summary") or (tag.name == "input" and kind in _PRESSED):
        _press(reading, tag, place, form)
    elif _said(tag, "role") in ("button", "link", "menuitem"):
        reading.buttons.append(Control("button", _name(reading, tag), place))
    elif tag.name in ("input", "select", "textarea") and form >= 0:
        if not tag.has_attr("disabled"):
            reading.inputs[form].append(_input(reading, tag, place))
    elif tag.name in ("h1", "h2", "h3"):
        reading.headings.append(_words(tag))


def _press(reading: _Reading, tag: Tag, place: str, form: int) -> None:
    kind = _said(tag, "type").lower() or "submit"
    submits = tag.name != "summary" and kind in ("submit", "image")
    name = _said(tag, "name")
    control = Control(
        "button", _name(reading, tag), place,
        form=form if submits else -1,
        sends=((name, _said(tag, "value")),) if name and submits else (),
        action=_address(reading, _said(tag, "formaction")) if tag.has_attr("formaction") else "",
    )  # fmt: skip
    if not tag.has_attr("disabled"):
        reading.buttons.append(control)


def _input(reading: _Reading, tag: Tag, place: str) -> Input:
    kind = _said(tag, "type").lower() if tag.name == "input" else tag.name
    choices: tuple[str, ...] = ()
    value = _said(tag, "value")
    if tag.name == "textarea":
        value = tag.get_text()
    elif tag.name == "select":
        options = [one for one in tag.find_all("option") if isinstance(one, Tag)]
        choices = tuple(_said(one, "value", one.get_text(strip=True)) for one in options)
        chosen = [one for one in options if one.has_attr("selected")] or options
        value = _said(chosen[0], "value", chosen[0].get_text(strip=True)) if chosen else ""
    ticked = kind in _TICKED
    if ticked and not tag.has_attr("value"):
        value = "on"
    return Input(
        _said(tag, "name"), _label(reading, tag), kind or "text", value,
        is_sent=tag.has_attr("checked") if ticked else True,
        is_required=tag.has_attr("required"), choices=choices, place=place,
    )  # fmt: skip


def _name(reading: _Reading, tag: Tag) -> str:
    """What a screen reader calls it."""
    named = _said(tag, "aria-label") or _referred(reading, tag, "aria-labelledby")
    if not named and tag.name == "input":
        named = _said(tag, "value") or _said(tag, "alt") or "Submit"
    named = named or _words(tag) or _said(tag, "title")
    return named[:_LONGEST_NAME]


def _words(tag: Tag) -> str:
    spoken: list[str] = []
    pictures: list[str] = []
    for part in _within(tag):
        if isinstance(part, Tag):
            pictures += [_said(part, "alt")] if part.name == "img" else []
        elif type(part) in Tag.MAIN_CONTENT_STRING_TYPES:
            spoken.append(str(part))
    return " ".join(" ".join([*spoken, *pictures]).split())[:_LONGEST_NAME]


def _within(tag: Tag) -> Iterator[object]:
    """What stands in a tag, as far as its name is looked for; `descendants` finds its end first."""
    after: Tag | None = tag
    while after is not None and after.next_sibling is None:
        after = after.parent
    end = after.next_sibling if after is not None else None
    part = tag.next_element
    for _ in range(_MOST_PARTS):
        if part is None or part is end:
            return
        yield part
        part = part.next_element


def _label(reading: _Reading, tag: Tag) -> str:
    named = _said(tag, "aria-label") or _referred(reading, tag, "aria-labelledby")
    if not named and tag.has_attr("id"):
        label = reading.labels.get(_said(tag, "id"))
        named = _words(label) if label is not None else ""
    if not named:
        label = tag.find_parent("label")
        named = _words(label) if isinstance(label, Tag) else ""
    return named or _said(tag, "placeholder")


def _referred(reading: _Reading, tag: Tag, attribute: str) -> str:
    named = [reading.ids.get(one) for one in _said(tag, attribute).split()[:_MOST_NAMED]]
    return " ".join(_words(one) for one in named if one is not None)


def _address(reading: _Reading, given: str) -> str:
    try:
        return urljoin(reading.base, given.strip())
    except ValueError:
        return ""


def _base_of(url: str, root: BeautifulSoup) -> str:
    said = root.find("base", href=True)
    try:
        return urljoin(url, _said(said, "href")) if isinstance(said, Tag) else url
    except ValueError:
        return url


def _refresh_of(reading: _Reading) -> str:
    """Where `<meta http-equiv=refresh>` leads within some seconds; blank if nowhere."""
    for tag in reading.root.find_all("meta"):
        if isinstance(tag, Tag) and _said(tag, "http-equiv").lower() == "refresh":
            _, _, where = _said(tag, "content").partition(";")
            key, _, address = where.strip().partition("=")
            if key.strip().lower() == "url":
                return _address(reading, address.strip(" '\""))
    return ""


def _scripts_of(reading: _Reading) -> tuple[str, ...]:
    found = [
        _address(reading, _said(tag, "src"))
        for tag in reading.root.find_all("script", src=True)
        if isinstance(tag, Tag)
    ]
    return tuple(one for one in found if urlsplit(one).scheme in ("http", "https"))


def _has_scripts(root: BeautifulSoup) -> bool:
    """Whether anything on the page runs: a script of its own, a loaded one, or a handler."""
    for tag in root.find_all():
        if tag.name == "script" and _said(tag, "type") not in ("application/json", "importmap"):
            return True
        if any(name.startswith("on") for name in tag.attrs):
            return True
        if _said(tag, "href").strip().lower().startswith("javascript:"):
            return True
    return False


def _said(tag: Tag, attribute: str, otherwise: str = "") -> str:
    value = tag.get(attribute)
    if value is None:
        return otherwise
    return value if isinstance(value, str) else " ".join(value)


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
