"""Answers "How do people sign in?", and takes the district's choice."""

from typing import Any, Final

from homeroom.accounts.desk import desk_of
from homeroom.accounts.rules import ROLES
from homeroom.districts.frame import SIGN_IN, show
from homeroom.districts.guard import Admin, form, page
from homeroom.districts.sign_in import choice
from homeroom.roster.actions import set_switch
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route

_BAD: Final = 400


def show_sign_in(request: Request, admin: Admin) -> Answer:
    """The policy in force, as a form."""
    values = choice.shown(desk_of(request.parts).people.policy(admin.number))
    return _form(request, admin, values, {}, said=query_of(request).text("said") == "saved")


def save_sign_in(request: Request, admin: Admin, form: Form) -> Answer:
    """The policy is as the form says; saved twice it is the same."""
    chosen = choice.typed(form)
    choice.check(form, chosen)
    if form.troubles:
        return _form(request, admin, chosen, form.troubles)
    with request.parts.store.roster.writing() as session:
        set_switch(session, admin.number, "sign_in", choice.kept(chosen))
    request.parts.log.info("sign-in policy changed", by=admin.visit.person.id)
    return see_other(f"{SIGN_IN}?said=saved")


def _form(
    request: Request,
    admin: Admin,
    values: dict[str, Any],
    troubles: dict[str, str],
    *,
    said: bool = False,
) -> Answer:
    return show(
        request,
        admin,
        "sign_in.html",
        SIGN_IN,
        status=_BAD if troubles else 200,
        values=values,
        troubles=troubles,
        said=said,
        roles=[
            (role, role.replace("_", " "), choice.names_offered(role), choice.starts_offered(role))
            for role in ROLES
        ],
    )


ROUTES: Final[tuple[Route, ...]] = (page(SIGN_IN, show_sign_in), form(SIGN_IN, save_sign_in))
