"""Backup codes: a teacher lets a pupil in who forgot her password (sso.md 10.6).

Twenty minutes, one use, ten guesses an hour. Its hash is a plain one: what a thief of the store
could work out in that time is worth nothing afterwards.
"""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from homeroom.accounts import rules, throttles
from homeroom.accounts.desk import Desk
from homeroom.accounts.models import backup_code
from homeroom.accounts.people import Person
from homeroom.accounts.proof import codes
from homeroom.accounts.sessions import Visit
from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.foundation.errors import NotAllowedError

GOOD_FOR: Final = 20 * rules.MINUTE

_ADD: Final = upsert(backup_code, replace=["issued_by", "issued_at", "expires_at", "used_at"])
_VOID: Final = Prepared(
    sa.update(backup_code)
    .where(
        backup_code.c.district == sa.bindparam("of_district"),
        backup_code.c.person == sa.bindparam("of_person"),
        backup_code.c.used_at.is_(None),
        backup_code.c.expires_at > sa.bindparam("now"),
    )
    .values(expires_at=sa.bindparam("now"))
)
_USE: Final = Prepared(
    sa.update(backup_code)
    .where(
        backup_code.c.district == sa.bindparam("of_district"),
        backup_code.c.person == sa.bindparam("of_person"),
        backup_code.c.code_hash == sa.bindparam("of_code"),
        backup_code.c.used_at.is_(None),
        backup_code.c.expires_at > sa.bindparam("now"),
    )
    .values(used_at=sa.bindparam("now"))
)


@dataclass(frozen=True)
class BackupCode:
    """A fresh code, shown this once, and the millisecond at which it expires."""

    code: str
    expires_at: int


def issue_backup_code(desk: Desk, by: Visit, student: int) -> BackupCode:
    """The pupil can sign in with this code; one that was made before is void.

    Whatever was typed wrong in her name before, she waits no more: her teacher knows that it is
    she (sso.md 11.9). Each code is guessed ten times an hour at most, and only a teacher makes one.
    """
    district = by.person.district
    target = desk.people.active(district, student)
    teaches = target is not None and desk.people.teaches(by.person, student)
    if target is None or not rules.may_issue_backup_code(by.role, target.roles, teaches=teaches):
        # One answer for strangers and for nobody: a teacher learns nothing of other classes.
        raise NotAllowedError("You can make a code only for a student whom you teach.")
    names = rules.names_of(target.facts, desk.people.policy(district))
    now = desk.now()
    made = BackupCode(codes.new_backup_code(), now + GOOD_FOR)
    with desk.store.control.writing() as control:
        control.run(_VOID, of_district=district, of_person=student, now=now)
        control.run(
            _ADD,
            district=district,
            person=student,
            code_hash=codes.code_hash(made.code, district, student),
            issued_by=by.person.user,
            issued_at=now,
            expires_at=made.expires_at,
            used_at=None,
        )
        throttles.unlock(control, district, names)
    desk.log.info("backup code issued", district=f"{district:010x}")
    return made


def use(control: Session, now: int, person: Person, code: str) -> bool:
    """Use the code up; False if it is wrong, used, void or too old."""
    hashed = codes.code_hash(code, person.district, person.user)
    where = {"of_district": person.district, "of_person": person.user, "of_code": hashed}
    return control.run(_USE, **where, now=now) == 1
