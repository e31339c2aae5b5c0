"""What an application must see of a district: worked out from its source, past the hub's views.

Of the hub only two things are asked: which ids its records have, and what is agreed for the
connection. What the agreement comes to is worked out by `lantern.expecting` alone, which shares
nothing with the hub's own way of doing so (certification.md 6.3).
"""

from collections.abc import Iterable
from typing import Any, Final

from homeroom.foundation.ids import wire_id
from homeroom.foundation.parts import Parts
from homeroom.oauth.queries import App
from homeroom.roster.queries import District
from homeroom.sandbox.admin.applications.connecting import connected_apps
from homeroom.sandbox.admin.districts.keys import ids_in
from homeroom.sandbox.admin.districts.queries import played_of
from homeroom.sandbox.admin.districts.source import source_of
from homeroom.sandbox.lantern.expecting import Reader, expected
from homeroom.sandbox.lantern.expecting.probe import as_json
from homeroom.sandbox.lantern.identifying import Ids
from homeroom.sandbox.lantern.records import Kind, Lantern
from homeroom.sandbox.lantern.sharing import WHOLE, Sharing
from homeroom.sharing.library.queries import live_installs_of
from homeroom.sharing.queries import Connection
from homeroom.sharing.rules import CONTACTS_SCOPE

_PEOPLE: Final[tuple[Kind, ...]] = ("students", "teachers")
_NOTHING: Final = (
    "districts", "schools", "terms", "courses", "sections", "users", "contacts",
)  # fmt: skip


def expected_of(parts: Parts, district: District, app: App) -> dict[str, Any]:
    """Return every record that the application may see of the district, and its fields."""
    source = source_of(played_of(parts, district))
    ids = ids_in(parts, district, source)
    link = next(
        (link for one, link in connected_apps(parts, district) if one.client_id == app.client_id),
        None,
    )
    records: dict[str, Any]
    if link is not None:
        reader = Reader(
            tier="secure_sync" if link.tier == "secure_sync" else "district_sso",
            roles=tuple(sorted(link.access.roles)),
            contacts=CONTACTS_SCOPE in link.access.scopes,
        )
        records = as_json(expected(source, _sharing_of(link, source, ids), ids, reader))
    elif "library" in app.declared.types:
        reader = Reader(tier="library", installed=_installed(parts, district, app, source, ids))
        records = as_json(expected(source, WHOLE, ids, reader))
    else:
        records = {kind: [] for kind in _NOTHING}
    return {"district": district.id, "records": records}


def _sharing_of(link: Connection, source: Lantern, ids: Ids) -> Sharing:
    """Return what a connection is given, in the source's keys."""
    share, off = link.share, {"staff": "staff", "district_admin": "district_admins"}
    left_out = {wire_id(rid, link.district) for rid in share.excluded}
    types = {word for role, word in off.items() if role not in link.access.roles}
    schools = {wire_id(rid, link.district) for rid in share.schools}
    sections = {value for rule in link.filters for one in rule.filters for value in one.values}
    students, teachers = (_keys(source, ids, kind, "users", left_out) for kind in _PEOPLE)
    return Sharing(
        schools=None
        if share.kind == "district"
        else tuple(sorted(_keys(source, ids, "schools", "schools", schools))),
        students_off=students,
        teachers_off=teachers,
        sections_off=_keys(source, ids, "sections", "sections", sections),
        types_off=frozenset(types | (set() if share.contacts else {"contacts"})),
        fields_off=link.access.refused,
    )


def _keys(source: Lantern, ids: Ids, kind: Kind, of: str, named: Iterable[str]) -> frozenset[str]:
    wanted = set(named)
    return frozenset(key for key in source.keyed(kind) if ids(of, key) in wanted)


def _installed(
    parts: Parts, district: District, app: App, source: Lantern, ids: Ids
) -> tuple[str, ...]:
    """Return the keys of the teachers who added the application."""
    with parts.store.roster.reading() as session:
        found = {
            wire_id(one.teacher, district.number)
            for one in live_installs_of(session, district.number)
            if one.application == app.application
        }
    return tuple(sorted(_keys(source, ids, "teachers", "users", found)))
