"""Whose sandbox it is: the one place that looks, for every page and form of a sandbox."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from homeroom.accounts import guard
from homeroom.developers.frame import SANDBOXES
from homeroom.developers.guard import Developer, developer, form, page
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.ids import parse_id
from homeroom.roster.queries import District, districts
from homeroom.roster.sandboxes.queries import Sandbox, sandbox_of
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Guard, Reply, Route

ONE: Final = f"{SANDBOXES}/{{id}}"


@dataclass(frozen=True)
class Own:
    """A developer in a sandbox of her own."""

    who: Developer
    made: Sandbox
    district: District | None
    """None until it is finished, or while it is being deleted."""

    @property
    def path(self) -> str:
        """Where its pages begin."""
        return ONE.format(id=self.made.id)


def own_page(path: str, handler: Callable[[Request, Own], Reply]) -> Route:
    """State a page of a sandbox of hers."""
    return page(path, lambda request, who: handler(request, own(request, who)))


def own_form(path: str, handler: Callable[[Request, Own, Form], Reply]) -> Route:
    """State a form of a sandbox of hers."""
    return form(path, lambda request, who, sent: handler(request, own(request, who), sent))


def own_files(path: str, handler: Callable[[Request, Own], Reply]) -> Route:
    """State a form with files, whose proof is in its address: nothing is read without it."""

    def take(request: Request, who: Developer) -> Reply:
        return handler(request, own(request, who))

    return _sender.route(path, take, ("POST",), body="file", page=True)


def own(request: Request, who: Developer) -> Own:
    """Return the sandbox that the path names; NotFoundError if it is not hers."""
    named = request.path_params["id"]
    parsed = parse_id(named)
    number = parsed[1] if parsed else 0
    with request.parts.store.control.reading() as session:
        made = sandbox_of(session, who.number, number)
        known = next((one for one in districts(session) if one.number == number), None)
    # A district that is not marked is real, whatever else is written of it.
    if made is None or made.id != named or (known is not None and not known.sandbox):
        raise NotFoundError("There is no such sandbox of yours.", "no_such_sandbox")
    return Own(who, made, known)


def finished(mine: Own) -> District:
    """Return the sandbox as a district; NotFoundError for one that is not finished."""
    if mine.district is None:
        raise NotFoundError("This sandbox is not finished. Finish or delete it first.")
    return mine.district


def _prove_sender(request: Request) -> Developer:
    who = developer.prove(request)
    guard.check_form(request, who.visit, query_of(request).text("csrf"))
    return who


_sender: Final = Guard("signed_in", _prove_sender)
