"""SVG drawings: shapes stay, what could run, load or move is refused by its name."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.oauth.pictures import drawing as rules
from homeroom.oauth.pictures.errors import BadPictureError
from homeroom.oauth.pictures.svg import MOST_ELEMENTS, rewritten
from tests.support.drawn import SVG, drawing

GRADIENT = (
    '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient>'
    '<linearGradient id="b" xlink:href="#a"/></defs><rect width="9" height="9" fill="url(#b)"/>'
)
LAUGHS = "".join(
    f'<g id="l{n + 1}">' + f'<use xlink:href="#l{n}"/>' * 10 + "</g>" for n in range(9)
)
EMPTY_TWINS = "".join(f'<g id="l{n}"/>' for n in range(10))
ENTITIES = (
    '<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><text>&b;</text></svg>'
)
OUTSIDE = (
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://127.0.0.1:9/svg11.dtd">'
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<rect onload="alert(1)"/>', "onload"),
        ('<rect OnClick="alert(1)"/>', "OnClick"),
        ("<foreignObject><body/></foreignObject>", "<foreignObject>"),
        ('<image href="data:image/png;base64,AAAA"/>', "<image>"),
        ('<a href="https://example.org/"><rect/></a>', "<a>"),
        ('<use xlink:href="http://127.0.0.1:9/x.svg#a"/>', "points outside by its href"),
        ('<use href="data:image/svg+xml,x"/>', "points outside by its href"),
        ('<use href="javascript:alert(1)"/>', "points outside by its href"),
        ('<rect><animate attributeName="x"/></rect>', "<animate>"),
        ('<rect><set attributeName="href" to="javascript:1"/></rect>', "<set>"),
        ('<filter><feImage href="#a"/></filter>', "<feImage>"),
        ('<rect fill="url(http://127.0.0.1:9/a.svg#b)"/>', "url(...) in fill"),
        ('<rect style="fill:url(//127.0.0.1:9/x)"/>', "url(...) in style"),
        ("<rect style=\"background:image-set('x' 1x)\"/>", "image-set(...) in style"),
        ('<rect style="fill:u\\72l(x)"/>', "a backslash in style"),
        ("<style>@import 'x.css';</style>", "an @ rule"),
        ("<style>a{fill:url(#x)}</style>", "url(...)"),
        ('<style>a{b:"/*";c:url(http://127.0.0.1:9/);d:"*/"}</style>', "url(...)"),
        ("<style><![CDATA[a{b:src('x')}]]></style>", "src(...)"),
        ('<svg viewBox="0 0 1 1"/>', "<svg>"),
        ('<g id="a"><use href="#a"/></g>', "draws itself"),
        ('<pattern id="p"><rect fill="url(#p)"/></pattern>', "draws itself"),
        (f'<g id="l0"><rect/></g>{LAUGHS}', "using parts again"),
        (f'<g id="l0"><rect/></g>{LAUGHS}{EMPTY_TWINS}', "using parts again"),
        ("<g>" * 101 + "</g>" * 101, "too involved"),
        ("<rect/>" * (MOST_ELEMENTS + 1), "too involved"),
        ("<rect>", "cannot be read as SVG (line 1)"),
        ("<?xml-stylesheet href='http://127.0.0.1:9/a.css'?>", "xml-stylesheet"),
    ],
)
def test_what_may_not_be_in_a_drawing_is_named(inside: str, said: str) -> None:
    with pytest.raises(BadPictureError, match=re.escape(said)) as refused:
        rewritten(drawing(inside))
    assert re.search(r"(Draw|Save|Make) ", refused.value.message)


@pytest.mark.parametrize("content", [ENTITIES, OUTSIDE])
def test_no_document_type_is_let_in(content: str) -> None:
    with pytest.raises(BadPictureError, match="DOCTYPE"):
        rewritten(content.encode())
    with pytest.raises(BadPictureError, match="DOCTYPE"):
        rewritten(content.encode("utf-16"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><body/></html>", "begins with <html>"),
        (b'<svg viewBox="0 0 1 1"/>', "begins with <svg>"),
        (b"GIF", "cannot be read as SVG"),
        (b'<?xml version="1.0" encoding="x-none"?><svg/>', "cannot be read as SVG"),
        (drawing("", ""), "give it a viewBox"),
        (drawing("", 'viewBox="0 0 a b"'), "give it a viewBox"),
        (drawing("", 'viewBox="0 0 nan nan"'), "give it a viewBox"),
        (drawing("", 'viewBox="0 0 0 0"'), "give it a viewBox"),
    ],
)
def test_what_is_no_drawing_is_said(content: bytes, said: str) -> None:
    with pytest.raises(BadPictureError, match=re.escape(said)):
        rewritten(content)


def test_shapes_colours_and_gradients_stay() -> None:
    sheet = "<style>.s{fill:#fff;stroke:rgb(1,2,3)}</style>"
    made = rewritten(drawing(f'{sheet}{GRADIENT}<path class="s" d="M0 0h9z"/>'))
    text = made.content.decode()
    for kept in ('fill="url(#b)"', 'href="#a"', ".s{fill:#fff", 'd="M0 0h9z"', 'offset="0"'):
        assert kept in text
    assert not made.is_shorter
    assert made.is_square


def test_what_drawing_programs_leave_is_left_out_and_said() -> None:
    inside = (
        '<metadata><x onload="a"/></metadata><!-- me --><title>t</title>'
        '<i:view xmlns:i="urn:x"><script/></i:view><rect i:a="1" data-name="n" xmlns:i="urn:x"/>'
    )
    made = rewritten(drawing(inside, 'width="48px" height="48px"'))
    want = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect/></svg>'
    assert want == made.content.decode()
    assert made.is_shorter


def test_a_drawing_says_whether_it_is_square() -> None:
    assert not rewritten(drawing("", 'viewBox="0 0 48 40"')).is_square
    assert rewritten(drawing("", 'viewBox="-5,-5,48.01,48"')).is_square


NAMES = st.sampled_from([
    *sorted(rules.ELEMENTS), "script", "foreignObject", "image", "animate", "iframe", "title",
])  # fmt: skip
VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
    st.sampled_from(["url(#a)", "url(http://x.example/)", "#a", "javascript:alert(1)", "red"]),
)
KEYS = st.sampled_from([*sorted(rules.ATTRIBUTES), "href", "onload", "onclick", "data-x"])


@given(
    st.recursive(
        st.builds(ET.Element, NAMES.map(lambda name: f"{{{rules.SVG}}}{name}"),
                  st.dictionaries(KEYS, VALUES, max_size=3)),
        lambda inner: st.builds(
            lambda one, more: (one.extend(more), one)[1],
            st.builds(ET.Element, NAMES.map(lambda name: f"{{{rules.SVG}}}{name}")),
            st.lists(inner, max_size=3),
        ),
        max_leaves=8,
    )
)  # fmt: skip
def test_nothing_but_what_is_allowed_is_ever_written(inside: ET.Element) -> None:
    root = ET.fromstring(SVG)  # noqa: S314 - our own
    root.append(inside)
    try:
        made = rewritten(ET.tostring(root))
    except BadPictureError:
        return
    for one in ET.fromstring(made.content).iter():  # noqa: S314 - what is being judged
        assert one.tag.removeprefix(f"{{{rules.SVG}}}") in rules.ELEMENTS
        assert set(one.attrib) <= rules.ATTRIBUTES | {"href"}
        assert one.attrib.get("href", "#").startswith("#")
        assert "http" not in "".join(one.attrib.values()).lower()
    assert made.content == rewritten(made.content).content
