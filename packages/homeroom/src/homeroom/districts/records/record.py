"""One record: what it belongs to, what became of it, and what applications are given of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import msgspec

from homeroom.districts.records.tabs import TABS, name_of
from homeroom.districts.sharing import words
from homeroom.districts.sharing.connected import Connected
from homeroom.events.queries import causes_of
from homeroom.foundation.database import Session
from homeroom.foundation.ids import parse_id, wire_id
from homeroom.roster.documents import Document, documents_named, neighbours
from homeroom.roster.history.versions import Difference, differences, kept_versions, values_in
from homeroom.sharing import views
from homeroom.sharing.queries import view_of
from homeroom.sharing.selecting.explaining import Explanation, explain
from homeroom_wire.roles import ROLE_BITS
from homeroom_wire.values import VERSIONS

LISTED: Final = 50
"""Neighbours that a page lists of one sort."""


class Link(NamedTuple):
    """A record that another leads to."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True)
class Group:
    """Records of one sort beside a record: the first of them, and how many there are."""

    label: str
    links: tuple[Link, ...]
    total: int
    kind: str = ""
    """The tab in which all of them are found by school; "" if there is none."""


class Change(NamedTuple):
    """What one batch did to a record."""

    at: int
    """Milliseconds by the district's clock."""

    cause: str
    run: str | None
    created: bool
    values: tuple[Difference, ...]


@dataclass(frozen=True)
class Given:
    """What one application is given of a record."""

    application: str
    name: str
    sees: bool
    reasons: tuple[str, ...]
    values: dict[str, str]


# ---------------------------------------------------------------- memberships


def groups_of(session: Session, district: int, kind: str, document: Document) -> list[Group]:
    """Return the records that this one belongs to, or that belong to it."""
    body = msgspec.json.decode(document.body)
    found = {
        "users": _of_user,
        "sections": _of_section,
        "schools": _of_school,
        "courses": _of_sections,
        "terms": _of_sections,
    }[kind]
    return [one for one in found(session, district, kind, document.rid, body) if one.total]


def _of_user(session: Session, district: int, _: str, rid: int, body: Any) -> Iterator[Group]:
    roles = body.get("roles", {}).values()
    ids = [one for role in roles for one in (role.get("school"), *(role.get("schools") or ()))]
    yield _named(session, district, "Schools", "schools", _rids(ids))
    for label, relation, kind in (
        ("Sections", "sections", "sections"),
        ("Contacts", "contacts", "users"),
        ("Students", "students", "users"),
    ):
        found = neighbours(session, district, "users", rid, relation)
        yield _named(session, district, label, kind, found.tolist())


def _of_section(session: Session, district: int, _: str, __: int, body: Any) -> Iterator[Group]:
    places = (("School", "schools", "school"), ("Course", "courses", "course"),
              ("Term", "terms", "term_id"))  # fmt: skip
    for label, kind, key in places:
        yield _named(session, district, label, kind, _rids([body.get(key)]))
    primary = _rids([body.get("teacher")])
    yield _named(session, district, "Primary teacher", "users", primary)
    others = [one for one in _rids(body.get("teachers", ())) if one not in primary]
    yield _named(session, district, "Other teachers", "users", others)
    yield _named(session, district, "Students", "users", _rids(body.get("students", ())))


def _of_school(session: Session, district: int, kind: str, rid: int, _: Any) -> Iterator[Group]:
    sections = neighbours(session, district, kind, rid, "sections").tolist()
    yield _named(session, district, "Sections", "sections", sections, "sections")
    people = neighbours(session, district, kind, rid, "users").tolist()
    by_role: dict[str, list[int]] = {}
    for one in documents_named(session, district, "users", people):
        for role, bit in ROLE_BITS.items():
            if one.roles & bit:
                by_role.setdefault(role, []).append(one.rid)
    for name in ("students", "teachers", "staff"):
        theirs = by_role.get(TABS[name].role, [])
        yield _named(session, district, name.capitalize(), "users", theirs, name)


