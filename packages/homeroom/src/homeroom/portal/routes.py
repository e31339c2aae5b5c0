"""Every path of the portal, each with its one guard."""

from typing import Final

from homeroom.accounts import guard
from homeroom.portal.home import classes, sessions, start
from homeroom.portal.signing_in import code, further, leaving, login
from homeroom.web.routes import Route, public

_POST: Final = ("POST",)

ROUTES: Final[tuple[Route, ...]] = (
    # Public: being nobody is where signing in begins, and leaving is no trouble to anybody.
    public("/login", login.show, page=True),
    public("/login", login.sign_in, _POST, body="memory", page=True, in_turn=True),
    public("/in/{shortname}", login.show, page=True),
    public("/in/{shortname}", login.sign_in, _POST, body="memory", page=True, in_turn=True),
    public("/login/code", code.show, page=True),
    public("/login/code", code.sign_in, _POST, body="memory", page=True),
    public("/logout", leaving.ask, page=True),
    public("/logout", leaving.leave, _POST, body="memory", page=True),
    guard.signing_in.route("/login/role", further.show_roles, page=True),
    guard.signing_in.route("/login/role", further.choose_role, _POST, body="memory", page=True),
    guard.signing_in.route("/login/second-factor", further.show_factor, page=True),
    guard.signing_in.route(
        "/login/second-factor", further.pass_factor, _POST, body="memory", page=True
    ),
    guard.signing_in.route("/login/enrolment", further.show_enrolment, page=True),
    guard.signing_in.route("/login/enrolment", further.enrol, _POST, body="memory", page=True),
    guard.signed_in.route("/portal", start.show, page=True),
    guard.signed_in.route("/portal/classes", classes.show, page=True),
    guard.signed_in.route(
        "/portal/classes/code", classes.make_code, _POST, body="memory", page=True
    ),
    guard.signed_in.route(
        "/portal/classes/password", classes.reset_password, _POST, body="memory", page=True
    ),
    guard.signed_in.route("/portal/sessions", sessions.show, page=True),
    guard.signed_in.route("/portal/sessions/end", sessions.end, _POST, body="memory", page=True),
    guard.signed_in.route(
        "/portal/sessions/everywhere", sessions.end_all, _POST, body="memory", page=True
    ),
)
