"""Answers "Who is in my sandbox, and how does each sign in?"."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from homeroom.accounts.desk import desk_of
from homeroom.accounts.people import facts_of
from homeroom.accounts.queries import credential_of
from homeroom.accounts.rules import Policy, plain_name
from homeroom.developers.sandboxes import showing
from homeroom.developers.sandboxes.guard import Own, finished
from homeroom.foundation.database import Session
from homeroom.foundation.ids import parse_id, wire_id
from homeroom.foundation.parts import Parts
from homeroom.roster.documents import documents_after
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import query_of
from homeroom.web.request import Request

BELOW: Final = "/people"
_ROLES: Final = {
    "student": "Students",
    "teacher": "Teachers",
    "staff": "Staff",
    "district_admin": "Administrators",
}
_EDITED_AS: Final = {
    "student": ("students", "sis_id"),
    "teacher": ("teachers", "sis_id"),
    "staff": ("staff", "staff_id"),
}
"""Role -> the form that changes it, and the field that holds the id of the files."""

_SHOWN: Final = 25
_STRETCH: Final = 500
_LONGEST: Final = 100
_SAID: Final = {"saved": "Saved. The change is being taken in, and applications are told of it."}


@dataclass(frozen=True)
class Row:
    """A person as the list shows her."""

    rid: int
    id: str
    name: str
    email: str
    roles: tuple[str, ...]
    sign_in: str
    """What she types as user name and start password; empty if she has none."""

    edits: tuple[tuple[str, str], ...]
    """(role, address of its form)."""


def show_people(request: Request, mine: Own) -> Answer:
    """List the people who sign in, by number, those that were asked for."""
    finished(mine)
    asked, parts = query_of(request), request.parts
    role, typed = asked.text("role"), asked.text("q")[:_LONGEST]
    parsed = parse_id(asked.text("after"))
    after = parsed[0] if parsed and parsed[1] == mine.made.number else 0
    policy = desk_of(parts).people.policy(mine.made.number)
    with parts.store.roster.reading() as session:
        found = _found(session, mine, policy, role, typed, after)
    rows = found[:_SHOWN]
    keeps = {name: said for name, said in (("role", role), ("q", typed)) if said}
    more = urlencode(keeps | {"after": rows[-1].id}) if len(found) > _SHOWN else ""
    return showing.show_one(
        request,
        mine,
        "people.html",
        BELOW,
        rows=rows,
        changed=_with_own_password(parts, mine, rows),
        roles=[("", "Everybody"), *_ROLES.items()],
        role=role if role in _ROLES else "",
        typed=typed,
        is_narrowed=bool(keeps),
        first=f"{mine.path}{BELOW}?{urlencode(keeps)}" if after else "",
        next=f"{mine.path}{BELOW}?{more}" if more else "",
        said=_SAID.get(asked.text("said"), ""),
    )


def _found(  # noqa: PLR0913 - a search is all of these
    session: Session, mine: Own, policy: Policy, role: str, typed: str, after: int
) -> list[Row]:
    wanted = plain_name(typed)
    found: list[Row] = []
    for rid, body in _bodies(session, mine.made.number, after):
        facts, user = facts_of(body)
        if not facts or (role in _ROLES and role not in facts):
            continue
        row = _row(mine, policy, rid, facts, user)
        if wanted in plain_name(" ".join((row.name, row.email, row.id, *_numbers(facts)))):
            found.append(row)
            if len(found) > _SHOWN:
                break
    return found


def _bodies(session: Session, number: int, after: int) -> Iterator[tuple[int, str]]:
    while stretch := documents_after(session, number, "users", after, _STRETCH):
        yield from ((one.rid, one.body) for one in stretch)
        after = stretch[-1].rid


def _row(mine: Own, policy: Policy, rid: int, facts: Any, user: Any) -> Row:
    starts = [facts[role].get(policy.starts[role], "") for role in facts if role in policy.starts]
    edits = [
        (role, f"{mine.path}/edit/{form}?record={quote(facts[role].get(key, ''), safe='')}")
        for role, (form, key) in _EDITED_AS.items()
        if role in facts
    ]
    name = f"{user.name.first} {user.name.last}".strip()
    sign_in = next((one for one in starts if one), "")
    wire = wire_id(rid, mine.made.number)
    return Row(rid, wire, name, user.email, tuple(facts), sign_in, tuple(edits))


def _numbers(facts: Any) -> list[str]:
    return [value for held in facts.values() for value in held.values()]


def _with_own_password(parts: Parts, mine: Own, rows: list[Row]) -> set[str]:
    """Return the ids of those whose start password counts no more: they chose another."""
    with parts.store.control.reading() as session:
        kept = {
            one.id: credential_of(session, mine.made.number, one.rid, "password") for one in rows
        }
    return {named for named, one in kept.items() if one is not None and one.origin != "start"}
