"""Answers "How do people sign in?", and takes the district's choice."""

from typing import Any, Final

from homeroom.accounts import rules
from homeroom.accounts.rules import ROLES
from homeroom.districts.frame import SIGN_IN, show
from homeroom.districts.guard import Admin, form, page
from homeroom.districts.sign_in import choice
from homeroom.foundation.database import Session
from homeroom.roster.actions import hold_district, set_switch
from homeroom.roster.queries import setting
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, mark_of, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route

_BAD: Final = 400
_CONFLICT: Final = 409
_STALE: Final = (
    "Somebody changed how people sign in since you loaded the page, so nothing was saved. What you"
    " typed is still here. Open this page in another window to see what holds now; save again if"
    " yours is right."
)


def show_sign_in(request: Request, admin: Admin) -> Answer:
    """The policy in force, as a form."""
    said = query_of(request).text("said") == "saved"
    return _form(request, admin, None, {}, said=said)


def save_sign_in(request: Request, admin: Admin, form: Form) -> Answer:
    """The policy is as the form says; saved twice it is the same."""
    chosen = choice.typed(form)
    choice.check(form, chosen)
    if form.troubles:
        return _form(request, admin, chosen, form.troubles)
    with request.parts.store.roster.writing() as session:
        hold_district(session, admin.number)
        now = _in_force(session, admin)
        is_stale = now != chosen and mark_of(now) != form.text("seen")
        if not is_stale:
            set_switch(session, admin.number, "sign_in", choice.kept(chosen))
    if is_stale:
        return _form(request, admin, chosen, {"": _STALE}, status=_CONFLICT)
    request.parts.log.info("sign-in policy changed", by=admin.visit.person.id)
    return see_other(f"{SIGN_IN}?said=saved")


def _form(  # noqa: PLR0913 - a page is all of these
    request: Request,
    admin: Admin,
    typed: dict[str, Any] | None,
    troubles: dict[str, str],
    *,
    said: bool = False,
    status: int = _BAD,
) -> Answer:
    """Show the form with what was typed, else with what is in force."""
    with request.parts.store.roster.reading() as session:
        now = _in_force(session, admin)
    return show(
        request,
        admin,
        "sign_in.html",
        SIGN_IN,
        status=status if troubles else 200,
        values=typed or now,
        seen=mark_of(now),
        troubles=troubles,
        said=said,
        roles=[
            (role, role.replace("_", " "), choice.names_offered(role), choice.starts_offered(role))
            for role in ROLES
        ],
    )


def _in_force(session: Session, admin: Admin) -> dict[str, Any]:
    switches = setting(session, admin.number).switches
    return choice.shown(rules.policy(switches, sandbox=admin.district.sandbox))


ROUTES: Final[tuple[Route, ...]] = (page(SIGN_IN, show_sign_in), form(SIGN_IN, save_sign_in))
