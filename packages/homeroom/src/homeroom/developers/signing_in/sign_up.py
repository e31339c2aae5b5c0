"""Sign up: name, address, password. What follows looks the same whether the address is new."""

from concurrent.futures import Future
from functools import partial
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.desk import desk_of
from homeroom.accounts.errors import BusyError, ThrottledError
from homeroom.accounts.rules import objection_to_email
from homeroom.accounts.staff.newcomers import Newcomer, objection_to_password, sign_up_later
from homeroom.developers.frame import TEMPLATES
from homeroom.developers.signing_in.login import LOGIN
from homeroom.foundation.errors import NotAllowedError, RefusedError
from homeroom.web.answers import Answer, refusal_headers, see_other
from homeroom.web.handlers import afterwards
from homeroom.web.pages.forms import Form, form_of
from homeroom.web.request import Request
from homeroom.web.routes import Reply

PATH: Final = "/developers/sign-up"
_BAD_FORM: Final = 400
_LONGEST_NAME: Final = 80
_CLOSED: Final = (
    "Nobody can sign up here by herself. Whoever runs this hub can give you a developer's account."
)


def show(request: Request) -> Answer:
    """Ask who wants to be a developer."""
    _check_open(request)
    return _page(request, Form())


def sign_up(request: Request) -> Reply:
    """Make the account in the password pool's time."""
    _check_open(request)
    form = form_of(request)
    guard.check_login_form(request, form.text("csrf"))
    name, email, password = form.text("name"), form.text("email"), form.raw("password")
    _look(form, name, email, password)
    if form.troubles:
        return _page(request, form, _BAD_FORM)
    asked = Newcomer(name, email, password, guard.origin_of(request))
    try:
        made = sign_up_later(desk_of(request.parts), asked)
    except (ThrottledError, BusyError) as error:
        return _refused(request, form, error)
    return afterwards(made, partial(_answer, request, form))


def _look(form: Form, name: str, email: str, password: str) -> None:
    if not name or len(name) > _LONGEST_NAME:
        form.refuse("name", f"Type your name, with at most {_LONGEST_NAME} characters.")
    trouble = objection_to_email(email)
    if trouble:
        form.refuse("email", trouble)
    trouble = objection_to_password(name, email, password)
    if trouble:
        form.refuse("password", trouble)


def _answer(request: Request, form: Form, made: "Future[None]") -> Answer:
    try:
        made.result()
    except RefusedError as error:
        return _refused(request, form, error)
    return see_other(f"{LOGIN}?why=signed_up")


def _check_open(request: Request) -> None:
    if not request.parts.settings.is_sign_up_open:
        raise NotAllowedError(_CLOSED)


def _refused(request: Request, form: Form, error: RefusedError) -> Answer:
    form.refuse("", error.message)
    return _page(request, form, error.status, *refusal_headers(error))


def _page(request: Request, form: Form, status: int = 200, *headers: tuple[bytes, bytes]) -> Answer:
    token, cookies = guard.login_form_token(request)
    return TEMPLATES.page(
        "sign_up.html",
        status=status,
        headers=(*cookies, *headers),
        token=token,
        given_name=form.text("name"),
        email=form.text("email"),
        troubles=form.troubles,
    )
