"""Who is calling: applications, their tokens, and how often each token may call.

Words: an *application* is what a developer registers; its *client id* and *secret* prove it at
the token endpoints; a *district-app token* stands for one application in one district; a *grant*
is what a token stands for; the *rate window* is the minute that a token's first request opens.
A token alone opens nothing: every request goes token -> connection -> view, so that ending a
connection in `sharing` is enough (house.md 14, item 2).

A *user grant* is the same for a person: who signed in to which application, and whether her
district or a teacher authorised it.

Door: `guard` (who may call a route), `actions` (register, issue, revoke), `rates` (the window),
`login.routes` (every path of signing in to an application), `authority` (who decides that),
`logout` (applications are told that a login has ended), `connecting` (a connection with its token),
`requests` (what applications asked lately), `pictures` (what they show of themselves).
"""

from functools import partial

from homeroom.accounts.usage.flushing import FLUSHERS as OF_USAGE
from homeroom.foundation.parts import Parts
from homeroom.oauth import connecting, flush
from homeroom.oauth.authority import PORTS
from homeroom.oauth.grants import literal
from homeroom.oauth.login.routes import login_routes
from homeroom.oauth.logout.rounds import work
from homeroom.oauth.pictures.routes import ROUTES as PICTURES
from homeroom.oauth.registration import following
from homeroom.oauth.requests.flushing import FLUSHERS as OF_REQUESTS
from homeroom.sharing.disclosing.flushing import FLUSHERS as OF_DISCLOSURES
from homeroom.web.features import Feature


def _prepare(parts: Parts) -> None:
    literal.repair(parts)  # first: what everybody knows opens nothing a moment longer
    flush.begin(parts)
    OF_DISCLOSURES.begin(parts)
    connecting.repair(parts)
    following.repair(parts)
    OF_REQUESTS.begin(parts)
    OF_USAGE.begin(parts)


def _finish(parts: Parts) -> None:
    flush.finish(parts)
    OF_DISCLOSURES.finish(parts)
    OF_REQUESTS.finish(parts)
    OF_USAGE.finish(parts)


FEATURE = Feature(
    "oauth",
    routes=(*login_routes(PORTS), *PICTURES),
    prepare=_prepare,
    work=partial(work, PORTS.identity),
    finish=_finish,
)

__all__ = ["FEATURE"]
