"""What a record holds, as paths and values, and what it held before, for as long as that is kept.

The versions are those that each batch replaced (`kept_document`, 30 days). A path is that of the
wire with dots, places of a list in brackets: `roles.student.grade`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.roster.models import kept_document

_UNTOLD: Final = frozenset({"last_modified"})
"""Every version has another; that is no change by itself."""

_VERSIONS: Final = Prepared(
    sa.select(kept_document.c.batch, kept_document.c.body, kept_document.c.extra)
    .where(
        kept_document.c.district == sa.bindparam("district"),
        kept_document.c.kind == sa.bindparam("kind"),
        kept_document.c.rid == sa.bindparam("rid"),
    )
    .order_by(kept_document.c.batch)
)


class Kept(NamedTuple):
    """A version that a batch replaced; without a body the batch created the record."""

    batch: int
    body: str | None
    extra: str | None


class Difference(NamedTuple):
    """One value that is another now; None: it was, or is, not there at all."""

    path: str
    before: str | None
    after: str | None


def kept_versions(session: Session, district: int, kind: str, rid: int) -> list[Kept]:
    """Return the versions of a record that were replaced, the oldest first."""
    return [Kept(*row) for row in session.all(_VERSIONS, district=district, kind=kind, rid=rid)]


def values_in(body: str, extra: str | None) -> dict[str, str]:
    """Return every value of a document by its path, the opt-in fields too."""
    found = dict(_flat("", json.loads(body)))
    return found | dict(_flat("", json.loads(extra))) if extra else found


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Return what is different between two sets of values, in the order of their paths."""
    return [
        Difference(path, before.get(path), after.get(path))
        for path in dict.fromkeys((*before, *after))
        if before.get(path) != after.get(path) and path not in _UNTOLD
    ]


def _flat(at: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{at}.{key}" if at else key, inner)
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for place, inner in enumerate(value):
            yield from _flat(f"{at}[{place}]", inner)
    elif isinstance(value, list):
        yield at, ", ".join(map(str, value))
    elif isinstance(value, bool):
        yield at, "yes" if value else "no"
    else:
        yield at, str(value)
