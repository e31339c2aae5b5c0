"""Who may open the operator's pages: one of the hub's own staff with that duty.

Behind them lie counts, names of districts and applications, and moments. No data of a student:
nothing here reads a record, and a test looks for their names on every page.
"""

from collections.abc import Callable
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.sessions import Visit
from homeroom.accounts.staff.door import StaffDoor
from homeroom.operator.frame import HOME, LOGIN, TEMPLATES
from homeroom.web.pages.forms import Form, form_of
from homeroom.web.request import Request
from homeroom.web.routes import Guard, Reply, Route

DUTY: Final = "operator"
DOOR: Final = StaffDoor(
    duty=DUTY,
    home=HOME,
    login=LOGIN,
    not_hers="These pages are for whoever runs the hub. Sign out, then sign in with an operator's"
    " account.",
    pages=TEMPLATES,
)

_operator: Final = Guard("signed_in", DOOR.prove)


def page(path: str, handler: Callable[[Request, Visit], Reply]) -> Route:
    """State a page that shows."""
    return _operator.route(path, handler, page=True)


def form(path: str, handler: Callable[[Request, Visit, Form], Reply]) -> Route:
    """State a page that changes something: it is called only with a form of this session."""

    def proved(request: Request, visit: Visit) -> Reply:
        sent = form_of(request)
        guard.check_form(request, visit, sent.text("csrf"))
        return handler(request, visit, sent)

    return _operator.route(path, proved, ("POST",), body="memory", page=True)
