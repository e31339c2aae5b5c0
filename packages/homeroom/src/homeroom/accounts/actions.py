"""Signing in and out: the whole decision, from what was typed to a session.

In this order, whoever is meant and whether she exists or not: the attempt is admitted and counted
(`throttles`); the name leads to exactly one active roster user (`people`); the secret is checked
at the same cost (`proof`); then one transaction makes the account if it is the first time, takes
the count back, ends the session that the browser had, and begins a new one under a new id.
"""

import secrets
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from homeroom.accounts import queries, rules, sessions, throttles
from homeroom.accounts.access import actions as access
from homeroom.accounts.desk import Desk
from homeroom.accounts.errors import BusyError, ThrottledError, WrongSecretError
from homeroom.accounts.people import Person
from homeroom.accounts.proof import backup_codes, factors, keeping, passwords
from homeroom.accounts.rules import HUB
from homeroom.accounts.sessions import Device, Issued, Visit
from homeroom.accounts.throttles import Admission, Origin
from homeroom.accounts.usage import collecting
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, InvalidRequestError, NotSignedInError

_DEVICE_LONGEST: Final = 64
_WRONG_CODE: Final = "That code is not right. Codes change every half minute; try the next one."


@dataclass(frozen=True)
class Attempt:
    """What somebody typed, and where."""

    district: int | None
    """None: find it from the name, which only a sandbox does (sso.md 3.2)."""
    name: str
    secret: str = field(repr=False)
    origin: Origin
    device: Device = field(default_factory=Device)
    cookie: str = field(default="", repr=False)
    """The session that the browser has now; it ends when this one begins (quick switch)."""


@dataclass(frozen=True)
class SignedIn:
    """A session that has begun, and what its cookie and its next page need."""

    token: str = field(repr=False)
    visit: Visit
    device: str = field(default="", repr=False)
    """What the long-lived cookie of this device must hold."""
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)
    """After an enrolment only: shown this once."""


Finish = Callable[[Session, int, Person], str]
Check = Callable[[Person | None], Finish | None]
"""Look at a secret: None if it is wrong, else what finishes it and returns the method's name."""


# -------------------------------------------------------------------------------------- sign in


def sign_in(desk: Desk, attempt: Attempt) -> SignedIn:
    """The person has a session; WrongSecretError, ThrottledError or BusyError otherwise.

    `visit.waits_for` names what is still missing. It waits for a thread of the password pool;
    whoever serves requests uses `sign_in_later`.
    """
    return sign_in_later(desk, attempt).result()


def sign_in_later(desk: Desk, attempt: Attempt) -> "Future[SignedIn]":
    """Like `sign_in`, in the password pool's own threads, so that nobody else waits.

    What the throttle refuses never takes a place in the queue, and a full queue counts nothing.
    """
    district = _district(desk, attempt)
    admission = _admitted(desk, attempt, district, throttles.PASSWORD)
    try:
        return desk.pool.submit(
            partial(_decide, desk, attempt, admission, partial(_password, desk, attempt.secret))
        )
    except BusyError:
        with desk.store.control.writing() as control:
            throttles.take_back(control, admission)
        desk.log.warning("sign-in refused: queue full")
        raise


def sign_in_with_backup_code(desk: Desk, attempt: Attempt) -> SignedIn:
    """The pupil has a session by a code of her teacher; it stands for a second factor too."""
    district = _district(desk, attempt)
    admission = _admitted(desk, attempt, district, throttles.BACKUP_CODE)
    return _decide(desk, attempt, admission, partial(_backup_code, attempt.secret))


def _district(desk: Desk, attempt: Attempt) -> int:
    if attempt.district is not None:
        if not desk.people.exists(attempt.district):
            raise InvalidRequestError("There is no such district.")
        return attempt.district
    if not desk.finds_district:
        raise InvalidRequestError("Choose your district or school first.")
    found = desk.people.district_of(attempt.name)
    # An unknown name goes all the way as one of the hub's own staff, of whom it is none: it is
    # counted, checked and refused like any other.
    return HUB if found is None else found


