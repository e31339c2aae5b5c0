"""Answers "How does our district come here?" and "What is this invitation?"."""

from concurrent.futures import Future
from functools import partial
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.actions import welcome
from homeroom.accounts.desk import desk_of
from homeroom.accounts.errors import BusyError, ThrottledError
from homeroom.accounts.rules import objection_to_email
from homeroom.accounts.staff.newcomers import objection_to_password
from homeroom.districts.frame import HOME
from homeroom.districts.joining import actions
from homeroom.districts.joining.actions import SHORT_NAME, TAKEN, SigningUp
from homeroom.districts.permissions import ROLE_NAMES
from homeroom.districts.team import actions as team
from homeroom.districts.team.actions import Joining
from homeroom.foundation.errors import NotAllowedError, RefusedError
from homeroom.intake.runs.desk import Desk as Intake
from homeroom.roster.queries import districts, time_of
from homeroom.web.answers import Answer, refusal_headers, see_other
from homeroom.web.handlers import afterwards
from homeroom.web.pages.forms import Form, form_of, query_of
from homeroom.web.pages.rendering import Templates
from homeroom.web.request import Request
from homeroom.web.routes import Reply, Route, public

SIGN_UP: Final = "/districts/sign-up"
JOIN: Final = "/districts/join"

_TEMPLATES: Final = Templates("homeroom.districts")
_BAD_FORM: Final = 400
_CONFLICT: Final = 409
_LONGEST_NAME: Final = 80
_LONGEST_DISTRICT: Final = 120
_LONGEST_SHORT: Final = 40
_CLOSED: Final = (
    "Districts cannot sign up here by themselves. Whoever runs this hub can bring yours here."
)

Made = Future[tuple[int, int]]


# ---------------------------------------------------------------------------------- a district


def show_sign_up(request: Request) -> Answer:
    """Ask what the district is called, and who its owner is."""
    _check_open(request)
    return _sign_up_page(request, Form())


def sign_up(request: Request) -> Reply:
    """Bring the district here, in the password pool's time; its owner is signed in."""
    _check_open(request)
    form = form_of(request)
    guard.check_login_form(request, form.text("csrf"))
    _look(request, form)
    if form.troubles:
        return _sign_up_page(request, form, _BAD_FORM)
    asked = SigningUp(
        form.text("district"),
        form.text("short_name").casefold(),
        form.text("name"),
        form.text("email"),
        form.raw("password"),
        guard.origin_of(request),
    )
    try:
        made = actions.sign_up_later(desk_of(request.parts), Intake.of(request.parts), asked)
    except (ThrottledError, BusyError) as error:
        return _refused(request, form, error)
    return afterwards(made, partial(_signed_up, request, form))


def _look(request: Request, form: Form) -> None:
    district, short_name = form.text("district"), form.text("short_name").casefold()
    if not any(one.isalnum() for one in district) or len(district) > _LONGEST_DISTRICT:
        form.refuse(
            "district", f"Type your district's name, with at most {_LONGEST_DISTRICT} characters."
        )
    if not SHORT_NAME.fullmatch(short_name) or len(short_name) > _LONGEST_SHORT:
        form.refuse(
            "short_name",
            f"Use small letters from a to z, digits and single hyphens, {_LONGEST_SHORT} at most.",
        )
    else:
        with request.parts.store.control.reading() as session:
            if actions.is_taken(session, short_name):
                form.refuse("short_name", TAKEN)
    look_at_person(form, form.text("email"), district)
    trouble = objection_to_email(form.text("email"))
    if trouble:
        form.refuse("email", trouble)


def look_at_person(form: Form, email: str, district: str) -> None:
    """Note what is wrong with the name and the password of somebody who joins a team."""
    name = form.text("name")
    if not name or len(name) > _LONGEST_NAME:
        form.refuse("name", f"Type your name, with at most {_LONGEST_NAME} characters.")
    trouble = objection_to_password(f"{name} {district}", email, form.raw("password"))
    if trouble:
        form.refuse("password", trouble)


def _signed_up(request: Request, form: Form, made: "Made") -> Answer:
    try:
        district, person = made.result()
    except RefusedError as error:
        if error.code == "short_name_taken":
            form.refuse("short_name", error.message)
            return _sign_up_page(request, form, _CONFLICT)
        return _refused(request, form, error)
    return _welcomed(request, district, person)


def _refused(request: Request, form: Form, error: RefusedError) -> Answer:
    form.refuse("", error.message)
    return _sign_up_page(request, form, error.status, *refusal_headers(error))


def _check_open(request: Request) -> None:
    if not request.parts.settings.may_districts_sign_up:
        raise NotAllowedError(_CLOSED, "sign_up_closed")


def _sign_up_page(
    request: Request, form: Form, status: int = 200, *headers: tuple[bytes, bytes]
) -> Answer:
    token, cookies = guard.login_form_token(request)
    return _TEMPLATES.page(
        "team/sign_up.html",
        status=status,
        headers=(*cookies, *headers),
        token=token,
        typed=form,
        address=f"{request.parts.settings.base_url}/in/",
        troubles=form.troubles,
    )


# --------------------------------------------------------------------------------- a colleague


def show_join(request: Request) -> Answer:
    """Say who invites whom to what, and ask for a name and a password."""
    return _join_page(request, query_of(request).text("link"), Form())


def join(request: Request) -> Reply:
    """Whoever holds the link is a member, in the password pool's time, and signed in."""
    form = form_of(request)
    guard.check_login_form(request, form.text("csrf"))
    link, desk = form.text("link"), desk_of(request.parts)
    district, invitation = team.invitation_of(desk, link)
    look_at_person(form, invitation.email, "")
    if form.troubles:
        return _join_page(request, link, form, _BAD_FORM)
    joining = Joining(link, form.text("name"), form.raw("password"))
    with request.parts.store.control.reading() as session:
        moment = time_of(session, district, request.parts.clock.now())
    try:
        made = desk.pool.submit(partial(team.accept, desk, joining, moment))
    except BusyError as error:
        form.refuse("", error.message)
        return _join_page(request, link, form, error.status)
    return afterwards(made, partial(_joined, request))


def _joined(request: Request, made: "Made") -> Answer:
    return _welcomed(request, *made.result())


def _join_page(request: Request, link: str, form: Form, status: int = 200) -> Answer:
    district, invitation = team.invitation_of(desk_of(request.parts), link)
    with request.parts.store.control.reading() as session:
        named = next(one.name for one in districts(session) if one.number == district)
    token, cookies = guard.login_form_token(request)
    return _TEMPLATES.page(
        "team/join.html",
        status=status,
        headers=cookies,
        token=token,
        link=link,
        invitation=invitation,
        role=ROLE_NAMES[invitation.role],
        invited_by=invitation.invited_by.partition(" [")[0],
        district=named,
        typed=form,
        troubles=form.troubles,
    )


def _welcomed(request: Request, district: int, person: int) -> Answer:
    done = welcome(
        desk_of(request.parts),
        district,
        person,
        guard.origin_of(request),
        guard.device_of(request, shared=False),
        guard.cookie(request, guard.SESSION),
    )
    return see_other(HOME, *guard.session_cookies(request, done))


ROUTES: Final[tuple[Route, ...]] = (
    public(SIGN_UP, show_sign_up, page=True),
    public(SIGN_UP, sign_up, ("POST",), body="memory", page=True),
    public(JOIN, show_join, page=True),
    public(JOIN, join, ("POST",), body="memory", page=True),
)
