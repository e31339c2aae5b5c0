"""Whatever the district and the share: no field and no person too many, each record once."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap64

from homeroom.foundation.database import Session, Store
from homeroom.foundation.ids import parse_id
from homeroom.roster import documents
from homeroom.sharing import actions, views
from homeroom.sharing.members import compute
from homeroom.sharing.rules import FieldAccess, Share, cut, definition_of, lens_of
from homeroom.sharing.views import Ask, View
from homeroom_wire.fields import FIELDS, KINDS, OPT_INS, SCOPES, allowed
from homeroom_wire.values import ROLES, VERSIONS, Version
from tests.support.district_rows import DISTRICT, DistrictRows

_ONE_STORE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
_numbers = itertools.count(DISTRICT)
"""One store serves all examples of a test; each has a district of its own in it."""

_NEVER = {"id", "district", "roles", *(f"roles.{role}" for role in ROLES)}
_REFUSABLE = sorted(
    f"{kind}.{row.path.replace('[]', '')}"
    for kind in KINDS
    for row in FIELDS[kind]
    if row.path.replace("[]", "") not in _NEVER
)
_EXTRA = {
    "ell_status": "Y",
    "frl_status": "Other",
    "iep_status": "N",
    "home_language": "Basque",
    "home_language_code": "eus",
    "gifted_status": "Y",
    "disability": {"disability_code": "oi", "disability_type": "Orthopedic impairment"},
    "preferred_name": {"first": "Ada"},
    "weighted_gpa": "3.1",
    "ext": {"Bus": "12", "": ""},
}


@st.composite
def districts(draw: st.DrawFn) -> DistrictRows:
    rows = DistrictRows(next(_numbers))
    rows.district()
    schools = [rows.school(f"S{n}") for n in range(draw(st.integers(1, 4)))]
    courses = [rows.course(f"C{n}") for n in range(2)]
    some_schools = st.lists(st.sampled_from(schools), min_size=1, max_size=2, unique=True)
    students = [
        rows.student(*draw(some_schools), extra=draw(st.sampled_from([None, _EXTRA])))
        for _ in range(draw(st.integers(0, 6)))
    ]
    teachers = [
        rows.teacher(*draw(some_schools), staff_at=draw(st.sampled_from([(), schools[:1]])))
        for _ in range(draw(st.integers(0, 3)))
    ]
    for _ in range(draw(st.integers(0, 2))):
        rows.staff(*draw(some_schools))
        rows.administrator()
    for _ in range(draw(st.integers(0, 3)) if students else 0):
        rows.contact(*draw(st.lists(st.sampled_from(students), min_size=1, unique=True)))
    for _ in range(draw(st.integers(0, 4))):
        rows.section(
            draw(st.sampled_from(schools)),
            draw(st.lists(st.sampled_from(teachers), unique=True)) if teachers else [],
            draw(st.lists(st.sampled_from(students), unique=True)) if students else [],
            draw(st.sampled_from([None, *courses])),
        )
    return rows


def shares_of(rows: DistrictRows) -> st.SearchStrategy[Share]:
    users = st.sampled_from(rows.of_kind("users")) if rows.of_kind("users") else st.nothing()
    return st.builds(
        Share,
        kind=st.sampled_from(["district", "schools"]),
        schools=st.frozensets(st.sampled_from(rows.of_kind("schools"))),
        staff=st.booleans(),
        administrators=st.booleans(),
        contacts=st.booleans(),
        excluded=st.frozensets(users, max_size=2)
        if rows.of_kind("users")
        else st.just(frozenset()),
    )


accesses = st.builds(
    FieldAccess,
    tier=st.sampled_from(["secure_sync", "district_sso"]),
    scopes=st.frozensets(st.sampled_from(SCOPES)),
    opt_ins=st.frozensets(st.sampled_from(OPT_INS)),
    refused=st.frozensets(st.sampled_from(_REFUSABLE), max_size=4),
    roles=st.frozensets(st.sampled_from(ROLES), min_size=1),
)
versions = st.sampled_from(VERSIONS)


def paths_in(value: Any, at: str = "") -> Iterator[str]:
    """Every path of a document, written as the field table writes it."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield from paths_in(item, f"{at}[]")
    elif isinstance(value, dict):
        for key, inside in value.items():
            path = f"{at}.{key}" if at else key
            yield path
            if not path.endswith("ext"):
                yield from paths_in(inside, path)


