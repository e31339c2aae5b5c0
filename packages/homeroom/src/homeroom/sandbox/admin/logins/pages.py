"""Opens a minted login: the browser is signed in, and goes on to where the ticket says."""

from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.actions import welcome
from homeroom.accounts.desk import desk_of
from homeroom.oauth.login.authorize import unseen
from homeroom.sandbox.admin.bench import bench_of
from homeroom.sandbox.admin.logins.tickets import PATH, Ticket, opened, over
from homeroom.web.answers import Answer, see_other
from homeroom.web.request import Request
from homeroom.web.routes import Guard, Route


def _prove(request: Request) -> Ticket:
    """The ticket was minted with the admin's token, and stands for it here."""
    return opened(request.parts, request.path_params["ticket"])


def _open(request: Request, ticket: Ticket) -> Answer:
    """Sign the person in whom the ticket stands for; what nobody looks at uses nothing up."""
    ahead = unseen(request)
    if ahead is not None:
        return ahead
    desk = desk_of(request.parts)
    is_there = desk.people.active(ticket.district, ticket.user) is not None
    if not is_there or not bench_of(request.parts).used.use(ticket.once):
        raise over()
    done = welcome(
        desk,
        ticket.district,
        ticket.user,
        guard.origin_of(request),
        guard.device_of(request, shared=False),
        guard.cookie(request, guard.SESSION),
    )
    return see_other(ticket.onward, *guard.session_cookies(request, done))


ROUTE: Final[Route] = Guard("sandbox_admin", _prove).route(PATH, _open)