def _of_sections(session: Session, district: int, kind: str, rid: int, _: Any) -> Iterator[Group]:
    sections = neighbours(session, district, kind, rid, "sections").tolist()
    yield _named(session, district, "Sections", "sections", sections)


def _rids(ids: Iterable[Any]) -> list[int]:
    parsed = (parse_id(one) for one in ids if isinstance(one, str))
    return list(dict.fromkeys(one[0] for one in parsed if one is not None))


def _named(  # noqa: PLR0913 - a group is all of this
    session: Session, district: int, label: str, kind: str, rids: list[int], tab: str = ""
) -> Group:
    rows = documents_named(session, district, kind, rids[:LISTED])
    links = [
        Link(kind, wire_id(one.rid, district), name_of(msgspec.json.decode(one.body)))
        for one in rows
    ]
    links.sort(key=lambda one: (one.name.casefold(), one.id))
    return Group(label, tuple(links), len(rids), tab)


# ---------------------------------------------------------------- history


def history_of(session: Session, district: int, kind: str, document: Document) -> list[Change]:
    """Return what became of a record within the days that are kept, the newest first."""
    versions = kept_versions(session, district, kind, document.rid)
    causes = causes_of(session, district, (one.batch for one in versions))
    after = values_in(document.body, document.extra)
    found = []
    for one in reversed(versions):
        before = values_in(one.body, one.extra) if one.body is not None else {}
        told = () if one.body is None else tuple(differences(before, after))
        cause, run = causes.get(one.batch, ("", None))
        found.append(Change(one.batch * 1000, cause, run, one.body is None, told))
        after = before
    return found


# ---------------------------------------------------------------- applications


def given_to(
    session: Session, district: int, kind: str, rid: int, connections: Iterable[Connected]
) -> list[Given]:
    """Return what each application is given of a record, and by which rule."""
    return [_given(session, district, kind, rid, one) for one in connections]


def _given(session: Session, district: int, kind: str, rid: int, of: Connected) -> Given:
    view = view_of(session, district, of.connection.id, VERSIONS[-1])
    body = views.one(session, view, kind, rid)
    if kind == "users":
        why = explain(session, district, of.connection.id, rid)
        reasons = tuple(reasons_in(why, sees=body is not None))
    else:
        reasons = (_in_view(of, kind, sees=body is not None, opens=view.opens(kind)),)
    values = values_in(body, None) if body is not None else {}
    return Given(of.app.application, of.app.name, body is not None, reasons, values)


def _in_view(of: Connected, kind: str, *, sees: bool, opens: bool) -> str:
    if not opens:
        return f"It is given no {kind} at all."
    share = words.KINDS.get(of.connection.share.kind, of.connection.share.kind)
    if sees:
        return f"It belongs to what is shared ({share})."
    return f"It does not belong to what is shared ({share})."


def reasons_in(why: Explanation, *, sees: bool) -> Iterator[str]:
    """Give in words what decides whether an application sees a person."""
    yield f"What is shared: {words.KINDS.get(why.kind, why.kind)}."
    if why.excluded:
        yield "The person is left out by name."
    matching = [one for one in why.rules if one.outcome == "matching"]
    for one in matching:
        by = ", by another record" if one.by else ""
        yield f"Rule that matches{by}: {one.rule.words()}."
    if why.versions > 1:
        yield "Only whom each version of the recommendation selects is shared."
    if not matching and (why.rules or why.kind == "rules"):
        yield "No rule matches."
    if why.kind == "schools" and not why.schools:
        yield "The person is at none of the shared schools."
    failed = [one for one in why.filters if one.outcome != "matching"]
    if why.filters and len(failed) == len(why.filters):
        yield "The application's own filters take none like this person."
    off = ", ".join(role.replace("_", " ") for role in why.roles_off)
    if off and not sees:
        yield f"Not shared in this role: {off}."
