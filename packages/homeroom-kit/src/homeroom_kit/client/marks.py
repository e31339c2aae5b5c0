"""Attendance read to its end (data-api.md 9): plain objects, and cursors that nobody can make.

Where other lists are asked for what follows a page without `next`, this one is believed: its
cursor is opaque, so there is nothing to ask with.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from homeroom_kit.client.pages import following_of, query_of
from homeroom_kit.client.sending import Sending
from homeroom_kit.errors import UNREADABLE, RetryError
from homeroom_wire.attendance import Attendance, AttendancePage

__all__ = ["LARGEST_PAGE", "marks"]

LARGEST_PAGE: Final = 1_000

_decode: Final = msgspec.json.Decoder(AttendancePage).decode


def marks(
    sending: Sending, path: str, query: Mapping[str, str | list[str]], size: int
) -> Iterator[Attendance]:
    """Give every mark, by day, student, section and school.

    Raises:
        RetryError: A page is no page, or the list leads in a circle.
    """
    sized = {"limit": str(min(size, LARGEST_PAGE))}
    asked, gone = dict(query), set[str]()
    while True:
        body = sending.get(path, asked | sized)
        try:
            page = _decode(body)
        except UNREADABLE as odd:
            raise RetryError(
                "not_a_page", f"{path}: the hub's answer is no page of attendance ({odd})."
            ) from odd
        yield from page.data
        following = following_of(page.links)
        if following is None:
            return
        if following in gone:
            raise RetryError("paging_circle", f"{path}: `next` leads back to {following}")
        gone.add(following)
        asked = query_of(following)