def _admitted(desk: Desk, attempt: Attempt, district: int, method: str) -> Admission:
    origin = Origin(attempt.origin.address, attempt.origin.device[:_DEVICE_LONGEST])
    try:
        with desk.store.control.writing() as control:
            return throttles.begin(
                control, desk.now(), desk.limits, district, method, attempt.name, origin
            )
    except throttles.Refused as refused:
        desk.log.info("sign-in slowed down", method=method, district=f"{district:010x}")
        raise ThrottledError(refused.wait) from None


def _decide(desk: Desk, attempt: Attempt, admission: Admission, check: Check) -> SignedIn:
    found = desk.people.find(admission.district, attempt.name)
    where = {"method": admission.method, "district": f"{admission.district:010x}"}
    if found.matches > 1:
        desk.log.warning("sign-in refused: several people", matches=found.matches, **where)
    finish = check(found.person)
    try:
        if found.person is None or finish is None:
            raise _refusal(admission)
        done = _begun(desk, attempt, admission, found.person, finish)
    except (ThrottledError, WrongSecretError):
        _note_failure(desk, admission, found.person)
        raise
    desk.log.info("signed in", waits_for=done.visit.waits_for, **where)
    return done


def _begun(
    desk: Desk, attempt: Attempt, admission: Admission, person: Person, finish: Finish
) -> SignedIn:
    now, where = desk.now(), (admission.district, person.user)
    with desk.store.control.writing() as control:
        keeping.open_account(control, now, *where)
        keeping.hold(control, *where)
        method = finish(control, now, person)
        if not method or keeping.is_suspended(control, *where):
            raise _refusal(admission)
        device = admission.origin.device or secrets.token_urlsafe(24)
        throttles.succeed(control, now, admission, device)
        _leave(control, now, attempt.cookie)
        issued = _begin(desk, control, now, person, attempt.device, method)
        visit = Visit(person, issued.kept)
        _count(desk, control, now, visit, attempt.origin)
    return SignedIn(issued.token, visit, device)


def _note_failure(desk: Desk, admission: Admission, person: Person | None, error: str = "") -> None:
    said = error or (access.WRONG_SECRET if person else access.UNKNOWN)
    with desk.store.control.writing() as control:
        access.failed(control, desk.now(), admission, person.user if person else None, said)
    district = f"{admission.district:010x}"
    desk.log.info("sign-in failed", method=admission.method, district=district)


def _refusal(admission: Admission) -> ThrottledError | WrongSecretError:
    # During a delay only the right secret is spared; a wrong one is told to wait like others.
    return ThrottledError(admission.wait) if admission.wait else WrongSecretError()


def _password(
    desk: Desk, given: str, person: Person | None
) -> Callable[[Session, int, Person], str] | None:
    checked = passwords.check(desk, person, given)
    if not checked.right:
        return None

    def finish(control: Session, now: int, whom: Person) -> str:
        checked.settle(control, now, whom)
        return throttles.PASSWORD

    return finish


def _backup_code(code: str, person: Person | None) -> Callable[[Session, int, Person], str] | None:
    if person is None:
        return None
    return lambda control, now, whom: (
        throttles.BACKUP_CODE if backup_codes.use(control, now, whom, code) else ""
    )


def _begin(  # noqa: PLR0913 -- a beginning is all of these
    desk: Desk, control: Session, now: int, person: Person, device: Device, method: str
) -> Issued:
    role = rules.role_to_take(person.roles)
    waits_for = _missing(desk, control, person, method, role)
    return sessions.issue(
        control, now, person.district, person.user, device,
        method=method, role=role, waits_for=waits_for,
    )  # fmt: skip


def _count(desk: Desk, control: Session, now: int, visit: Visit, origin: Origin) -> None:
    access.succeeded(control, now, visit.kept, origin.address)
    collecting.signed_in(desk.store, now, visit)


