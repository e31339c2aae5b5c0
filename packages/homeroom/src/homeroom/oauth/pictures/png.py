"""PNG files, read strictly and written anew: what the picture needs stays, everything else goes.

Text, colour profiles, animations and whatever is glued behind the end do not come along (ruling
R31). Pixel data is unpacked line by line and packed again, so a file that claims a vast picture
costs no more memory than a small one, and one that unpacks to more than it claims is refused.
PNG is W3C PNG, third edition; the numbers below are its.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from homeroom.oauth.pictures.errors import BadPictureError

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
MOST_SIDE: Final = 4096
"""Pixels of a side; a browser holds four bytes for each pixel of what it shows."""

_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
PALETTE: Final = 3
WITH_ALPHA: Final = frozenset({4, 6})
"""Kinds of colour, by the standard's numbers."""

_MOST_COLOURS: Final = 256
_LAST_FILTER: Final = 4
_HEADER: Final = struct.Struct(">IIBBBBB")
_HEAD_BYTES: Final = 8
_FOOT_BYTES: Final = 4
_BLOCK: Final = 1 << 16
_ANCILLARY: Final = 0x20
"""The bit of a chunk's first letter that says the picture can be shown without it."""

_PASSES: Final = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
    (0, 1, 1, 2),
)  # fmt: skip
"""Of an interlaced picture: first column and line, steps between columns and lines."""


