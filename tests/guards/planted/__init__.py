"""The cheats: one for each guard of signing in, tokens, views, pages and backups."""

from typing import Final

from tests.guards.planted import backups, codes, logins, pages, people, server, views

CHEATS: Final = (
    *codes.CHEATS,
    *logins.CHEATS,
    *people.CHEATS,
    *views.CHEATS,
    *server.CHEATS,
    *pages.CHEATS,
    *backups.CHEATS,
)