def _missing(desk: Desk, control: Session, person: Person, method: str, role: str) -> str:
    """Return what the session still waits for."""
    if not _is_doubly_proved(method):
        if factors.has_factor(control, person):
            return sessions.SECOND_FACTOR
        if rules.needs_second_factor(person.roles, required=desk.require_second_factor):
            return sessions.ENROLMENT
    return "" if role else sessions.ROLE


def _is_doubly_proved(method: str) -> bool:
    return method in (throttles.BACKUP_CODE, sessions.LOGIN_AS) or "+" in method


def _leave(control: Session, now: int, cookie: str) -> None:
    district = sessions.district_in(cookie)
    if district is not None:
        sessions.end(control, now, district, sessions.hashed(cookie))


def welcome(  # noqa: PLR0913 -- a beginning is all of these
    desk: Desk, district: int, user: int, origin: Origin, device: Device, cookie: str
) -> SignedIn:
    """The session of somebody begins who has chosen her password a moment ago."""
    person = desk.people.active(district, user)
    assert person is not None  # noqa: S101 - she has just joined, and is there
    now = desk.now()
    with desk.store.control.writing() as control:
        _leave(control, now, cookie)
        issued = _begin(desk, control, now, person, device, throttles.PASSWORD)
        visit = Visit(person, issued.kept)
        _count(desk, control, now, visit, origin)
    return SignedIn(issued.token, visit, origin.device)


# ------------------------------------------------------------------------- who is signed in now


def visit_of(desk: Desk, token: str) -> Visit | None:
    """Return the live session of a cookie with its person; None once either is gone.

    Asked anew for each request: whoever left the roster, or lost the role that she is in, is
    signed out by that.
    """
    now = desk.now()
    with desk.store.control.reading() as control:
        kept = sessions.find(control, now, desk.lasting, token)
    if kept is None:
        return None
    person = desk.people.active(kept.district, kept.person)
    if person is None or (kept.role and kept.role not in person.roles):
        return None
    if now - kept.seen_at >= sessions.TOUCH_EVERY:
        with desk.store.control.writing() as control:
            sessions.touch(control, now, kept)
    return Visit(person, kept)


def choose_role(desk: Desk, visit: Visit, role: str) -> SignedIn:
    """The session goes on in this role, under a new id (sso.md 3.5, 11.8)."""
    if role not in visit.person.roles:
        raise InvalidRequestError("You do not have that role.")
    if visit.waits_for not in ("", sessions.ROLE):
        raise NotSignedInError("Finish signing in first.")
    now = desk.now()
    with desk.store.control.writing() as control:
        waits_for = _missing(desk, control, visit.person, visit.kept.method, role)
        issued = sessions.renew(control, now, visit.kept, role=role, waits_for=waits_for)
    return SignedIn(issued.token, Visit(visit.person, issued.kept))


# -------------------------------------------------------------------------------- second factor


def pass_second_factor(desk: Desk, visit: Visit, origin: Origin, code: str) -> SignedIn:
    """The session is proved twice, by a code of the app or by a recovery code."""
    if visit.waits_for != sessions.SECOND_FACTOR:
        raise ConflictError("This session does not wait for a code.")
    person = visit.person
    admission = _admit_code(desk, visit, origin)
    now = desk.now()
    with desk.store.control.writing() as control:
        by_app = factors.use(desk, control, now, person, code)
        if by_app or factors.use_recovery(control, now, person, code):
            throttles.succeed(control, now, admission, origin.device)
            done = _doubly_proved(desk, control, now, visit, "totp" if by_app else "recovery")
            _count(desk, control, now, done.visit, origin)
            return done
    _note_failure(desk, admission, person, access.WRONG_CODE)
    raise ThrottledError(admission.wait) if admission.wait else WrongSecretError(_WRONG_CODE)


