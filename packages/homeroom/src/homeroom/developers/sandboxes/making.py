"""A sandbox is made, and set back to what it was made as.

Whose it is comes first (control file), then its settings (roster file), then the district itself
(control file), then its files, which the worker takes in. Every step looks whether it was done, so
one that was cut off goes on where it stopped.
"""

import secrets
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from homeroom.developers.guard import Developer
from homeroom.developers.sandboxes.kinds import KINDS, marked, school_year_of
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, InvalidRequestError, StoreError
from homeroom.foundation.parts import Parts
from homeroom.intake.erasure.queries import closing_of
from homeroom.intake.rules import HELD_TYPES, MOST_DELETED, MOST_DELETED_OF
from homeroom.intake.runs import actions as runs
from homeroom.intake.runs import founding, queries
from homeroom.intake.runs.desk import Desk
from homeroom.intake.steps import application
from homeroom.intake.uploads.actions import Arrival, receive
from homeroom.oauth.registration.actions import wait_for_owner
from homeroom.roster import actions as roster
from homeroom.roster.queries import District, districts, setting
from homeroom.roster.sandboxes.actions import claim
from homeroom.roster.sandboxes.queries import Sandbox, owners, sandbox_of

MOVING: Final = "A sync of this sandbox is running. Wait until it has ended, then try again."

_TICKET: Final = "sandbox_ticket"
_NUMBER_BITS: Final = 40
_LETTERS_OF_NAME: Final = 32
_SWITCHES: Final = {
    "administrators_csv": True,
    "sign_in": {"starts": {"district_admin": "email"}},
    # Twenty people are soon ten per cent less; whoever edits them means it (district.md 1.12).
    "limits": {
        "updated": dict.fromkeys(HELD_TYPES),
        "deleted": {name: MOST_DELETED_OF.get(name, MOST_DELETED) for name in HELD_TYPES},
    },
}
"""Somebody of every role can sign in, and only what loses nearly everything waits for a word."""


@dataclass(frozen=True)
class Asked:
    """What the form of a new sandbox says."""

    ticket: str
    name: str
    kind: str


def new_ticket(parts: Parts, owner: int) -> str:
    """Return what one form carries: it makes one district, however often it is sent."""
    text = f"{owner}:{secrets.randbits(_NUMBER_BITS) | 1}"
    return parts.sealer.seal(text, _TICKET).hex()


def create(parts: Parts, who: Developer, asked: Asked) -> Sandbox:
    """The sandbox is hers and its first files are queued; a form sent again finds it made."""
    number = _number(parts, who, asked.ticket)
    today = parts.clock.now().date()
    seed = number & 0x7FFFFFFF
    year = school_year_of(today)
    wanted = Sandbox(number, who.number, marked(asked.name), asked.kind, seed, year, who.now)
    with parts.store.control.writing() as session:
        wait_for_owner(session, who.number)
        known = sandbox_of(session, who.number, number)
        if known is None:
            _check_free(session, number)
            claim(session, wanted)
    if known is None:
        complete(parts, who, wanted)
    return known or wanted


def complete(parts: Parts, who: Developer, made: Sandbox) -> None:
    """The sandbox has settings, a name of its own and files on their way; nothing twice."""
    desk, district = Desk.of(parts), imagined(made)
    with parts.store.roster.writing() as session:
        if not _has_setting(session, made.number):
            founding.settle(desk, session, district)
            for name, value in (_SWITCHES | dict(parts.inventors[made.kind].switches)).items():
                roster.set_switch(session, made.number, name, value)
    with parts.store.control.writing() as session:
        if all(one.number != made.number for one in districts(session)):
            founding.enter(desk, session, district)
        begun = queries.runs_of(session, made.number, 1)
    if not begun:
        _send(parts, who, made)
    parts.log.info("sandbox made", district=district.id)


def set_back(parts: Parts, who: Developer, made: Sandbox, seen: str) -> None:
    """What the sandbox was made as is on its way; files that came later are forgotten.

    The ids of its records are those of then, for the intake remembers them (district.md 1.11).
    """
    with parts.store.control.reading() as session:
        check_unmoved(session, made.number, seen)
    with parts.store.roster.writing() as session:
        before = application.applied(session, made.number)
        # A set lies over the accepted one; without that only what is sent now stands.
        application.note(session, made.number, replace(before, files={}))
    _send(parts, who, made)


def check_unmoved(session: Session, number: int, seen: str) -> None:
    """Refuse where a sync was queued since the page was shown, or one has not ended."""
    if any(queries.runs_in_state(session, number, state) for state in ("queued", "running")):
        raise ConflictError(MOVING, "sandbox_moving")
    newest = queries.runs_of(session, number, 1)
    if (newest[0].run if newest else "") != seen:
        raise ConflictError(
            "The sandbox has changed since you loaded the page. Look at it again.", "sandbox_moved"
        )


def kinds_of(parts: Parts) -> list[str]:
    """Return the kinds that this hub can make."""
    return [kind for kind in KINDS if kind in parts.inventors]


def sender(who: Developer) -> str:
    """Return how the history of syncs names a developer."""
    return f"{who.name} (developer)"


def _send(parts: Parts, who: Developer, made: Sandbox) -> None:
    files = parts.inventors[made.kind].files(made.seed, made.school_year)
    desk = Desk.of(parts)
    with tempfile.TemporaryDirectory(prefix="homeroom-sandbox-") as folder:
        for name, content in files.items():
            place = Path(folder) / name
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(content)
        sent = receive(desk, Arrival(made.number, "http", sender(who), {}), Path(folder))
    runs.submit(desk, sent, "lenient")


def _number(parts: Parts, who: Developer, ticket: str) -> int:
    """Return the number that the ticket stands for; one that is not hers stands for none."""
    try:
        owner, _, number = parts.sealer.open(bytes.fromhex(ticket), _TICKET).partition(":")
    except (ValueError, StoreError):
        owner, number = "", ""
    if owner != str(who.number):
        raise InvalidRequestError("The form could not be read. Go back and load the page again.")
    return int(number)


def _check_free(session: Session, number: int) -> None:
    taken = {one.number for one in districts(session)} | set(owners(session))
    # What is on its way out is swept for a while, and would take a new one along.
    if number in taken or closing_of(session, number) is not None:
        raise ConflictError("Go back, load the page again, and send the form once more.")


def imagined(made: Sandbox) -> District:
    """Return the district that a sandbox is, or will be once it is finished."""
    short = founding.short_name_of(made.name)[:_LETTERS_OF_NAME].strip("-")
    return District(
        made.number, made.rid, f"{short}-{made.number:010x}", made.name, sandbox=True,
        clock_offset_seconds=0,
    )  # fmt: skip


def _has_setting(session: Session, number: int) -> bool:
    try:
        setting(session, number)
    except LookupError:
        return False
    return True