@dataclass(frozen=True)
class Form:
    """What the first chunk says of the pixels."""

    width: int
    height: int
    depth: int
    colours: int
    interlaced: bool

    @property
    def bits(self) -> int:
        """Bits of a pixel."""
        return self.depth * _CHANNELS[self.colours]

    def lines(self) -> Iterator[tuple[int, bool]]:
        """Give each line's bytes behind its filter, and whether it is the first of its pass."""
        if not self.interlaced:
            yield from self._stretch(self.width, self.height)
            return
        for left, top, across, down in _PASSES:
            width = -(-(self.width - left) // across)
            height = -(-(self.height - top) // down)
            if width > 0 and height > 0:
                yield from self._stretch(width, height)

    def _stretch(self, width: int, height: int) -> Iterator[tuple[int, bool]]:
        length = (width * self.bits + 7) // 8
        for place in range(height):
            yield length, place == 0


@dataclass(frozen=True)
class Png:
    """A PNG file without what the picture does not need; its pixels are still packed."""

    form: Form
    needed: Mapping[str, bytes]
    """The palette and the transparency, where it has them."""

    packed: Sequence[bytes]

    def lines(self) -> Iterator[tuple[bytes, bool]]:
        """Unpack line by line, its filter in front; say which is the first of its pass."""
        arriving = _Arriving(self.packed)
        for length, first in self.form.lines():
            line = arriving.take(length + 1)
            if line[0] > _LAST_FILTER:
                raise BadPictureError("A line of the PNG file cannot be read. Export it again.")
            yield line, first
        arriving.end()


def read(content: bytes) -> Png:
    """Return the parts of the file; BadPictureError says what is wrong with it."""
    chunks = _chunks(content)
    form = _form(next(chunks))
    needed: dict[str, bytes] = {}
    packed: list[bytes] = []
    for kind, body in chunks:
        if kind == "IDAT":
            packed.append(body)
        elif kind in ("PLTE", "tRNS") and not packed and kind not in needed:
            needed[kind] = body
        elif not ord(kind[0]) & _ANCILLARY and kind != "IEND":
            raise BadPictureError(f"The PNG file has a {kind} chunk out of place. Export it again.")
    _check_colours(form, needed)
    return Png(form, needed, packed)


def written(png: Png) -> bytes:
    """Return the file anew, every pixel unpacked and packed again."""
    form, packer = png.form, zlib.compressobj()
    pixels = [packer.compress(line) for line, _ in png.lines()]
    head = _HEADER.pack(
        form.width, form.height, form.depth, form.colours, 0, 0, int(form.interlaced)
    )
    chunks = [
        ("IHDR", head),
        *((kind, png.needed[kind]) for kind in ("PLTE", "tRNS") if kind in png.needed),
        ("IDAT", b"".join(pixels) + packer.flush()),
        ("IEND", b""),
    ]
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunks(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Give each chunk up to the end, its sum checked; what follows the end is never looked at."""
    at = len(SIGNATURE)
    while True:
        head = content[at : at + _HEAD_BYTES]
        if len(head) < _HEAD_BYTES:
            raise _cut_off()
        length, name = struct.unpack(">I4s", head)
        end = at + _HEAD_BYTES + length
        foot = content[end : end + _FOOT_BYTES]
        if len(foot) < _FOOT_BYTES:
            raise _cut_off()
        body = content[at + _HEAD_BYTES : end]
        if zlib.crc32(name + body) != int.from_bytes(foot):
            raise BadPictureError(
                "The PNG file is damaged: the checksum of a part is wrong. Export it again."
            )
        if not name.isalpha():
            raise BadPictureError("The PNG file has a part without a name. Export it again.")
        kind = name.decode("ascii")
        yield kind, body
        if kind == "IEND":
            return
        at = end + _FOOT_BYTES


def _form(first: tuple[str, bytes]) -> Form:
    kind, body = first
    if kind != "IHDR" or len(body) != _HEADER.size:
        raise BadPictureError("The PNG file does not begin as one. Export it again.")
    width, height, depth, colours, packing, filtering, interlacing = _HEADER.unpack(body)
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        raise BadPictureError(
            f"The picture says that it has {width} x {height} pixels. At most {MOST_SIDE} x"
            f" {MOST_SIDE} are taken: make it smaller."
        )
    if depth not in _DEPTHS.get(colours, ()) or packing or filtering or interlacing > 1:
        raise BadPictureError("The PNG file is of a form that does not exist. Export it again.")
    return Form(width, height, depth, colours, bool(interlacing))


def _check_colours(form: Form, needed: dict[str, bytes]) -> None:
    """Refuse a palette or a transparency that fits no picture; a mere hint is taken out."""
    palette, clear = needed.get("PLTE"), needed.get("tRNS")
    entries = len(palette or b"") // 3
    most = 1 << form.depth if form.colours == PALETTE else _MOST_COLOURS
    fits = palette is None or (len(palette) % 3 == 0 and 0 < entries <= most)
    if not fits or (palette is None and form.colours == PALETTE):
        raise BadPictureError("The palette of the PNG file is wrong. Export it again.")
    if form.colours != PALETTE:
        needed.pop("PLTE", None)
    lengths = {0: (2,), 2: (6,), PALETTE: range(1, entries + 1)}.get(form.colours, ())
    if clear is not None and len(clear) not in lengths:
        raise BadPictureError("The transparency of the PNG file is wrong. Export it again.")


class _Arriving:
    """Pixel data as it unpacks, never much more of it than the next line needs."""

    def __init__(self, packed: Sequence[bytes]) -> None:
        self._packed = iter([one for one in packed if one])
        self._unpacker = zlib.decompressobj()
        self._waiting = b""
        self._ready = bytearray()

    def take(self, length: int) -> bytes:
        """Return so many bytes."""
        while len(self._ready) < length:
            if not self._more():
                raise _cut_off()
        taken = bytes(self._ready[:length])
        del self._ready[:length]
        return taken

    def end(self) -> None:
        """Refuse what unpacks to more than the picture's own lines."""
        while not self._ready:
            if not self._more():
                break
        if self._ready:
            raise BadPictureError("The PNG file holds more pixels than it says. Export it again.")
        if not self._unpacker.eof:
            raise _cut_off()

    def _more(self) -> bool:
        """Unpack a little more; False once there is nothing left."""
        if self._unpacker.eof:
            return False
        if not self._waiting:
            self._waiting = next(self._packed, b"")
        try:
            # Without input as well: zlib may hold back what did not fit into the last block.
            found = self._unpacker.decompress(self._waiting, _BLOCK)
        except zlib.error:
            raise BadPictureError(
                "The pixels of the PNG file cannot be unpacked. Export it again."
            ) from None
        self._ready += found
        came = bool(self._waiting)
        self._waiting = self._unpacker.unconsumed_tail
        return came or bool(found)


def _cut_off() -> BadPictureError:
    return BadPictureError(
        "The PNG file ends before the picture does: it was cut off. Export and send it again."
    )


def _chunk(kind: str, body: bytes) -> bytes:
    name = kind.encode("ascii")
    return b"".join(
        (struct.pack(">I", len(body)), name, body, struct.pack(">I", zlib.crc32(name + body)))
    )
