"""What may be missing after a sign-in: the role, the second factor, or its enrolment.

Each step renews the session under a new id (sso.md 11.8); showing a page changes nothing.
"""

from collections.abc import Callable
from typing import Any, Final

from homeroom.accounts import actions, guard
from homeroom.accounts.actions import SignedIn
from homeroom.accounts.desk import desk_of
from homeroom.accounts.errors import ThrottledError, WrongSecretError
from homeroom.accounts.proof import factors
from homeroom.accounts.rules import return_path
from homeroom.accounts.sessions import ENROLMENT, ROLE, SECOND_FACTOR, Visit
from homeroom.portal import rules
from homeroom.portal.pages import TEMPLATES
from homeroom.web.answers import Answer, Header, refusal_headers, see_other
from homeroom.web.pages.forms import Form, form_of, query_of
from homeroom.web.request import Request

_BAD_FORM: Final = 400


def show_roles(request: Request, visit: Visit) -> Answer:
    """Ask in which role she comes, or which she wants to change to (sso.md 3.5)."""
    asked = query_of(request).text("next")
    if visit.waits_for not in ("", ROLE) or len(visit.person.roles) == 1:
        return _onward(visit, asked)
    return _page("role.html", visit, asked)


def choose_role(request: Request, visit: Visit) -> Answer:
    """Go on in the role."""
    form = _checked(request, visit)
    if visit.waits_for not in ("", ROLE):
        return _onward(visit, form.text("next"))
    done = actions.choose_role(desk_of(request.parts), visit, form.text("role"))
    return _renewed(request, done, form.text("next"))


def show_factor(request: Request, visit: Visit) -> Answer:
    """Ask for a code of the authenticator app."""
    asked = query_of(request).text("next")
    if visit.waits_for != SECOND_FACTOR:
        return _onward(visit, asked)
    return _page("factor.html", visit, asked)


def pass_factor(request: Request, visit: Visit) -> Answer:
    """Take a code of the app, or a recovery code."""
    form = _checked(request, visit)
    if visit.waits_for != SECOND_FACTOR:
        return _onward(visit, form.text("next"))

    def proved(code: str) -> Answer:
        desk = desk_of(request.parts)
        done = actions.pass_second_factor(desk, visit, guard.origin_of(request), code)
        return _renewed(request, done, form.text("next"))

    return _with_code("factor.html", visit, form, proved)


def show_enrolment(request: Request, visit: Visit) -> Answer:
    """Say what an authenticator app is for; only the button makes a secret."""
    asked = query_of(request).text("next")
    if visit.waits_for != ENROLMENT:
        return _onward(visit, asked)
    return _page("enrolment.html", visit, asked, made=None, has_begun=False)


def enrol(request: Request, visit: Visit) -> Answer:
    """Make a secret for the app, or take its first code and show the recovery codes this once."""
    form = _checked(request, visit)
    asked = form.text("next")
    if visit.waits_for != ENROLMENT:
        return _onward(visit, asked)
    if form.text("step") != "confirm":
        base_url = request.parts.settings.base_url
        made = factors.begin_enrolment(desk_of(request.parts), visit.person, base_url)
        return _page("enrolment.html", visit, asked, made=made, has_begun=True)

    def enrolled(code: str) -> Answer:
        desk = desk_of(request.parts)
        done = actions.confirm_enrolment(desk, visit, guard.origin_of(request), code)
        kept = done.visit.kept
        return _page(
            "recovery.html",
            done.visit,
            asked,
            headers=guard.session_cookies(request, done),
            codes=done.recovery_codes,
            onward=rules.onward(kept.waits_for, kept.role, asked),
        )

    return _with_code("enrolment.html", visit, form, enrolled, made=None, has_begun=True)


def _checked(request: Request, visit: Visit) -> Form:
    form = form_of(request)
    guard.check_form(request, visit, form.text("csrf"))
    return form


def _with_code(
    page: str, visit: Visit, form: Form, use: Callable[[str], Answer], **values: Any
) -> Answer:
    """Answer with what comes of the code, or with the same page and what is wrong with it."""
    asked = form.text("next")
    code = form.text("code")
    if not code:
        return _page(page, visit, asked, "Type the code.", status=_BAD_FORM, **values)
    try:
        return use(code)
    except (WrongSecretError, ThrottledError) as error:
        headers = refusal_headers(error)
        said = error.message
        return _page(page, visit, asked, said, status=error.status, headers=headers, **values)


def _page(  # noqa: PLR0913 -- a page is all of these
    page: str,
    visit: Visit,
    asked: str,
    trouble: str = "",
    *,
    status: int = 200,
    headers: tuple[Header, ...] | list[Header] = (),
    **values: Any,
) -> Answer:
    return TEMPLATES.page(
        page,
        status=status,
        headers=headers,
        person=visit.person,
        now=visit.kept.role,
        csrf=visit.kept.csrf,
        next=return_path(asked, ""),
        troubles={"code": trouble} if trouble else {},
        grouped=rules.grouped,
        **values,
    )


def _renewed(request: Request, done: SignedIn, asked: str) -> Answer:
    kept = done.visit.kept
    onward = rules.onward(kept.waits_for, kept.role, asked)
    return see_other(onward, *guard.session_cookies(request, done))


def _onward(visit: Visit, asked: str) -> Answer:
    return see_other(rules.onward(visit.waits_for, visit.kept.role, asked))
