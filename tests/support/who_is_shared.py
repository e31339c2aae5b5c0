"""Who is shared, worked out slowly from whole records: a second opinion on rules.

It imports nothing of the product. `records` are those of an application that sees everything;
a share is plain values. What it says is district.md 3.4, one person and one class at a time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]
Records = dict[str, dict[str, Record]]

ROLES = {"student": "student", "teacher": "teacher", "staff": "staff", "admin": "district_admin"}
NAMES = {"school": "schools", "course": "courses", "term": "terms"}
OWN_ID = {"schools": "sis_id", "courses": "number", "terms": "sis_id"}


@dataclass
class Plain:
    """A share and what the application may have of it, in plain values."""

    kind: str
    rules: list[dict[str, Any]] = field(default_factory=list)
    filters: list[dict[str, Any]] = field(default_factory=list)
    schools: set[str] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    contacts: bool = True
    staff: bool = False
    administrators: bool = False


def visible(records: Records, share: Plain) -> Records:
    """Return the ids of everything that is seen, and of classes and contacts their lists."""
    if share.kind == "nothing":
        return {kind: {} for kind in ("schools", "terms", "courses", "users", "sections")}
    people, classes, followed = _selected(records, share)
    for kind in {rule["kind"] for rule in share.filters}:
        rules = [rule for rule in share.filters if rule["kind"] == kind]
        if kind == "section":
            classes = {one for one in classes if _any(records, rules, one)}
        elif ROLES[kind] in people:
            role = ROLES[kind]
            people[role] = {one for one in people[role] if _any(records, rules, one)}
    seen_students = people.get("student", set())
    if "contact" in people:
        people["contact"] = {
            one
            for one in _holding(records, "contact") - share.excluded
            if _students_of(records, one) & seen_students & followed
            or (share.kind == "district" and not _students_of(records, one))
        }
    return _shown(records, share, people, classes)


def _selected(records: Records, share: Plain) -> tuple[dict[str, set[str]], set[str], set[str]]:
    """People by the role they come in, classes, and the students with whom contacts come."""
    users, sections = records["users"], records["sections"]
    if share.kind == "district":
        roles = _roles(share)
        return (
            {role: _holding(records, role) - share.excluded for role in roles},
            set(sections),
            set(users),
        )
    if share.kind == "schools":
        return _selected_by_schools(records, share)
    direct: dict[str, set[str]] = {kind: set() for kind in (*ROLES, "section")}
    full: set[str] = set()
    partial: set[str] = set()
    for rule in share.rules:
        kind = rule["kind"]
        table = "sections" if kind == "section" else "users"
        found = {one for one in records[table] if _matches(records, rule, one)} - share.excluded
        direct[kind] |= found
        if kind == "section":
            full |= found
        elif rule.get("sections") and kind == "teacher":
            full |= {one for one in sections if found & set(sections[one]["teachers"])}
        elif rule.get("sections"):
            partial |= {one for one in sections if found & set(sections[one]["students"])}
    classes = full | partial
    people = {
        "student": direct["student"] | {s for one in full for s in sections[one]["students"]},
        "teacher": direct["teacher"] | {t for one in classes for t in sections[one]["teachers"]},
        "staff": direct["staff"],
        "district_admin": direct["admin"],
        "contact": set(),
    }
    roles = _roles(share)
    followed = direct["student"] | {
        s for one in direct["section"] for s in sections[one]["students"]
    }
    return {role: people[role] - share.excluded for role in roles}, classes, followed


def _selected_by_schools(
    records: Records, share: Plain
) -> tuple[dict[str, set[str]], set[str], set[str]]:
    users, sections = records["users"], records["sections"]
    roles = _roles(share)
    classes = {one for one in sections if sections[one]["school"] in share.schools}
    belonging = {
        one
        for one, user in users.items()
        if any(
            share.schools & set(held.get("schools", ()))
            for role, held in user["roles"].items()
            if role in roles
        )
    }
    belonging |= {s for one in classes for s in sections[one]["students"]}
    if "teacher" in roles:
        belonging |= {t for one in classes for t in sections[one]["teachers"]}
    belonging -= share.excluded
    people = {role: belonging & _holding(records, role) for role in roles}
    if "district_admin" in roles:
        people["district_admin"] = _holding(records, "district_admin") - share.excluded
    return people, classes, set(users)


def _roles(share: Plain) -> set[str]:
    roles = set(share.roles)
    if share.kind == "rules":
        brought = set()
        for rule in share.rules:
            kind = rule["kind"]
            brought |= {"student", "teacher", "contact"} if kind == "section" else {ROLES[kind]}
            brought |= {"contact"} if kind == "student" else set()
            if rule.get("sections"):
                brought |= {"student", "teacher"}
        roles &= brought
    else:
        roles -= set() if share.administrators else {"district_admin"}
        roles -= set() if share.staff or share.kind == "schools" else {"staff"}
    return roles if share.contacts else roles - {"contact"}


def _shown(
    records: Records, share: Plain, people: dict[str, set[str]], classes: set[str]
) -> Records:
    users, sections = records["users"], records["sections"]
    everyone = set().union(*people.values()) if people else set()
    seen = {
        role: {one for one in everyone if role in users[one]["roles"]} if role in people else set()
        for role in ("student", "teacher")
    }
    shown: Records = {"users": {}, "sections": {}}
    for one in everyone:
        roles = set(users[one]["roles"]) & set(people)
        links = users[one]["roles"].get("contact", {}).get("student_relationships", ())
        shown["users"][one] = {
            "roles": roles,
            "students": [link["student"] for link in links if link["student"] in seen["student"]],
        }
    for one in classes:
        held = sections[one]
        shown["sections"][one] = {
            "students": [s for s in held["students"] if s in seen["student"]],
            "teachers": [t for t in held["teachers"] if t in seen["teacher"]],
            "teacher": held.get("teacher") if held.get("teacher") in seen["teacher"] else None,
        }
    shown["schools"] = {one: {} for one in _schools(records, share, people, classes, everyone)}
    all_places = share.kind == "district" and "section" not in {r["kind"] for r in share.filters}
    for kind, key in (("courses", "course"), ("terms", "term_id")):
        found = {sections[one][key] for one in classes if sections[one].get(key)}
        shown[kind] = {one: {} for one in (records[kind] if all_places else found)}
    return shown


def _schools(
    records: Records,
    share: Plain,
    people: dict[str, set[str]],
    classes: set[str],
    everyone: set[str],
) -> set[str]:
    users, sections = records["users"], records["sections"]
    if share.kind == "district":
        return set(records["schools"])
    if share.kind == "schools":
        return share.schools | {
            school
            for one in everyone
            for held in users[one]["roles"].values()
            for school in held.get("schools", ())
        }
    found = {sections[one]["school"] for one in classes}
    for role in ("student", "teacher"):
        for one in people.get(role, ()):
            found |= set(users[one]["roles"][role]["schools"])
    for rule in share.rules:
        if rule["kind"] == "staff":
            for one in people.get("staff", ()):
                if _matches(records, rule, one):
                    found |= set(_brought(records, rule, users[one]["roles"]["staff"]["schools"]))
    return found


def _brought(records: Records, rule: dict[str, Any], schools: list[str]) -> Iterable[str]:
    """The schools that a matching member of staff brings."""
    chosen = rule.get("schools", "all")
    for school in schools:
        tests = [one for one in rule["filters"] if one["field"] == "school"]
        met = all(_holds(records, one, [school]) for one in tests)
        if chosen == "all" or (chosen == "these" and met):
            yield school


def _holding(records: Records, role: str) -> set[str]:
    return {one for one, user in records["users"].items() if role in user["roles"]}


def _students_of(records: Records, contact: str) -> set[str]:
    held = records["users"][contact]["roles"]["contact"]
    return {link["student"] for link in held["student_relationships"]}


def _any(records: Records, rules: list[dict[str, Any]], one: str) -> bool:
    return any(_matches(records, rule, one) for rule in rules)


def _matches(records: Records, rule: dict[str, Any], one: str) -> bool:
    kind = rule["kind"]
    if kind == "section":
        record = records["sections"][one]
        return all(_filter(records, each, record, record) for each in rule["filters"])
    user = records["users"][one]
    role = user["roles"].get(ROLES[kind])
    return role is not None and all(_filter(records, each, user, role) for each in rule["filters"])


def _filter(records: Records, one: dict[str, Any], record: Record, role: Record) -> bool:
    name = one["field"]
    if name == "role":
        return _compare(one["operator"], list(record["roles"]), one["values"])
    if name in NAMES:
        key = {"school": "schools" if "schools" in role else "school", "term": "term_id"}
        held = role.get(key.get(name, name), [])
        return _holds(records, one, [held] if isinstance(held, str) else held)
    top = name in ("id", "email") or name.startswith("name.")
    found: Any = record if top else role
    for step in name.split(".", 1):
        found = found.get(step) if isinstance(found, dict) else None
    held = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    return _compare(one["operator"], [v for v in held if v], one["values"])


def _holds(records: Records, one: dict[str, Any], ids: list[str]) -> bool:
    """Whether places satisfy a filter: by name or id, or by a part of the name."""
    kind = NAMES[one["field"]]
    exact = "equals" in one["operator"]
    words: list[str] = []
    for each in ids:
        place = records[kind][each]
        words.append(place.get("name", ""))
        words += [each, place.get(OWN_ID[kind], "")] if exact else []
    return _compare(one["operator"], [word for word in words if word], one["values"])


def _compare(operator: str, held: list[str], values: Iterable[str]) -> bool:
    if operator.startswith("not_"):
        positive = {"not_equals_any": "equals_any", "not_contains": "contains"}[operator]
        return not _compare(positive, held, values)
    for one in held:
        for value in values:
            if operator == "equals_any" and one == value:
                return True
            if operator.startswith("contains") and value in one:
                return True
            if operator.startswith("starts_with") and one.startswith(value):
                return True
    return False