def permitted(kind: str, access: FieldAccess, version: Version) -> set[str]:
    """The paths that may be there, worked out from the table without the product's masks."""
    table = allowed(kind, access.tier, version, access.scopes | access.opt_ins)
    off = [one.removeprefix(f"{kind}.") for one in access.refused if one.startswith(f"{kind}.")]
    return {
        path
        for path in table
        if not any((path.replace("[]", "") + ".").startswith(f"{one}.") for one in off)
    }


@given(st.data(), districts(), accesses, versions)
def test_no_field_outside_the_allowed_ones_is_ever_sent(
    data: st.DataObject, rows: DistrictRows, access: FieldAccess, version: Version
) -> None:
    share = data.draw(shares_of(rows))
    definition = definition_of(share, access, version, "")
    everyone = BitMap64(rows.of_kind("users"))
    people = {"users.student": everyone, "users.teacher": everyone}
    lens = lens_of(definition, rows.number, people)

    for rid, row in rows.rows.items():
        extra = json.dumps(row.extra) if row.extra else None
        found = cut(row.kind, rows.body(rid), extra, lens, row.roles or -1)
        held = json.loads(found)

        assert set(paths_in(held)) <= permitted(row.kind, access, version)
        assert "id" not in permitted(row.kind, access, version) or held["id"] == rows.id(rid)
        if row.kind == "users":
            assert set(held["roles"]) <= access.roles
            assert version == "v3.1" or '"Basque"' not in found


@given(st.data(), districts(), accesses, versions)
def test_cutting_what_was_cut_changes_nothing(
    data: st.DataObject, rows: DistrictRows, access: FieldAccess, version: Version
) -> None:
    definition = definition_of(data.draw(shares_of(rows)), access, version, "")
    some = BitMap64(rows.of_kind("users")[::2])
    people = {"users.student": some, "users.teacher": some}
    lens = lens_of(definition, rows.number, people)

    for rid, row in rows.rows.items():
        extra = json.dumps(row.extra) if row.extra else None
        once = cut(row.kind, rows.body(rid), extra, lens)

        assert cut(row.kind, once, None, lens) == once
        # Knowing the roles saves work and alters nothing.
        assert json.loads(cut(row.kind, rows.body(rid), extra, lens, row.roles)) == json.loads(once)


def connect(session: Session, rows: DistrictRows, share: Share, access: FieldAccess) -> View:
    name = actions.connect(
        session, 0, rows.number, "app", "secure_sync", share, access, events=False
    )
    return views.view_of(session, rows.number, name, "v3.1")


def hidden_from(rows: DistrictRows, share: Share, access: FieldAccess) -> set[str]:
    """Ids of people who may appear nowhere, by a plain reading of the rule over the documents."""
    roles = set(access.roles)
    roles -= set() if share.staff or share.kind == "schools" else {"staff"}
    roles -= set() if share.administrators else {"district_admin"}
    roles -= set() if share.contacts and SCOPES[0] in access.scopes else {"contact"}
    users = {rows.rows[rid].body["id"]: rows.rows[rid].body for rid in rows.of_kind("users")}
    chosen = {rows.id(rid) for rid in share.schools}
    enrolled = {
        person
        for rid in rows.of_kind("sections")
        if (body := rows.rows[rid].body)["school"] in chosen
        for role in ("students", "teachers")
        if role[:-1] in roles
        for person in body[role]
    }
    seen = {name: _is_seen(body["roles"], roles, share, chosen) for name, body in users.items()}
    seen |= dict.fromkeys(enrolled, True) if share.kind == "schools" else {}
    seen |= {rows.id(rid): False for rid in share.excluded}
    for name, body in users.items():
        if (contact := body["roles"].get("contact")) and seen[name]:
            seen[name] = any(seen[one["student"]] for one in contact["student_relationships"])
    return {name for name, is_seen in seen.items() if not is_seen}


