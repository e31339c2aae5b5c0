"""Whoever is signed in proves once more who she is, before something that nobody can undo.

A browser that was left open is not enough for that: the password is asked for again, and a code
of her app where she has one.
"""

from homeroom.accounts import throttles
from homeroom.accounts.desk import Desk
from homeroom.accounts.errors import ThrottledError, WrongSecretError
from homeroom.accounts.proof import factors, passwords
from homeroom.accounts.sessions import Visit
from homeroom.accounts.throttles import Origin
from homeroom.foundation.database import Session

WRONG_CODE = "That code is not right. Codes change every half minute; try the next one."


def prove_again(desk: Desk, visit: Visit, origin: Origin, password: str, code: str) -> None:
    """She knows the password and has the app; WrongSecretError or ThrottledError otherwise.

    It computes a hash: whoever serves requests calls it in the password pool.
    """
    person = visit.person
    admission = passwords.admit(desk, person, origin)
    checked = passwords.check(desk, person, password)
    with desk.store.control.writing() as control:
        trouble = "" if checked.right else passwords.OLD_WRONG
        if not trouble and not _has_app(desk, control, visit, code):
            trouble = WRONG_CODE
        if not trouble:
            checked.settle(control, desk.now(), person)
            throttles.succeed(control, desk.now(), admission, origin.device)
            return
    raise ThrottledError(admission.wait) if admission.wait else WrongSecretError(trouble)


def _has_app(desk: Desk, control: Session, visit: Visit, code: str) -> bool:
    """True if the code is right, or none is asked for because she has no app."""
    person = visit.person
    if not factors.has_factor(control, person):
        return True
    now = desk.now()
    return factors.use(desk, control, now, person, code) or factors.use_recovery(
        control, now, person, code
    )
