"""PNG files: every pixel stays, nothing else does; what is wrong with one is said."""

import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.oauth.pictures import png as reading
from homeroom.oauth.pictures.alpha import is_opaque
from homeroom.oauth.pictures.errors import BadPictureError
from tests.support.drawn import SIGNATURE, chunk, header, png

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
FORMS = [(0, 1), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 2), (3, 8), (4, 8), (4, 16),
         (6, 8), (6, 16)]  # fmt: skip
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
          (0, 1, 1, 2))  # fmt: skip


def chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    """A second reading of a file, by the standard's words alone."""
    found, at = [], 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        found.append((content[at + 4 : at + 8], content[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def sizes(width: int, height: int, interlaced: int) -> list[tuple[int, int]]:
    if not interlaced:
        return [(width, height)]
    return [
        (len(range(left, width, across)), len(range(top, height, down)))
        for left, top, across, down in PASSES
        if left < width and top < height
    ]


@st.composite
def pictures(draw: st.DrawFn) -> tuple[bytes, bytes, bytes]:
    """A file, its unpacked lines, and what must not come along."""
    colours, depth = draw(st.sampled_from(FORMS))
    width, height = draw(st.integers(1, 20)), draw(st.integers(1, 20))
    interlaced = draw(st.integers(0, 1))
    lines = b""
    for across, down in sizes(width, height, interlaced):
        length = (across * depth * CHANNELS[colours] + 7) // 8
        for _ in range(down):
            lines += bytes([draw(st.integers(0, 4))]) + draw(
                st.binary(min_size=length, max_size=length)
            )
    secret = b"secret-" + draw(st.binary(min_size=9, max_size=9)).hex().encode()
    packed = zlib.compress(lines, draw(st.integers(0, 9)))
    cut = draw(st.integers(0, len(packed)))
    palette = chunk(b"PLTE", bytes(3 << min(depth, 8))) if colours == 3 else b""
    content = b"".join((
        SIGNATURE, header(width, height, depth, colours, interlaced), chunk(b"tEXt", secret),
        palette, chunk(b"IDAT", packed[:cut]), chunk(b"IDAT", packed[cut:]),
        chunk(b"eXIf", secret), chunk(b"IEND", b""), secret,
    ))  # fmt: skip
    return content, lines, secret


@given(pictures())
def test_every_pixel_stays_and_nothing_else_does(made: tuple[bytes, bytes, bytes]) -> None:
    content, lines, secret = made
    again = reading.written(reading.read(content))
    found = chunks(again)

    assert [b"IHDR", b"IDAT", b"IEND"] == [kind for kind, _ in found if kind != b"PLTE"]
    assert chunks(content)[0] == found[0]
    assert lines == zlib.decompress(dict(found)[b"IDAT"])
    assert secret not in again
    assert again == reading.written(reading.read(again))


@given(pictures(), st.data())
def test_a_damaged_file_is_refused_or_read_but_never_a_fault(
    made: tuple[bytes, bytes, bytes], data: st.DataObject
) -> None:
    content = bytearray(made[0])
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    end = data.draw(st.integers(0, len(content)))
    for one in (bytes(content), made[0][:end]):
        with suppress(BadPictureError):
            again = reading.written(reading.read(one))
            assert again == reading.written(reading.read(again))


def filtered(how: int, pixels: list[bytes], step: int) -> list[bytes]:
    """Lines with a filter in front, as an encoder writes them."""
    found = []
    above = bytes(len(pixels[0]))
    for row in pixels:
        out = bytearray([how])
        for place, value in enumerate(row):
            left = row[place - step] if place >= step else 0
            up, corner = above[place], above[place - step] if place >= step else 0
            near = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
            guess: Any = (0, left, up, (left + up) // 2, near)[how]
            out.append((value - guess) % 256)
        found.append(bytes(out))
        above = row
    return found


@given(st.data())
def test_transparency_is_what_the_pixels_say(data: st.DataObject) -> None:
    colours, depth = data.draw(st.sampled_from([(4, 8), (4, 16), (6, 8), (6, 16)]))
    wide = depth // 8
    step = CHANNELS[colours] * wide
    size = data.draw(st.integers(1, 6))
    rows = [
        bytearray(data.draw(st.binary(min_size=step, max_size=step)) * size) for _ in range(size)
    ]
    for row in rows:
        for pixel in range(size):
            row[(pixel + 1) * step - wide : (pixel + 1) * step] = b"\xff" * wide
    clear = data.draw(st.booleans())
    if clear:
        place = data.draw(st.integers(0, size - 1))
        rows[place][data.draw(st.integers(1, size)) * step - 1] = data.draw(st.integers(0, 254))
    how = data.draw(st.integers(0, 4))
    lines = filtered(how, [bytes(row) for row in rows], step)

    read = reading.read(png(size, size, lines, colours=colours, depth=depth))
    assert clear is not is_opaque(read)


def test_a_clear_colour_makes_a_picture_transparent() -> None:
    clear = chunk(b"tRNS", b"\0\1\0\2\0\3")
    assert is_opaque(reading.read(png(4, 4)))
    assert not is_opaque(reading.read(png(4, 4, between=clear)))
    palette = chunk(b"PLTE", bytes(6))
    for alpha, opaque in ((b"\xff\xff", True), (b"\xff\xfe", False)):
        content = png(4, 4, colours=3, colour=b"\0", between=palette + chunk(b"tRNS", alpha))
        assert opaque is is_opaque(reading.read(content))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (png(8, 8)[:-20], "cut off"),
        (SIGNATURE, "cut off"),
        (png(8, 8).replace(b"IDAT", b"IDAX"), "checksum"),
        (SIGNATURE + header(30_000, 30_000) + chunk(b"IEND", b""), "30000 x 30000 pixels"),
        (SIGNATURE + header(0, 8) + chunk(b"IEND", b""), "0 x 8 pixels"),
        (SIGNATURE + chunk(b"IEND", b""), "does not begin as one"),
        (SIGNATURE + header(8, 8, 3) + chunk(b"IEND", b""), "does not exist"),
        (SIGNATURE + header(8, 8) + chunk(b"IEND", b""), "cut off"),
        (png(8, 8, [b"\0" * 25] * 9), "more pixels than it says"),
        (png(8, 8, [b"\5" + b"\0" * 24] * 8), "line of the PNG file"),
        (SIGNATURE + header(8, 8) + chunk(b"IDAT", b"no zlib") + chunk(b"IEND", b""), "unpacked"),
        (png(8, 8, colours=3, colour=b"\0"), "palette"),
        (png(8, 8, between=chunk(b"tRNS", b"\0")), "transparency"),
        (png(8, 8, between=chunk(b"CgBI", b"")), "CgBI chunk"),
        (png(8, 8, between=chunk(b"1234", b"")), "without a name"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said(content: bytes, said: str) -> None:
    with pytest.raises(BadPictureError, match=said):
        reading.written(reading.read(content))


def test_a_picture_that_unpacks_to_far_more_is_stopped_at_once() -> None:
    bomb = zlib.compress(b"\0" * 30_000_000, 9)
    content = SIGNATURE + header(8, 8) + chunk(b"IDAT", bomb) + chunk(b"IEND", b"")
    read = reading.read(content)
    lines = read.lines()
    with pytest.raises(BadPictureError, match="more pixels"):
        list(lines)
