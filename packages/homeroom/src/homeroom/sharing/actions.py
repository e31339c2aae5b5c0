"""Verbs that write what connections see; each runs inside a writing session of the roster.

Whoever calls them wraps them in the events that they cause: `events` stands above this feature
and opens a new connection's feed.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import msgspec
import sqlalchemy as sa
from pyroaring import BitMap64

from homeroom.foundation.database import Prepared, Session, insert, upsert
from homeroom.foundation.errors import ConflictError
from homeroom.roster import documents
from homeroom.sharing import bitmaps, steady
from homeroom.sharing.members import compute
from homeroom.sharing.models import connection, resource_link, view
from homeroom.sharing.queries import ENDED, active_views, connections_of
from homeroom.sharing.rules import (
    Definition,
    FieldAccess,
    Share,
    check_refusals,
    definition_of,
    view_key,
    write_definition,
)
from homeroom.sharing.selecting.rules import Rule, check_rules
from homeroom_wire.fields import Tier
from homeroom_wire.values import VERSIONS

_INSERT_CONNECTION: Final = insert(connection)
_NOT_CHOSEN: Final = {"launch_on": None, "limits": None, "pinned": None, "allowance": None}
_KEEP_VIEW: Final = upsert(view, replace=())
_KEEP_LINK: Final = upsert(resource_link, replace=("application",))
_END: Final = Prepared(
    sa.update(connection)
    .where(
        connection.c.district == sa.bindparam("of_district"),
        connection.c.connection == sa.bindparam("named"),
    )
    .values(state=sa.bindparam("new_state"))
)


_PUT_TYPE: Final = Prepared(
    sa.update(connection)
    .where(
        connection.c.district == sa.bindparam("of_district"),
        connection.c.connection == sa.bindparam("named"),
    )
    .values(tier=sa.bindparam("new_tier"))
)


def connect(  # noqa: PLR0913 - a connection is all of this, and each part is a choice
    session: Session,
    clock_ms: int,
    district: int,
    application: str,
    tier: Tier,
    share: Share,
    access: FieldAccess,
    *,
    events: bool,
    filters: tuple[Rule, ...] = (),
) -> str:
    """Connect an application to a district; return the connection's id.

    Its views and their members are there when the transaction commits. ConflictError if the
    application is connected already.
    """
    access = replace(access, tier=tier)
    _check(access, share, filters)
    _check_free(session, district, application)
    made = [definition_of(share, access, one, application, filters) for one in VERSIONS]
    keys = keep_views(session, district, made)
    name = f"{clock_ms // 1000:08x}{secrets.token_hex(8)}"
    row = {
        "district": district,
        "connection": name,
        "application": application,
        "state": "running",
        "tier": tier,
        "share": msgspec.json.encode(share, order="sorted").decode(),
        "fields": msgspec.json.encode(access, order="sorted").decode(),
        "events": int(events),
        "view_30": keys[0],
        "view_31": keys[1],
        "created_at": clock_ms,
        "filters": msgspec.json.encode(filters).decode() if filters else None,
        **_NOT_CHOSEN,
    }
    session.many(_INSERT_CONNECTION, [row])
    return name


def _check(access: FieldAccess, share: Share, filters: tuple[Rule, ...]) -> None:
    check_refusals(access)
    check_rules(share.rules)
    check_rules(filters)


def _check_free(session: Session, district: int, application: str) -> None:
    for other in connections_of(session, district):
        if other.application == application and other.state != ENDED:
            raise ConflictError("The application is connected to this district already")


def disconnect(session: Session, district: int, connection_id: str) -> None:
    """End a connection: from the commit on its token opens nothing (ruling R13)."""
    session.run(_END, of_district=district, named=connection_id, new_state=ENDED)


def put_type(session: Session, district: int, connection_id: str, tier: Tier) -> None:
    """The connection is of this integration type; what it sees by it, its agreement says."""
    session.run(_PUT_TYPE, of_district=district, named=connection_id, new_tier=tier)


def renew(
    session: Session,
    district: int,
    view_name: str,
    members_by_kind: dict[str, BitMap64],
    batch: int,
) -> None:
    """Store the members of a view as of a batch; `bitmaps.WHOLE_DISTRICT` names the district."""
    bitmaps.store(session, district, view_name, members_by_kind, batch)


def link_resource(
    session: Session, district: int, application: str, resource: int, courses: Iterable[int]
) -> None:
    """Map one of an application's resources to courses (data-api.md 6.5, ruling R45)."""
    named = {"district": district, "resource": resource, "application": application}
    named["batch"] = documents.newest_batch(session, district)
    rows = [named | {"course": course} for course in courses]
    session.many(_KEEP_LINK, rows)


def keep_views(session: Session, district: int, definitions: Sequence[Definition]) -> list[str]:
    """Store the views of a connection with their members; fields and version have none.

    A view that nobody followed for a while begins anew: what it remembered of hidden changes
    is of the time before.
    """
    members = compute(session, district, definitions[0])
    batch = documents.newest_batch(session, district)
    followed = {view.key for view in active_views(session, district)}
    keys = []
    for definition in definitions:
        key = view_key(definition)
        row = {"district": district, "view": key, "definition": write_definition(definition)}
        session.many(_KEEP_VIEW, [row])
        bitmaps.store(session, district, key, members, batch)
        if key not in followed:
            steady.forget(session, district, key)
        keys.append(key)
    return keys
