"""Files out of a multipart/form-data body that lies on disk, without holding them in memory.

Only what form uploads need (RFC 7578): parts with a file name. A name is taken as a place among
the district's files and never becomes a path.
"""

import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from homeroom.foundation.errors import InvalidRequestError

_BOUNDARY: Final = re.compile(rb'boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))', re.IGNORECASE)
_FILE_NAME: Final = re.compile(rb'filename="((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_FIELD_NAME: Final = re.compile(rb'[;\s]name="((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_LONGEST_HEAD: Final = 8192
_BLOCK: Final = 1 << 20


def parts(body: Path, content_type: bytes, folder: Path) -> dict[str, Path]:
    """Write each file of the body into `folder`; return them under the names they were sent by.

    A side file keeps its folder (`extensionfields/students_ext.csv`); any other path in a name
    is what a browser or a careless client added, so only its end counts.
    """
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise InvalidRequestError("The multipart body has no boundary", "multipart")
    boundary = b"--" + (found[1] or found[2])
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    with body.open("rb") as handle:
        if not handle.seek(0, 2):
            raise InvalidRequestError("The request has no body", "empty_body")
        with mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as content:
            for name, start, end in _stretches(content, boundary):
                if name in files:
                    raise InvalidRequestError(f"{name} was sent twice", "file_twice")
                path = folder / f"{len(files):03d}"
                _write(content, start, end, path)
                files[name] = path
    return files


def _stretches(content: mmap.mmap, boundary: bytes) -> Iterator[tuple[str, int, int]]:
    at = content.find(boundary)
    if at != 0 and content[max(at - 2, 0) : at] != b"\r\n":
        raise InvalidRequestError(
            "The multipart body does not begin with its boundary", "multipart"
        )
    while content[at + len(boundary) : at + len(boundary) + 2] != b"--":
        head = content.find(b"\r\n\r\n", at, at + _LONGEST_HEAD)
        following = content.find(b"\r\n" + boundary, max(head, 0))
        if head < 0 or following < 0:
            raise InvalidRequestError("The multipart body ended early", "multipart")
        name = _name(content[at:head])
        if name:
            yield name, head + 4, following
        at = following + 2


def _name(head: bytes) -> str:
    found = _FILE_NAME.search(head)
    if found is None:
        return ""
    name = found[1].decode("utf-8", "replace").replace("\\", "/")
    field = _FIELD_NAME.search(head)
    sent = field[1].decode("utf-8", "replace") if field else ""
    if sent.startswith("extensionfields/") and "/" not in name:
        return f"extensionfields/{name}"
    return name if name.startswith("extensionfields/") else name.rpartition("/")[2]


def _write(content: mmap.mmap, start: int, end: int, path: Path) -> None:
    with path.open("wb") as out:
        for place in range(start, end, _BLOCK):
            out.write(content[place : min(place + _BLOCK, end)])
