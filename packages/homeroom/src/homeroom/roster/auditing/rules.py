"""How an entry is chained to the one before it. Pure."""

import hashlib
import json
from typing import Final, NamedTuple

FIRST: Final = ""
"""What the first entry is chained to."""


class Entry(NamedTuple):
    """One decision of a district's team."""

    position: int
    at: int
    who: str
    action: str
    subject: str
    detail: str
    link: str = ""


def link_of(before: str, entry: Entry) -> str:
    """Return the entry's link: a hash over all it says and the link before it."""
    said = json.dumps([before, *entry._replace(link="")], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
