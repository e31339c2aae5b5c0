"""What an administrator does for somebody's signing in. Sent twice, each is done once.

Another administrator's account is the hub operator's to stop or reset: otherwise one
administrator could put herself in the place of another (as with passwords, sso.md 10.2).
"""

from concurrent.futures import Future
from functools import partial
from typing import Final

from homeroom.accounts import actions, queries, rules
from homeroom.accounts.desk import desk_of
from homeroom.accounts.people import Person
from homeroom.accounts.proof import passwords
from homeroom.accounts.proof.keeping import PASSWORD
from homeroom.districts.frame import PEOPLE, confirm, isolated, show
from homeroom.districts.guard import ROLE, Admin
from homeroom.foundation.errors import ConflictError, NotAllowedError
from homeroom.web.answers import Answer, see_other
from homeroom.web.handlers import afterwards
from homeroom.web.pages.forms import Form
from homeroom.web.request import Request

_OF_OPERATOR: Final = "An administrator's account is stopped or reset by whoever runs this hub."


def ask_suspend(request: Request, admin: Admin, person: Person) -> Answer:
    """Say what a suspension does."""
    _check_not_admin(person)
    return confirm(
        request,
        admin,
        PEOPLE,
        title=f"Suspend {isolated(person.name)}?",
        says=[
            "This person is signed out everywhere at once and cannot sign in until you restore it.",
            "All records stay as they are.",
        ],
        action=f"{_address(person)}/suspend",
        button="Suspend",
        back=_address(person),
    )


def suspend(request: Request, admin: Admin, form: Form, person: Person) -> Answer:
    """The person cannot sign in."""
    del form
    _check_not_admin(person)
    if _is_suspended(request, person):
        return _to(person, "already")
    actions.suspend(desk_of(request.parts), person.district, person.user)
    _note(request, admin, "person suspended", person)
    return _to(person, "suspended")


def restore(request: Request, admin: Admin, form: Form, person: Person) -> Answer:
    """The person can sign in again."""
    del form
    _check_not_admin(person)
    if not _is_suspended(request, person):
        return _to(person, "already")
    actions.restore(desk_of(request.parts), person.district, person.user)
    _note(request, admin, "person restored", person)
    return _to(person, "restored")


def ask_sign_out(request: Request, admin: Admin, person: Person) -> Answer:
    """Say what signing out everywhere does."""
    return confirm(
        request,
        admin,
        PEOPLE,
        title=f"Sign {isolated(person.name)} out everywhere?",
        says=[
            (
                "Every browser asks for the password again, and every application must send this"
                " person here anew."
            )
        ],
        action=f"{_address(person)}/sign-out",
        button="Sign out everywhere",
        back=_address(person),
    )


def sign_out(request: Request, admin: Admin, form: Form, person: Person) -> Answer:
    """Every session of the person is over."""
    del form
    actions.sign_out_everywhere(desk_of(request.parts), person.district, person.user)
    _note(request, admin, "person signed out", person)
    return _to(person, "signed-out")


def ask_password(request: Request, admin: Admin, person: Person) -> Answer:
    """Say what a new password does; the form knows which password it replaces."""
    _check_not_admin(person)
    return confirm(
        request,
        admin,
        PEOPLE,
        title=f"Print a new password for {isolated(person.name)}?",
        says=[
            "The password until now does not work any more; nor does the start password.",
            "This person is signed out everywhere.",
            "The new password is shown once: write it down, or print the page.",
        ],
        action=f"{_address(person)}/password",
        button="Make a new password",
        back=_address(person),
        hidden={"replaces": str(_changed_at(request, person))},
    )


def password(request: Request, admin: Admin, form: Form, person: Person) -> Future[Answer]:
    """Make the password in the pool's threads, and show it this once."""
    replaces = _changed_at(request, person)
    if form.text("replaces") != str(replaces):
        raise ConflictError(passwords.REPLACED, "password_replaced")
    desk = desk_of(request.parts)
    made = desk.pool.submit(
        partial(passwords.reset_password, desk, admin.visit, person.user, replaces)
    )
    _note(request, admin, "password reset asked for", person)
    return afterwards(made, partial(_printed, request, admin, person))


def _printed(request: Request, admin: Admin, person: Person, made: "Future[str]") -> Answer:
    names = rules.names_of(person.facts, desk_of(request.parts).people.policy(person.district))
    return show(
        request,
        admin,
        "printed.html",
        PEOPLE,
        person=person,
        heading=f"New password for {isolated(person.name)}",
        names=sorted(names),
        password=made.result(),
        back=_address(person),
    )


def _changed_at(request: Request, person: Person) -> int:
    with request.parts.store.control.reading() as control:
        kept = queries.credential_of(control, person.district, person.user, PASSWORD)
    return kept.changed_at if kept else 0


def _is_suspended(request: Request, person: Person) -> bool:
    with request.parts.store.control.reading() as control:
        account = queries.account_of(control, person.district, person.user)
    return account is not None and account.is_suspended


def _check_not_admin(person: Person) -> None:
    if ROLE in person.roles:
        raise NotAllowedError(_OF_OPERATOR)


def _note(request: Request, admin: Admin, said: str, person: Person) -> None:
    request.parts.log.info(said, person=person.id, by=admin.visit.person.id)


def _address(person: Person) -> str:
    return f"{PEOPLE}/{person.id}"


def _to(person: Person, said: str) -> Answer:
    return see_other(f"{_address(person)}?said={said}")
