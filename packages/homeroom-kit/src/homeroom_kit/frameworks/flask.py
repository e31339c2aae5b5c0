"""The login for Flask: a blueprint, and who is signed in. Needs the extra `homeroom-kit[flask]`."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from flask import Blueprint, Flask, Response, request, session

from homeroom_kit.frameworks.door import CheckPassword, Door, Go, Home, Show
from homeroom_kit.frameworks.pages import HEADERS, Look, button_of, drawn, signed_in_as
from homeroom_kit.login import App, Who
from homeroom_kit.login.keeping import Session
from homeroom_kit.probe.carrying import HEADERS as PLAIN_HEADERS
from homeroom_kit.probe.carrying import Gate
from homeroom_kit.provision import Provisioning

__all__ = ["Homeroom", "probe_blueprint"]

_SEE_OTHER: Final = 303


class Homeroom:
    """The login of one application.

    Args:
        app: The application as it is registered at the hub.
        provisioning: What it declared about accounts.
        check_password: Checks a password of an account from earlier.
        look: Draws the pages of the login as the application's own look.
        home: Where whoever did not ask for a page of this site goes, and who signs out: a path, or
            what says it in a request, such as `lambda: url_for("shelf")`.
    """

    def __init__(
        self,
        app: App,
        provisioning: Provisioning,
        check_password: CheckPassword | None = None,
        *,
        look: Look | None = None,
        home: Home = "/",
    ) -> None:
        self.door = Door(app, provisioning, check_password, home)
        door = self.door
        self.blueprint: Final = Blueprint("homeroom", __name__)
        for path, name, step in (
            (door.start_path, "start", door.start),
            (door.callback_path, "callback", door.callback),
            (door.prove_path, "account", lambda mine, _: door.prove(mine)),
            (door.questions_path, "questions", lambda mine, _: door.questions(mine)),
        ):
            self.blueprint.add_url_rule(path, name, _page(step, look))
        for path, name, step in (
            (door.prove_path, "proved", door.proved),
            (door.questions_path, "answered", door.answered),
            (door.sign_out_path, "logout", door.sign_out),
        ):
            self.blueprint.add_url_rule(path, name, _form(step, look), methods=["POST"])

    def install(self, web: Flask) -> None:
        """Add the blueprint, and make the session's cookie one that only this site gets."""
        secure = self.door.app.is_secure
        web.config["SESSION_COOKIE_SECURE"] = secure
        web.config["SESSION_COOKIE_HTTPONLY"] = True
        web.config["SESSION_COOKIE_SAMESITE"] = web.config["SESSION_COOKIE_SAMESITE"] or "Lax"
        if web.config["SESSION_COOKIE_NAME"] == "session" and secure:
            web.config["SESSION_COOKIE_NAME"] = "__Host-session"
        web.config["PERMANENT_SESSION_LIFETIME"] = timedelta(seconds=self.door.app.session_seconds)
        web.register_blueprint(self.blueprint)

    def person(self) -> Who | None:
        """Who is signed in, in this request."""
        return self.door.person(session)

    def button(self, words: str = "Log in with Homeroom", next: str = "/") -> str:  # noqa: A002
        """The button that begins a login, as HTML."""
        return button_of(self.door, words, next)

    def signed_in_as(self) -> str:
        """Who is signed in, with a button to sign out, as HTML; blank if nobody is."""
        return signed_in_as(self.door, session)


_Step = Callable[[Session, Mapping[str, str]], Go | Show]


def _page(step: _Step, look: Look | None) -> Callable[[], Response]:
    return lambda: _answer(step(session, request.args), look)


def _form(step: _Step, look: Look | None) -> Callable[[], Response]:
    return lambda: _answer(step(session, request.form), look)


def _answer(found: Go | Show, look: Look | None) -> Response:
    if isinstance(found, Go):
        answer = Response(status=_SEE_OTHER, headers=dict(HEADERS))
        answer.headers["Location"] = found.address
        return answer
    document, headers = drawn(found, look)
    return Response(document, found.status, headers, mimetype="text/html")


def probe_blueprint(gate: Gate, prefix: str = "/probe") -> Blueprint:
    """The probe, for an application under test: `web.register_blueprint(probe_blueprint(gate))`."""
    found = Blueprint("homeroom_probe", __name__, url_prefix=prefix)

    def probe(path: str) -> Response:
        answer = gate.answer(
            request.method,
            path,
            request.args,
            request.headers.get("Authorization", ""),
            request.get_data(),
        )
        return Response(answer.body, answer.status, dict(PLAIN_HEADERS))

    found.add_url_rule("/<path:path>", "probe", probe, methods=["GET", "POST", "PUT", "DELETE"])
    return found
