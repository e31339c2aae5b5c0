"""Shares, rules, fields and filters drawn at random from what a district has."""

import random
from dataclasses import replace
from typing import Any

from homeroom.foundation.ids import parse_id
from homeroom.sharing.changing.rules import Agreement
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.rules import Filter, Rule
from homeroom_wire.fields import OPT_INS
from tests.support.who_is_shared import Records

SCOPES = frozenset({"read:student_contacts", "read:resources"})


EVERYONE = Share("district", staff=True, administrators=True)


EVERYTHING = FieldAccess(scopes=SCOPES, opt_ins=frozenset(OPT_INS))


ROLES = ("student", "teacher", "staff", "contact", "district_admin")


REFUSABLE = (
    "users.email",
    "users.name.middle",
    "users.roles.student.grade",
    "users.last_modified",
    "sections.period",
    "schools.phone",
)


EXTENSIONS = ("users.roles.teacher.ext.Badge", "sections.ext.Room")


FIELDS = {
    "student": ("school", "grade", "email", "name.first", "name.last", "sis_id", "frl_status"),
    "teacher": ("school", "email", "name.last", "sis_id", "ext.Badge"),
    "staff": ("school", "email", "name.first"),
    "section": ("school", "course", "term", "name", "period", "sis_id", "subject"),
    "admin": ("role", "email"),
}


OPERATORS = (
    "equals_any",
    "equals_any",
    "not_equals_any",
    "contains",
    "not_contains",
    "contains_any",
    "starts_with",
    "starts_with_any",
)


def rid_of(record_id: str) -> int:
    parsed = parse_id(record_id)
    assert parsed is not None
    return parsed[0]


def some_values(draw: random.Random, records: Records, kind: str, field: str) -> list[str]:
    """Values that stand in records, whole or in part, and one that stands nowhere."""
    if field in ("school", "course", "term"):
        table = records[{"school": "schools", "course": "courses", "term": "terms"}[field]]
        words = [
            word
            for one in table.values()
            for word in (one["id"], one.get("name"), one.get("sis_id"), one.get("number"))
        ]
    else:
        role = {"admin": "district_admin"}.get(kind, kind)
        words = []
        for record in records["sections" if kind == "section" else "users"].values():
            held = record if kind == "section" else record["roles"].get(role, {})
            found: Any = record if field.startswith(("name.", "email")) else held
            for step in field.split(".", 1):
                found = found.get(step) if isinstance(found, dict) else None
            words.append(found)
    known = sorted({word for word in words if isinstance(word, str) and word})
    known += [word[:1] for word in known] + ["nowhere", "teacher"]
    return draw.sample(known, min(len(known), draw.randint(1, 3)))


def a_filter(draw: random.Random, records: Records, kind: str) -> Filter:
    field = draw.choice(FIELDS[kind])
    operator = draw.choice(OPERATORS)
    values = some_values(draw, records, kind, field)
    if operator in ("contains", "not_contains", "starts_with"):
        values = values[:1]
    return Filter(field, operator, tuple(values))  # type: ignore[arg-type]


def a_rule(draw: random.Random, records: Records) -> Rule:
    kind = draw.choice(["student", "student", "teacher", "section", "section", "staff", "admin"])
    filters = tuple(a_filter(draw, records, kind) for _ in range(draw.choice([0, 1, 1, 2])))
    return Rule(
        kind,  # type: ignore[arg-type]
        filters,
        sections=kind in ("student", "teacher") and draw.random() < 0.5,
        schools=draw.choice(["none", "these", "all"]) if kind == "staff" else "all",
    )


def a_share(draw: random.Random, records: Records) -> Share:
    kind = draw.choice(["rules", "rules", "rules", "schools", "district", "nothing"])
    users = sorted(records["users"])
    schools = sorted(records["schools"])
    return Share(
        kind,  # type: ignore[arg-type]
        schools=frozenset(map(rid_of, draw.sample(schools, draw.randint(0, len(schools))))),
        staff=draw.random() < 0.5,
        administrators=draw.random() < 0.5,
        contacts=draw.random() < 0.8,
        excluded=frozenset(
            map(rid_of, draw.sample(users, min(len(users), draw.choice([0, 0, 1, 2]))))
        ),
        rules=tuple(a_rule(draw, records) for _ in range(draw.randint(0, 3)))
        if kind == "rules"
        else (),
    )


def an_access(draw: random.Random) -> FieldAccess:
    return FieldAccess(
        scopes=SCOPES if draw.random() < 0.8 else frozenset(),
        opt_ins=frozenset(draw.sample(["frl_status", "ext"], draw.randint(0, 2))),
        extensions=draw.choice(
            [None, frozenset(draw.sample(EXTENSIONS, draw.randint(0, len(EXTENSIONS))))]
        ),
        refused=frozenset(draw.sample(REFUSABLE, draw.choice([0, 0, 1, 2]))),
        roles=frozenset(ROLES)
        if draw.random() < 0.7
        else frozenset(draw.sample(ROLES, draw.randint(1, 4))),
    )


def some_filters(draw: random.Random, records: Records, how_many: int) -> tuple[Rule, ...]:
    """What an application takes of what is shared; it chooses nothing along with it."""
    drawn = (a_rule(draw, records) for _ in range(how_many))
    return tuple(replace(one, sections=False, schools="all") for one in drawn)


def an_agreement(draw: random.Random, records: Records) -> Agreement:
    filters = some_filters(draw, records, draw.choice([0, 0, 1, 2]))
    return Agreement(a_share(draw, records), an_access(draw), filters)
