"""Sign in with a backup code that a teacher made (sso.md 10.6)."""

from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.actions import sign_in_with_backup_code
from homeroom.accounts.desk import desk_of
from homeroom.accounts.errors import ThrottledError, WrongSecretError
from homeroom.portal.signing_in.entry import from_address, from_form
from homeroom.portal.signing_in.login import attempt
from homeroom.portal.signing_in.showing import login_page, refused_page, signed_in
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import form_of, query_of
from homeroom.web.request import Request

_PAGE: Final = "code.html"
_BAD_FORM: Final = 400
WRONG: Final = "That user name and code do not match. Ask your teacher for a new code."


def show(request: Request) -> Answer:
    """Ask for the code."""
    return login_page(request, from_address(request, query_of(request)), page=_PAGE)


def sign_in(request: Request) -> Answer:
    """Use the code up and begin the session."""
    form = form_of(request)
    guard.check_login_form(request, form.text("csrf"))
    entry = from_form(request, form)
    code = form.text("code")
    if not code:
        entry = entry.refused("code", "Type the code.")
    if entry.troubles:
        return login_page(request, entry, page=_PAGE, status=_BAD_FORM)
    try:
        done = sign_in_with_backup_code(desk_of(request.parts), attempt(request, entry, code))
    except WrongSecretError as error:
        return refused_page(request, entry, error, WRONG, _PAGE)
    except ThrottledError as error:
        return refused_page(request, entry, error, page=_PAGE)
    return signed_in(request, entry, done)
