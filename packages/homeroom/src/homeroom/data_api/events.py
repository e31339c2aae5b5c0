"""The feed over HTTP: `/events` and `/events/{id}` (data-api.md 7).

Events were cut to what their reader may see when they were written, so they leave as they are
stored; here they only get their envelope. `previous_attributes` sits beside `object`, where
Clever's traffic has it, whatever the public schema files draw (ruling R3).
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from homeroom.data_api import links, paging, splice
from homeroom.data_api.asking import Asking, not_found
from homeroom.data_api.paging import Edges, PageRequest
from homeroom.events import queries as feeds
from homeroom.events.queries import EventRow, FeedAsk
from homeroom.foundation.clock import wire_time
from homeroom.foundation.database import Session
from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.ids import parse_id, seconds_of, wire_id
from homeroom.roster import queries as rosters
from homeroom.sharing.disclosing.collecting import give, give_by
from homeroom.sharing.disclosing.rules import KINDS, as_given
from homeroom.sharing.queries import is_kept
from homeroom.web.answers import Answer

RECORD_TYPES: Final = frozenset(
    {"courses", "districts", "resources", "schools", "sections", "terms", "users"}
)
_PAGED: Final = (*paging.PAGING_NAMES, "count")


def page(asking: Asking, session: Session) -> Answer:
    """Answer with a page of the caller's feed, oldest first."""
    check_open(asking, session)
    asked = PageRequest.from_query(asking.query, _PAGED)
    ask = _feed_ask(asking, asked)
    grant = asking.grant
    if asked.count:
        number = feeds.count(session, grant.district, grant.connection, asking.version, ask)
        return splice.count(number, paging.self_link(asking.self_address, asking.query_string))
    found = feeds.feed(session, grant.district, grant.connection, asking.version, ask)
    _gives(asking, session, found.rows)
    bodies = [wire_text(row, grant.district).encode() for row in found.rows]
    edges = Edges()
    if bodies:
        more = found.more_before if asked.backward else found.more_after
        edges = Edges.of(asked, splice.id_in(bodies[0]), splice.id_in(bodies[-1]), more=more)
    address = f"/{asking.version}/events"
    made = paging.links(asking.self_address, address, asking.query_string, edges)
    return splice.page(asking.version, "events", bodies, made)


def one(asking: Asking, session: Session) -> Answer:
    """Answer with one event of the caller's own feed."""
    check_open(asking, session)
    grant = asking.grant
    event = asking.rid_of(asking.segments[1])
    row = feeds.event_named(
        session, grant.district, grant.connection, asking.version, event, oldest(asking)
    )
    if row is None:
        raise not_found()
    _gives(asking, session, [row])
    body = wire_text(row, grant.district)
    address = f"/{asking.version}/events/{splice.id_in(body)}"
    return splice.one(body, links.record_links(address, ()))


def _gives(asking: Asking, session: Session, rows: Sequence[EventRow]) -> None:
    """Record that the caller is given the objects of these events, as their logs were cut."""
    parts, reader = asking.request.parts, asking.reader
    told: dict[tuple[str, str], list[EventRow]] = {}
    for row in rows:
        if row.kind in KINDS:
            told.setdefault((row.log, row.kind), []).append(row)
    for (log, kind), some in told.items():
        ids = [splice.id_in(row.object) for row in some]
        if is_kept(session, reader.district, log):
            give(parts, reader, log, kind, "".join(ids).encode())
        else:
            texts = [text for row in some for text in (row.object, row.previous) if text]
            terms = as_given(asking.view(session).definition, kind, texts)
            give_by(parts, reader, terms, kind, ids)


def check_open(asking: Asking, session: Session) -> None:
    """Refuse whoever may not read events: only Secure Sync, and only who opted in (Q-11)."""
    connection = asking.connection(session)
    if connection.tier != "secure_sync" or not connection.events:
        raise not_found()


def _feed_ask(asking: Asking, asked: PageRequest) -> FeedAsk:
    district = asking.grant.district
    after, before = asked.starting_after, asked.ending_before
    return FeedAsk(
        after=None if after is None else paging.cursor_rid(after, district),
        before=None if before is None else paging.cursor_rid(before, district, before=True),
        last=asked.last,
        limit=asked.limit,
        school=_school(asking),
        kinds=_kinds(asking),
        oldest=oldest(asking),
    )


def _school(asking: Asking) -> str | None:
    """Return the school that was asked for; one that is unknown has no events (Q-30)."""
    text = dict(asking.query).get("school")
    if text is not None and parse_id(text) is None:
        raise InvalidRequestError(
            f"Could not parse school '{text}'. It must be an id of 24 hexadecimal digits."
        )
    return text


def _kinds(asking: Asking) -> frozenset[str]:
    """Return the record types asked for; empty for all. The names of v2 are 400 (Q-30)."""
    given = [value for name, value in asking.query if name == "record_type"]
    for value in given:
        if value not in RECORD_TYPES:
            raise InvalidRequestError(
                f"Could not parse record_type '{value}'. It must be one of "
                f"{', '.join(sorted(RECORD_TYPES))}."
            )
    return frozenset(given)


def oldest(asking: Asking) -> int:
    """Return the second before which events are gone, by the district's clock (ruling R26)."""
    parts = asking.request.parts
    now = int(parts.clock.now().timestamp())
    if parts.settings.sandbox:
        # Only a sandbox's districts have clocks of their own.
        with parts.store.control.reading() as session:
            offsets = {one.number: one.clock_offset_seconds for one in rosters.districts(session)}
        now += offsets.get(asking.grant.district, 0)
    return now - feeds.RETENTION_SECONDS


def wire_text(row: EventRow, district: int) -> str:
    """Write the event's envelope around its stored object; `created` is its id's own second."""
    created = wire_time(datetime.fromtimestamp(seconds_of(row.event), UTC))
    before = "" if row.previous is None else f',"previous_attributes":{row.previous}'
    return (
        f'{{"id":"{wire_id(row.event, district)}","type":"{row.kind}.{row.action}",'
        f'"created":"{created}","data":{{"object":{row.object}{before}}}}}'
    )
