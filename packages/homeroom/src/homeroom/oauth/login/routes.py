"""Every route of signing in, given who is at the door and what she may enter.

They are not part of the hub until its feature is stated with them:
`Feature("oauth", routes=login_routes(Ports(...)), prepare=flush.begin)`; the older forms of `/me`
are answered here as well.
"""

from functools import partial

from homeroom.oauth import guard, routes
from homeroom.oauth.grants import asking, logout, token
from homeroom.oauth.login import authorize, questions
from homeroom.oauth.login.pending import PATH
from homeroom.oauth.login.ports import Ports
from homeroom.oauth.openid import discovery, me, userinfo
from homeroom.web.request import Request
from homeroom.web.routes import Route, public

_BOTH = ("GET", "POST")
_POST = ("POST",)


def login_routes(ports: Ports) -> tuple[Route, ...]:
    """Return the routes of sso.md 2 that this feature answers."""
    return (*_browser(ports), *_client(ports), *_bearer(ports), *_documents())


def _browser(ports: Ports) -> tuple[Route, ...]:
    # Public: the door is asked inside, since being nobody is where most logins begin.
    return (
        public(
            "/oauth/authorize",
            partial(authorize.authorize, ports),
            _BOTH,
            body="memory",
            page=True,
        ),
        public("/oauth/instant-login", partial(authorize.instant_login, ports), page=True),
        public(PATH, partial(authorize.go_on, ports), page=True),
        public(PATH, partial(questions.answered, ports), _POST, body="memory", page=True),
        public("/oauth/logout", partial(logout.logout, ports), _BOTH, body="memory", page=True),
        public(logout.CONFIRM, partial(logout.confirmed, ports), _POST, body="memory", page=True),
    )


def _client(ports: Ports) -> tuple[Route, ...]:
    # Public as well: the proof may stand in the body, which no guard has seen (sso.md 5.1).
    in_json = partial(partial, token.answering_in_json)
    return (
        guard.client.route("/oauth/tokens", routes.list_tokens),
        public("/oauth/tokens", in_json(token.exchange, ports), _POST, body="memory"),
        public("/oauth/revoke", in_json(asking.revoke, ports), _POST, body="memory"),
        public("/oauth/introspect", in_json(asking.introspect, ports), _POST, body="memory"),
    )


def _bearer(ports: Ports) -> tuple[Route, ...]:
    return (
        guard.any_token.route("/oauth/tokeninfo", partial(asking.token_info, ports)),
        *(guard.anyone.route(path, partial(me.answer, ports), quick=_at_once) for path in me.PATHS),
        guard.user.route("/userinfo", partial(userinfo.answer, ports), quick=_at_once),
        public("/userinfo", partial(userinfo.posted, ports), _POST, body="memory"),
        # Below a version the API itself answers so, for every path that it has.
        *(
            public(path, userinfo.preflight, ("OPTIONS",))
            for path in ("/oauth/tokens", "/userinfo", *me.OLDER_PATHS)
        ),
    )


def _at_once(_: Request) -> bool:
    """One person's own record is over before another thread would have begun it."""
    return True


def _documents() -> tuple[Route, ...]:
    return (
        public("/oauth/certs", discovery.certs),
        public("/.well-known/openid-configuration", discovery.discovery),
        public("/.well-known/oauth-authorization-server", discovery.discovery),
    )
