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
`logout` (applications are told that a login has ended).
"""

from functools import partial

from homeroom.oauth import flush
from homeroom.oauth.authority import PORTS
from homeroom.oauth.login.routes import login_routes
from homeroom.oauth.logout.rounds import work
from homeroom.web.features import Feature

FEATURE = Feature(
    "oauth",
    routes=login_routes(PORTS),
    prepare=flush.begin,
    work=partial(work, PORTS.identity),
)

__all__ = ["FEATURE"]