def _is_seen(held: dict[str, Any], roles: set[str], share: Share, chosen: set[str]) -> bool:
    mine = set(held) & roles
    if share.kind == "district" or mine & {"contact", "district_admin"}:
        return bool(mine)
    return any(chosen & set(held[role]["schools"]) for role in mine)


@_ONE_STORE
@given(st.data(), districts(), accesses)
def test_a_view_shows_exactly_the_people_of_its_rule(
    store: Store, data: st.DataObject, rows: DistrictRows, access: FieldAccess
) -> None:
    share = data.draw(shares_of(rows))
    with store.roster.writing() as session:
        rows.write(session)
        view = connect(session, rows, share, access)
        hidden = hidden_from(rows, share, access)

        users = views.page(session, view, Ask("users", limit=1000)).bodies
        others = [
            body
            for kind in ("schools", "sections", "courses", "terms")
            for body in views.page(session, view, Ask(kind, limit=1000)).bodies
        ]

    everyone = {rows.id(rid) for rid in rows.of_kind("users")}
    assert {json.loads(body)["id"] for body in users} == everyone - hidden
    assert not [name for name in hidden for body in (*users, *others) if name.encode() in body]


@_ONE_STORE
@given(st.data(), districts(), accesses)
def test_chosen_schools_show_no_more_than_the_district(
    store: Store, data: st.DataObject, rows: DistrictRows, access: FieldAccess
) -> None:
    chosen = data.draw(shares_of(rows))
    share = Share("schools", chosen.schools, staff=True, excluded=chosen.excluded)
    whole = Share("district", staff=True, excluded=chosen.excluded)
    with store.roster.writing() as session:
        rows.write(session)
        small = compute(session, rows.number, definition_of(share, access, "v3.1", ""))
        large = compute(session, rows.number, definition_of(whole, access, "v3.1", ""))

    for kind, members in small.items():
        plain = kind.partition(".")[0]
        assert members <= large.get(kind, BitMap64(rows.of_kind(plain)))


@_ONE_STORE
@given(st.data(), districts(), accesses, st.integers(1, 5))
def test_pages_visit_each_member_once_and_backwards_is_the_reverse(
    store: Store, data: st.DataObject, rows: DistrictRows, access: FieldAccess, limit: int
) -> None:
    share = data.draw(shares_of(rows))
    kind = data.draw(st.sampled_from(["users", "schools", "sections"]))
    role = data.draw(st.sampled_from([None, *ROLES])) if kind == "users" else None
    with store.roster.writing() as session:
        rows.write(session)
        view = connect(session, rows, share, access)
        everything = views.page(session, view, Ask(kind, role=role, limit=10_000)).bodies
        forward = list(_forward(session, view, Ask(kind, role=role, limit=limit)))
        backward = list(_backward(session, view, Ask(kind, role=role, limit=limit)))
        number = views.count(session, view, Ask(kind, role=role))

    assert forward == everything
    assert backward == everything[::-1]
    assert number == len(everything)
    ids = [json.loads(body)["id"] for body in everything]
    assert ids == sorted(set(ids))


def _forward(session: Session, view: View, ask: Ask) -> Iterator[bytes]:
    after = documents.BEFORE_ALL
    while True:
        page = views.page(session, view, Ask(ask.kind, role=ask.role, limit=ask.limit, after=after))
        yield from page.bodies
        if not page.more_after:
            return
        after = rid_in(page.bodies[-1])


def _backward(session: Session, view: View, ask: Ask) -> Iterator[bytes]:
    page = views.page(session, view, Ask(ask.kind, role=ask.role, limit=ask.limit, last=True))
    while True:
        yield from reversed(page.bodies)
        if not page.more_before:
            return
        before = rid_in(page.bodies[0])
        page = views.page(
            session, view, Ask(ask.kind, role=ask.role, limit=ask.limit, before=before)
        )


def rid_in(body: str | bytes) -> int:
    parsed = parse_id(json.loads(body)["id"])
    assert parsed is not None
    return parsed[0]
