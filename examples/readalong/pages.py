"""Readalong's pages."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from readalong import rooms, shelf
from readalong.tables import Account
from readalong.visitors import Door, Visitor, form_of

__all__ = ["Pages"]

HEADERS: Final[Mapping[str, str]] = {
    # Nobody leafs back to the pages of who sat here before.
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
_TEMPLATES: Final = Path(__file__).parent / "templates"

Form = Annotated[Mapping[str, str], Depends(form_of)]
Page = Callable[..., Response]


class Pages:
    """The pages of one Readalong.

    Args:
        door: Both ways in.
    """

    def __init__(self, door: Door) -> None:
        self._door = door
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
        )
        self.router: Final = APIRouter()
        gets: Mapping[str, Page] = {
            "/": self.home, "/signup": self.sign_up, "/shelf": self.shelf,
            "/classes/{number}": self.room, "/style.css": self.style,
        }  # fmt: skip
        posts: Mapping[str, Page] = {
            "/signup": self.signed_up, "/signin": self.sign_in, "/logout": self.log_out,
            "/shelf": self.noted,
        }  # fmt: skip
        for path, page in gets.items():
            self.router.add_api_route(path, page, methods=["GET"], include_in_schema=False)
        for path, page in posts.items():
            self.router.add_api_route(path, page, methods=["POST"], include_in_schema=False)

    # ---------------------------------------------------------------------------------- coming in

    def home(self, request: Request) -> Response:
        """Her classes and the way to her shelf; the ways in, for who is not signed in."""
        visitor = self._door.visitor(request)
        if visitor is None:
            return self._ways_in(request)
        with self._door.database.reading() as session:
            found = [
                (room, rooms.teachers_of(session, room), rooms.pupils_of(session, room))
                for room in rooms.rooms_of(session, visitor.account)
            ]
        return self._show(request, "home", rooms=found, sync=self._door.homeroom.door.start_at("/"))

    def sign_up(self, request: Request) -> Response:
        """The form to sign up with, beside the button."""
        button = self._door.homeroom.button("Sign up with Homeroom")
        return self._show(request, "signup", button=button, trouble="", typed={})

    def signed_up(self, request: Request, form: Form) -> Response:
        """Make an account and sign its owner in."""
        account, trouble = self._door.own.sign_up(form)
        if trouble:
            button = self._door.homeroom.button("Sign up with Homeroom")
            return self._show(request, "signup", 422, button=button, trouble=trouble, typed=form)
        self._door.own.begin(request.session, account)
        return _to("/")

    def sign_in(self, request: Request, form: Form) -> Response:
        """Sign somebody in by e-mail and password."""
        account, trouble = self._door.own.log_in(form)
        if trouble:
            return self._ways_in(request, trouble, form.get("email", ""))
        self._door.own.begin(request.session, account)
        return _to("/")

    def log_out(self, request: Request, form: Form) -> Response:  # noqa: ARG002 -- it looks whose
        """End the session here, and not the one at the hub (SSO-R8)."""
        self._door.own.end(request.session)
        return _to("/")

    # ------------------------------------------------------------------------------------ reading

    def room(self, request: Request, number: str) -> Response:
        """One of her classes: its pupils and what they read, for who teaches it."""
        visitor = self._door.visitor(request)
        if visitor is None:
            return _to("/")
        with self._door.database.reading() as session:
            wanted = int(number) if re.fullmatch("[0-9]{1,18}", number) else 0
            room = rooms.room_of(session, visitor.account, wanted)
            if room is None:
                return self.trouble(request, 404, "This is none of your classes.")
            teachers = rooms.teachers_of(session, room)
            pupils = rooms.pupils_of(session, room)
        teaches = visitor.account.id in {one.id for one in teachers}
        return self._show(
            request, "room", room=room, teachers=teachers, pupils=pupils, teaches=teaches
        )

    def shelf(self, request: Request) -> Response:
        """Her books, and a form to note what she read."""
        visitor = self._door.visitor(request)
        return _to("/") if visitor is None else self._shelf(request, visitor.account)

    def noted(self, request: Request, form: Form) -> Response:
        """Note what she read."""
        visitor = self._door.visitor(request)
        if visitor is None:
            return _to("/")
        trouble = shelf.trouble_in(form)
        if visitor.is_looked_at:
            trouble = "You look at this as somebody else, so nothing is noted."
        if trouble:
            return self._shelf(request, visitor.account, trouble)
        with self._door.database.writing() as session:
            shelf.note(session, visitor.account.id, form["title"], int(form["minutes"]))
        return _to("/shelf")

    # ----------------------------------------------------------------------------------- the rest

    def style(self) -> Response:
        """How pages look."""
        text = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
        return Response(text, media_type="text/css", headers={"Cache-Control": "max-age=3600"})

    def trouble(self, request: Request, status: int, words: str) -> Response:
        """A page for what does not work."""
        return self._show(request, "trouble", status, words=words)

    def mistake(self) -> Response:
        """A page for our own mistakes; it asks nobody who is signed in."""
        text = self._templates.get_template("mistake.html").render(visitor=None)
        return HTMLResponse(text, 500, dict(HEADERS))

    def _ways_in(self, request: Request, trouble: str = "", typed: str = "") -> Response:
        button = self._door.homeroom.button("Log in with Homeroom")
        status = 422 if trouble else 200
        return self._show(request, "login", status, button=button, trouble=trouble, typed=typed)

    def _shelf(self, request: Request, account: Account, trouble: str = "") -> Response:
        with self._door.database.reading() as session:
            books = shelf.shelf_of(session, account)
        return self._show(
            request, "shelf", 422 if trouble else 200, shelf=books, books=shelf.BOOKS,
            trouble=trouble,
        )  # fmt: skip

    def _show(self, request: Request, page: str, status: int = 200, **values: Any) -> Response:
        visitor: Visitor | None = self._door.visitor(request)
        text = self._templates.get_template(f"{page}.html").render(visitor=visitor, **values)
        return HTMLResponse(text, status, dict(HEADERS))


def _to(place: str) -> Response:
    return RedirectResponse(place, 303, dict(HEADERS))
