"""Pictures for tests: PNG files pixel by pixel, and SVG drawings."""

import struct
import zlib
from collections.abc import Sequence

SIGNATURE = b"\x89PNG\r\n\x1a\n"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    '<rect width="48" height="48" fill="#0d5560"/><circle cx="24" cy="24" r="14" fill="#fff"/>'
    "</svg>"
)


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk, its checksum right."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(width: int, height: int, depth: int = 8, colours: int = 2, interlaced: int = 0) -> bytes:
    """The first chunk."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, interlaced))


def png(  # noqa: PLR0913 - a picture is all of these
    width: int,
    height: int,
    lines: Sequence[bytes] = (),
    *,
    colours: int = 2,
    depth: int = 8,
    between: bytes = b"",
    colour: bytes = b"\x2d\x5b\x1e",
) -> bytes:
    """A PNG file of one colour, or of these lines, each with its filter in front."""
    packed = zlib.compress(b"".join(lines) or (b"\0" + colour * width) * height)
    return b"".join((
        SIGNATURE, header(width, height, depth, colours), between, chunk(b"IDAT", packed),
        chunk(b"IEND", b""),
    ))  # fmt: skip


def drawing(inside: str, root: str = 'viewBox="0 0 48 48"') -> bytes:
    """An SVG file with something inside."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f" {root}>{inside}</svg>"
    ).encode()
