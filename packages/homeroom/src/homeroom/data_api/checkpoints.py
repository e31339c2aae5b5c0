"""`GET /checkpoints`: what a client that followed its feed must hold, as a count and a hash.

A path of this hub's own beside Clever's. It reads everything that the connection sees, so what
was worked out for a view and a batch is kept: whoever shares the view is answered from it.
"""

from typing import Final
from weakref import WeakKeyDictionary

import msgspec

from homeroom.data_api import events, paging, splice
from homeroom.data_api.asking import Asking
from homeroom.events.checkpoints import queries as checkpoints
from homeroom.events.checkpoints.queries import Figure, Reader
from homeroom.foundation.database import Session, Store
from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.ids import event_place, parse_id, wire_id
from homeroom.sharing.queries import View
from homeroom.web.answers import Answer

WORD: Final = "checkpoints"
_AT: Final = "at"
_KEPT: Final = 256
_Figures = dict[str, Figure]
_Key = tuple[int, str, int]

_known: Final[WeakKeyDictionary[Store, dict[_Key, _Figures]]] = WeakKeyDictionary()
"""By district, view and batch. What was seen at a batch never changes."""


def answer(asking: Asking, session: Session) -> Answer:
    """Answer with the counts and hashes as of an event, the newest if none is named."""
    events.check_open(asking, session)
    view = asking.view(session)
    reader = Reader(view, asking.grant.connection, asking.version, events.oldest(asking))
    at = _asked_at(asking)
    known: checkpoints.Former = {}
    if at is None:
        at = checkpoints.newest_event(session, reader)
    else:
        known = checkpoints.former(session, reader, at)
    if known:
        found = checkpoints.figures(session, view, known)
    else:
        found = _newest(asking, session, view, reader.moment(session))
    body = {
        "at": None if at is None else wire_id(at, view.district),
        "kinds": found,
    }
    itself = paging.self_link(asking.self_address, asking.query_string)
    return splice.one(msgspec.json.encode(body).decode(), itself)


def _newest(asking: Asking, session: Session, view: View, batch: int) -> _Figures:
    kept = _known.setdefault(asking.request.parts.store, {})
    key = (view.district, view.kept_as, batch)
    if key not in kept:
        if len(kept) >= _KEPT:
            kept.clear()
        kept[key] = checkpoints.figures(session, view, {})
    return kept[key]


def _asked_at(asking: Asking) -> int | None:
    """Return the event that was named; None if none was."""
    text = dict(asking.query).get(_AT)
    if text is None:
        return None
    parsed = parse_id(text)
    if parsed is None or event_place(parsed[0]) is None or parsed[1] != asking.grant.district:
        raise InvalidRequestError(
            f"Could not parse {_AT} '{text}'. It must be the id of an event of your feed."
        )
    return parsed[0]
