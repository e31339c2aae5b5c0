"""Readalong as a web application."""

import sys
from collections.abc import Sequence
from typing import Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from homeroom_kit.frameworks.starlette import Homeroom, probe_mount
from homeroom_kit.login import App
from homeroom_kit.probe import Gate
from readalong.entering import entering
from readalong.pages import Pages
from readalong.probing import probe_of
from readalong.signing import EndedInTable, OwnAccounts
from readalong.tables import Database
from readalong.visitors import Door
from starting import Example, RegistrationError, Settings, SettingsError, serve, settings
from starting.probing import probe_command
from starting.registering import Registration

__all__ = ["EXAMPLE", "create", "main"]

EXAMPLE: Final = Example(
    "readalong",
    8501,
    Registration("Readalong", ("library", "district_sso"), ("teacher", "student")),
)

_WORDS: Final = {
    403: "That is not yours to do.",
    404: "There is no such page.",
    405: "There is no such page.",
    413: "That was too much at once.",
}


def create(found: Settings) -> FastAPI:
    """The application, with the tables in its database made if they were not there."""
    database = Database(found.database_url, found.home)
    app = _registered(found, database)
    own = OwnAccounts(database, app)
    homeroom = Homeroom(app, entering(database), own.check)
    pages = Pages(Door(homeroom, own, database))
    web = FastAPI(title="Readalong", docs_url=None, redoc_url=None, openapi_url=None)
    homeroom.install(web, found.secret)
    web.include_router(pages.router)
    if found.opening is not None:
        web.router.routes.append(probe_mount(Gate(probe_of(database, own), found.opening)))

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        return pages.trouble(request, status, _WORDS.get(status, "That did not work."))

    async def mistaken(_: Request, error: Exception) -> Response:  # noqa: ARG001 -- it is logged
        return pages.mistake()

    web.add_exception_handler(HTTPException, refused)
    web.add_exception_handler(Exception, mistaken)
    return web


def main(words: Sequence[str] = ()) -> None:
    """Serve it, or answer its probe's command; or say why not."""
    try:
        found = settings(EXAMPLE)
    except (SettingsError, RegistrationError) as trouble:
        sys.exit(str(trouble))
    if not words:
        serve(create(found), found)
    elif words[0] == "probe":
        database = Database(found.database_url, found.home)
        own = OwnAccounts(database, _registered(found, database))
        probe_command(probe_of(database, own), found, words[1:])
    else:
        sys.exit("Give nothing to serve Readalong, or: probe ...")


def _registered(found: Settings, database: Database) -> App:
    return App(
        found.client_id, found.client_secret, found.redirect_uri, found.hub_url,
        ended=EndedInTable(database),
    )  # fmt: skip
