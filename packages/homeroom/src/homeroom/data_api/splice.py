"""Answers spliced from stored wire text; no record is decoded or written again.

Every document begins with `{"id":"<24 hex>"`, so its address needs no look into it.
"""

import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from homeroom.web.answers import JSON_TYPE, Answer, json_chunks, json_text

_ID: Final = slice(7, 31)
CHUNK: Final = 500
"""Records in a piece of a big answer (house.md 2)."""

BIG: Final = 256 * 1024
"""Characters from which an answer goes out in pieces, compressed if the client asks."""


def id_in(body: str | bytes) -> str:
    """Return the id at the head of a document."""
    found = body[_ID]
    return found if isinstance(found, str) else found.decode()


def ids_in(bodies: Sequence[bytes]) -> list[bytes]:
    """Return the ids at the heads of documents."""
    return [body[_ID] for body in bodies]


def one(body: str, links: str) -> Answer:
    """Answer with one object."""
    return _tagged(f'{{"data":{body},"links":[{links}]}}'.encode())


def page(version: str, kind: str, bodies: Sequence[bytes], links: str) -> Answer:
    """Answer with a page: each element wrapped with its canonical address (data-api.md 3.1)."""
    start = f',"uri":"/{version}/{kind}/'.encode()
    if len(bodies) > CHUNK or sum(map(len, bodies)) >= BIG:
        return json_chunks(_pieces(start, bodies, links))
    # A tag would cost as much as the splicing, and nobody may rely on one (data-api.md 1.1).
    return json_text(b'{"data":[' + _elements(start, bodies) + _end(links))


def plain_page(objects: Sequence[str], links: str) -> Answer:
    """Answer with a list of plain objects, as attendance has them; no links, no key."""
    tail = f',"links":[{links}]' if links else ""
    return json_text(f'{{"data":[{",".join(objects)}]{tail}}}'.encode())


def count(number: int, links: str) -> Answer:
    """Answer with a count, without any data (ruling R1)."""
    return json_text(f'{{"count":{number},"links":[{links}]}}'.encode())


def _elements(start: bytes, bodies: Sequence[bytes]) -> bytes:
    if not bodies:
        return b""
    # Each kind of piece is laid into its places at once, and all are joined at once: no loop.
    pieces = [b'"},{"data":', b"", start, b""] * len(bodies)
    pieces[1::4] = bodies
    pieces[3::4] = ids_in(bodies)
    pieces[0] = b'{"data":'
    return b"".join((*pieces, b'"}'))


def _end(links: str) -> bytes:
    return f'],"links":[{links}]}}'.encode()


def _pieces(start: bytes, bodies: Sequence[bytes], links: str) -> Iterator[bytes]:
    before = b'{"data":['
    for at in range(0, len(bodies), CHUNK):
        yield before + _elements(start, bodies[at : at + CHUNK])
        before = b","
    yield _end(links)


def _tagged(body: bytes) -> Answer:
    """Add a weak tag; no 304 is promised (data-api.md 1.1, Q-34)."""
    tag = b'W/"%x-%08x"' % (len(body), zlib.crc32(body))
    return Answer(200, (JSON_TYPE, (b"etag", tag)), body)
