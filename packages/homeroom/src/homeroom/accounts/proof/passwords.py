"""Passwords: checked at the same cost whoever is meant, changed, reset, printed.

Each check is one Argon2 computation: against the kept hash, against nobody's for an unknown
name or a wrong start password, or the first hash of a right start password (ruling R24).
"""

from dataclasses import dataclass

from homeroom.accounts import queries, rules, sessions, throttles
from homeroom.accounts.desk import Desk
from homeroom.accounts.errors import ThrottledError, WeakPasswordError, WrongSecretError
from homeroom.accounts.people import Person
from homeroom.accounts.proof import codes, keeping
from homeroom.accounts.proof.weak import is_weak
from homeroom.accounts.sessions import Issued, Visit
from homeroom.accounts.throttles import Admission, Origin
from homeroom.foundation.database import Session
from homeroom.foundation.errors import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
)

OLD_WRONG = "That is not your present password."
REPLACED = (
    "A new password was made since this form was shown. If you need another, go to the person's"
    " page."
)


@dataclass(frozen=True)
class Checked:
    """What came of a password: right or not, what was kept, what is to be kept instead."""

    right: bool
    kept: str = ""
    rehashed: str = ""
    origin: str = ""
    generation: int = 0

    def settle(self, control: Session, now: int, person: Person) -> None:
        """Keep what the check made, if the password is still the one that was checked.

        From here on whoever changes it waits, and then ends what begins in this transaction.
        """
        where = person.district, person.user
        keeping.open_account(control, now, *where)
        keeping.hold(control, *where)
        found = queries.credential_of(control, *where, keeping.PASSWORD)
        if (found.secret if found else "") != self.kept:
            if queries.generation_of(control, *where) != self.generation:
                raise WrongSecretError  # changed while it was being checked
            return  # a button pressed twice: the same password was hashed for the other press
        if self.rehashed:
            keeping.keep(control, now, *where, keeping.PASSWORD, self.rehashed, self.origin)


def check(desk: Desk, person: Person | None, given: str) -> Checked:
    """Compare a password with what is kept of the person, or with her start password."""
    if person is None:
        return Checked(desk.pool.verify(None, given))
    with desk.store.control.reading() as control:
        kept = queries.credential_of(control, person.district, person.user, keeping.PASSWORD)
        generation = queries.generation_of(control, person.district, person.user)
    if kept is None:
        return _started(desk, person, given, generation)
    if not desk.pool.verify(kept.secret, given):
        return Checked(right=False)
    outdated = desk.pool.is_outdated(kept.secret)
    return Checked(
        right=True,
        kept=kept.secret,
        rehashed=desk.pool.hash(given) if outdated else "",
        origin=kept.origin,
        generation=generation,
    )


def _started(desk: Desk, person: Person, given: str, generation: int) -> Checked:
    fits = len(given) <= rules.LONGEST
    if fits and rules.is_start(person.facts, desk.people.policy(person.district), given):
        hashed = desk.pool.hash(given)
        return Checked(right=True, rehashed=hashed, origin="start", generation=generation)
    return Checked(desk.pool.verify(None, given))


def change_password(desk: Desk, visit: Visit, origin: Origin, old: str, new: str) -> Issued:
    """The person has a password of her own choice; every other session of hers is over."""
    person = visit.person
    if visit.waits_for not in ("", sessions.ROLE):
        raise NotSignedInError("Finish signing in first.")
    policy = desk.people.policy(person.district)
    weak = is_weak(new, also=(person.first, person.last, person.name))
    objection = rules.objection(new, person.roles, person.facts, policy, weak=weak)
    if objection:
        raise WeakPasswordError(objection)
    admission = admit(desk, person, origin)
    checked = check(desk, person, old)
    if not checked.right:
        raise ThrottledError(admission.wait) if admission.wait else WrongSecretError(OLD_WRONG)
    hashed = desk.pool.hash(new)
    now = desk.now()
    with desk.store.control.writing() as control:
        checked.settle(control, now, person)
        throttles.succeed(control, now, admission, origin.device)
        issued = sessions.renew(control, now, visit.kept)
        _replace(control, now, person, hashed, "chosen", keep_session=issued.kept.session_hash)
    desk.log.info("password changed", district=f"{person.district:010x}")
    return issued


def admit(desk: Desk, person: Person, origin: Origin) -> Admission:
    """Count a try of someone who is signed in; under her number, which nobody types."""
    try:
        with desk.store.control.writing() as control:
            return throttles.begin(
                control, desk.now(), desk.limits, person.district, throttles.PASSWORD,
                f"#{person.user}", origin,
            )  # fmt: skip
    except throttles.Refused as refused:
        raise ThrottledError(refused.wait) from None


def reset_password(desk: Desk, by: Visit, user: int, replaces: int | None = None) -> str:
    """The user has a new printed password, which is returned this once; she is signed out.

    `replaces` says when the password that was there was made (milliseconds; 0: there is none):
    ConflictError if another was made meanwhile. None replaces whichever there is.
    """
    district = by.person.district
    target = desk.people.active(district, user)
    if target is None:
        raise NotFoundError("There is no such person in your district.")
    _check_may_reset(desk, by, target)
    return print_password(desk, target, replaces=replaces)


def print_password(
    desk: Desk, target: Person, password: str = "", *, replaces: int | None = None
) -> str:
    """Like `reset_password`, for the hub's own commands, which asked nobody for permission."""
    short = set(target.roles) == {"student"}
    printed = password or codes.new_password(short=short)
    hashed = desk.pool.hash(printed)
    names = rules.names_of(target.facts, desk.people.policy(target.district))
    now = desk.now()
    with desk.store.control.writing() as control:
        keeping.open_account(control, now, target.district, target.user)
        # Before the credential, as everywhere: in another order two would wait for each other.
        # And of two forms at once the second finds what the first has made.
        keeping.hold(control, target.district, target.user)
        if replaces is not None:
            _check_replaced(control, target, replaces)
        _replace(control, now, target, hashed, "generated")
        throttles.unlock(control, target.district, names)
    desk.log.info("password reset", district=f"{target.district:010x}")
    return printed


def _check_replaced(control: Session, target: Person, replaces: int) -> None:
    found = queries.credential_of(control, target.district, target.user, keeping.PASSWORD)
    if (found.changed_at if found else 0) != replaces:
        raise ConflictError(REPLACED, "password_replaced")


def _check_may_reset(desk: Desk, by: Visit, target: Person) -> None:
    policy = desk.people.policy(target.district)
    teaches = desk.people.teaches(by.person, target.user)
    if not rules.may_reset(by.role, target.roles, policy, teaches=teaches):
        raise NotAllowedError("You cannot give this person a new password.")


def _replace(  # noqa: PLR0913 -- a new password is all of these
    control: Session,
    now: int,
    person: Person,
    hashed: str,
    origin: str,
    *,
    keep_session: str = "",
) -> None:
    where = person.district, person.user
    keeping.keep(control, now, *where, keeping.PASSWORD, hashed, origin)
    keeping.begin_generation(control, now, *where)
    sessions.end_all(control, now, *where, but=keep_session)
