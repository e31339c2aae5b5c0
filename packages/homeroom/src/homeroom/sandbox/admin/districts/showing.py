"""What the admin API says of a played district: its keys, its people and how they sign in."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from homeroom.accounts import rules
from homeroom.accounts.desk import desk_of
from homeroom.accounts.people import facts_of
from homeroom.foundation.parts import Parts
from homeroom.roster.queries import District, setting
from homeroom.sandbox.admin.districts.clock import now_of
from homeroom.sandbox.admin.districts.keys import documents_of, keyed_ids
from homeroom.sandbox.admin.districts.queries import played_of
from homeroom.sandbox.admin.districts.source import source_of


def standing(parts: Parts, district: District) -> dict[str, Any]:
    """Return what a district's own record says of its state, and what its clock says."""
    with parts.store.roster.reading() as session:
        profile = setting(session, district.number).profile
    shown = ("state", "error", "pause_start", "pause_end")
    return {name: profile.get(name, "") for name in shown} | {"clock": now_of(parts, district)}


def summary(parts: Parts, district: District) -> dict[str, Any]:
    """Return a district with its keys."""
    one = played_of(parts, district)
    with parts.store.roster.reading() as session:
        profile = setting(session, district.number).profile
    return {
        "district": district.id,
        "kind": one.made.kind,
        "name": profile.get("name", district.name),
        "short_name": district.short_name,
        "login_url": f"{parts.settings.base_url}/in/{district.short_name}",
        "state": profile.get("state", ""),
        "clock": now_of(parts, district),
        "school_year": one.made.school_year,
        "keys": keyed_ids(parts, district, source_of(one)),
    }


def whole(parts: Parts, district: District) -> dict[str, Any]:
    """Return a district with its keys, its snapshots, and everybody who can sign in."""
    one, said = played_of(parts, district), summary(parts, district)
    return said | {
        "steps": list(one.steps),
        "waiting": one.waiting,
        "snapshots": ["base", *(one.snapshots or {})],
        "people": _people(parts, district, said["keys"]["users"]),
    }


def _people(parts: Parts, district: District, users: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return by key who can sign in; a user name is given only if it is nobody else's."""
    policy = desk_of(parts).people.policy(district.number)
    with parts.store.roster.reading() as session:
        documents = {found["id"]: found for found in documents_of(session, district, "users")}
    facts = {named: facts_of_document(found) for named, found in documents.items()}
    names = Counter(name for one in facts.values() for name in rules.names_of(one, policy))
    people = {}
    for key, named in users.items():
        known = facts.get(named) or {}
        if not known:
            continue  # contacts never sign in
        document = documents[named]
        people[key] = {
            "clever_id": named,
            "username": _first(known, policy.names, names),
            "password": _password(known, policy.starts),
            "email": document.get("email", ""),
            "name": document.get("name", {}),
            "roles": list(known),
        }
    return people


def facts_of_document(document: dict[str, Any]) -> rules.Facts:
    """Return what signing in needs of a stored user."""
    return facts_of(msgspec.json.encode(document).decode())[0]


def _first(known: rules.Facts, fields: Mapping[str, tuple[str, ...]], names: Counter[str]) -> str:
    """Return the first name by which she alone can be typed; empty if there is none."""
    for role, values in known.items():
        for name in fields.get(role, ()):
            typed = values.get(name, "")
            if typed and names[rules.plain_name(typed)] == 1:
                return typed
    return ""


def _password(known: rules.Facts, starts: Mapping[str, str]) -> str:
    """Return a start password of hers; each of her roles may have one."""
    found = (values.get(starts.get(role, ""), "") for role, values in known.items())
    return next((one for one in found if one), "")