def confirm_enrolment(desk: Desk, visit: Visit, origin: Origin, code: str) -> SignedIn:
    """The new app is in force, the session is proved twice, recovery codes are shown this once."""
    if visit.waits_for not in (sessions.ENROLMENT, "", sessions.ROLE):
        raise ConflictError("Enter a code of the app that you have.")
    admission = _admit_code(desk, visit, origin)
    now = desk.now()
    with desk.store.control.writing() as control:
        made = factors.confirm(desk, control, now, visit.person, code)
        if made:
            throttles.succeed(control, now, admission, origin.device)
            done = _doubly_proved(desk, control, now, visit, "totp")
            return SignedIn(done.token, done.visit, recovery_codes=tuple(made))
    raise ThrottledError(admission.wait) if admission.wait else WrongSecretError(_WRONG_CODE)


def _admit_code(desk: Desk, visit: Visit, origin: Origin) -> Admission:
    try:
        with desk.store.control.writing() as control:
            return throttles.begin(
                control, desk.now(), desk.limits, visit.person.district, throttles.SECOND_FACTOR,
                f"#{visit.person.user}", origin,
            )  # fmt: skip
    except throttles.Refused as refused:
        raise ThrottledError(refused.wait) from None


def _doubly_proved(desk: Desk, control: Session, now: int, visit: Visit, factor: str) -> SignedIn:
    method = f"{visit.kept.method.partition('+')[0]}+{factor}"
    waits_for = _missing(desk, control, visit.person, method, visit.kept.role)
    issued = sessions.renew(
        control, now, visit.kept, method=method, waits_for=waits_for, auth_at=now
    )
    return SignedIn(issued.token, Visit(visit.person, issued.kept))


# ------------------------------------------------------------------------------------- sign out


def sign_out(desk: Desk, token: str) -> None:
    """The session of this cookie is over; a cookie that names none changes nothing."""
    with desk.store.control.writing() as control:
        _leave(control, desk.now(), token)


def sign_out_everywhere(desk: Desk, district: int, person: int) -> int:
    """Every session of the person is over and every token void; returns how many sessions."""
    now = desk.now()
    with desk.store.control.writing() as control:
        keeping.begin_generation(control, now, district, person)
        ended = sessions.end_all(control, now, district, person)
    desk.log.info("signed out everywhere", sessions=ended, district=f"{district:010x}")
    return ended


def end_session(desk: Desk, visit: Visit, session_hash: str) -> bool:
    """One of the person's own sessions is over, on whichever device; False if it is not hers."""
    now = desk.now()
    with desk.store.control.writing() as control:
        own = queries.session_named(control, visit.person.district, session_hash)
        if own is None or own.person != visit.person.user:
            return False
        return sessions.end(control, now, own.district, session_hash)


def suspend(desk: Desk, district: int, person: int) -> None:
    """The person cannot sign in until `restore`; she is signed out (ruling R29)."""
    now = desk.now()
    with desk.store.control.writing() as control:
        keeping.open_account(control, now, district, person)
        keeping.suspend(control, district, person, now)
        keeping.begin_generation(control, now, district, person)
        sessions.end_all(control, now, district, person)


def restore(desk: Desk, district: int, person: int) -> None:
    """A suspended person may sign in again."""
    with desk.store.control.writing() as control:
        keeping.suspend(control, district, person, None)


# ---------------------------------------------------------------------------------- hub's staff


def add_hub_account(desk: Desk, login: str, name: str, duty: str) -> tuple[Person, str]:
    """One of the hub's own staff can sign in, with the printed password that is returned."""
    if duty not in rules.DUTIES:
        raise InvalidRequestError(f"A duty is one of {', '.join(rules.DUTIES)}.")
    plain = rules.plain_name(login)
    number = secrets.randbits(62) | 1
    with desk.store.control.writing() as control:
        if queries.hub_account(control, plain) is not None:
            raise ConflictError("There is an account of that name already.")
        keeping.open_account(control, desk.now(), HUB, number, login=plain, name=name, duties=duty)
    person = desk.people.active(HUB, number)
    assert person is not None  # noqa: S101 - it was written a line ago
    return person, passwords.print_password(desk, person)
