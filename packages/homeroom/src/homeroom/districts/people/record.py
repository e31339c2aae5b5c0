"""One person: her values, her schools and sections, and how she stands with signing in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeroom.accounts import queries, rules
from homeroom.accounts.desk import Desk
from homeroom.accounts.people import Person
from homeroom.accounts.proof.keeping import PASSWORD
from homeroom.foundation.database import Session
from homeroom.foundation.ids import parse_id
from homeroom.roster.documents import Document, documents_named, neighbours
from homeroom.roster.history.versions import values_in

_ORIGINS: Final[Mapping[str, str]] = {
    "start": "the start password, kept at the first sign-in",
    "generated": "a printed password",
    "chosen": "one of their own choice",
}


@dataclass(frozen=True)
class SignIn:
    """What is known of a person's signing in."""

    can: bool
    """She has a role that signs in."""

    names: tuple[str, ...] = ()
    has_account: bool = False
    is_suspended: bool = False
    last: int | None = None
    sessions: tuple[str, ...] = ()
    password: str = ""
    changed_at: int = 0
    start_field: str = ""


def values_of(document: Document) -> list[tuple[str, str]]:
    """Return every value of a person's document, by its path."""
    return list(values_in(document.body, document.extra).items())


def schools_of(session: Session, district: int, document: Document) -> list[str]:
    """Return the names of a person's schools, over all her roles."""
    roles: dict[str, Any] = json.loads(document.body).get("roles", {})
    ids = {one for role in roles.values() for one in role.get("schools", ())}
    rids = [parsed[0] for one in ids if (parsed := parse_id(one)) is not None]
    return _names(documents_named(session, district, "schools", rids))


def sections_of(session: Session, district: int, rid: int) -> list[str]:
    """Return the names of the sections that a person teaches or takes."""
    rids = neighbours(session, district, "users", rid, "sections")
    return _names(documents_named(session, district, "sections", (int(one) for one in rids)))


def _names(documents: list[Document]) -> list[str]:
    return sorted(str(json.loads(one.body).get("name", "")) for one in documents)


def sign_in_of(desk: Desk, person: Person | None) -> SignIn:
    """Return how a person stands with signing in; a contact never does."""
    if person is None:
        return SignIn(can=False)
    chosen = desk.people.policy(person.district)
    now = desk.now()
    with desk.store.control.reading() as control:
        account = queries.account_of(control, person.district, person.user)
        kept = queries.credential_of(control, person.district, person.user, PASSWORD)
        last = queries.last_sign_in(control, person.district, person.user)
        sessions = queries.sessions_of(control, person.district, person.user)
    live = [
        one.agent
        for one in sessions
        if rules.is_alive(desk.lasting, now, one.started_at, one.seen_at, shared=one.shared)
    ]
    fields = dict.fromkeys(chosen.starts.get(role, "") for role in person.roles)
    return SignIn(
        can=True,
        names=tuple(sorted(rules.names_of(person.facts, chosen))),
        has_account=account is not None,
        is_suspended=account is not None and account.is_suspended,
        last=last,
        sessions=tuple(live),
        password=_ORIGINS.get(kept.origin, "a password") if kept else "",
        changed_at=kept.changed_at if kept else 0,
        start_field=", ".join(one for one in fields if one),
    )
