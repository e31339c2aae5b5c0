"""What a person at a terminal reads when files or the database fail: one line, and what to do.

Texts of drivers are not repeated as they are: they may quote rows, and those about a malformed
address quote parts of it, where its password may be.
"""

import errno
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote

import psycopg
import sqlalchemy.exc

STORE_ERRORS: Final = (sqlite3.Error, psycopg.Error, sqlalchemy.exc.SQLAlchemyError)
FAILURES: Final = (OSError, *STORE_ERRORS)
"""Errors whose cause lies outside of Homeroom; any other is a bug, whose trace somebody needs."""

_HIDDEN: Final = "(hidden)"
_SHORTEST_PIECE: Final = 3
_OF_FILES: Final[Mapping[int, str]] = {
    errno.ENOSPC: "Free some space on that disk, then run the command again.",
    errno.EDQUOT: "Free some space on that disk, then run the command again.",
    errno.EACCES: "Give the user who runs Homeroom the right to it, or name another place.",
    errno.EPERM: "Give the user who runs Homeroom the right to it, or name another place.",
    errno.EROFS: "That disk can only be read: name another place.",
    errno.ENOENT: "Check the name.",
    errno.ENOTDIR: "A file stands where a folder is needed: check the name.",
    errno.EEXIST: "Something of that name is in the way: move it, or name another place.",
    errno.EIO: "Check the disk.",
}
_OF_SQLITE: Final = (
    ("locked", "is in use by another process", "Wait until that is done, then run it again."),
    ("full", "has no room left on its disk", "Free some space, then run the command again."),
    ("readonly", "can only be read", "Give the user who runs Homeroom the right to write it."),
    ("unable to open", "cannot be opened", "Check that HOMEROOM_HOME and its files may be used."),
    ("not a database", "is not a SQLite file", "Restore a backup: homeroom restore --help."),
    ("malformed", "is damaged", "Restore a backup: homeroom restore --help."),
    ("disk i/o", "could not be read or written", "Check the disk."),
)
_OF_POSTGRESQL: Final = (
    ("connection refused", "nobody answers at its address", "Start it, or correct the address"),
    ("timeout", "it did not answer in time", "Check that it can be reached"),
    ("password authentication failed", "it refuses the password", "Correct user and password"),
    ("no password supplied", "it asks for a password", "Add the password"),
    ("too many", "it has no connection left", "Try again later, or allow more"),
    ("starting up", "it is starting up", "Try again in a moment, or check the address"),
    ("shutting down", "it is shutting down", "Start it again, or correct the address"),
    ("server closed the connection", "it closed the connection", "Check that it runs"),
    ("host name", "its host is not known", "Correct the address"),
    ("does not exist", "its database or user does not exist", "Create it, or correct the address"),
)


def line_of(error: BaseException) -> str:
    """Return what failed, and what to do about it."""
    if isinstance(error, sqlalchemy.exc.DBAPIError) and error.orig is not None:
        error = error.orig
    if isinstance(error, sqlite3.Error):
        return _sqlite_line(error)
    if isinstance(error, (psycopg.Error, sqlalchemy.exc.SQLAlchemyError)):
        return _postgresql_line(error)
    return _file_line(error)


def _file_line(error: BaseException) -> str:
    number = getattr(error, "errno", None) or 0
    said = os.strerror(number) if number > 0 else type(error).__name__
    name = getattr(error, "filename", None)
    where = f"{os.fsdecode(name)}: " if isinstance(name, (str, bytes)) else ""
    return f"{where}{said}. {_OF_FILES.get(number, 'Nothing more was done.')}"


def _sqlite_line(error: sqlite3.Error) -> str:
    text = str(error).casefold()
    for mark, said, advice in _OF_SQLITE:
        if mark in text:
            return f"The store in HOMEROOM_HOME {said}. {advice}"
    return (
        f"The store in HOMEROOM_HOME failed ({type(error).__name__}). Run the command again with"
        " HOMEROOM_LOG_LEVEL=debug to see where."
    )


def _postgresql_line(error: BaseException) -> str:
    text = str(error).casefold()
    state = getattr(error, "sqlstate", None)
    if isinstance(error, psycopg.OperationalError):
        for mark, said, advice in _OF_POSTGRESQL:
            if mark in text:
                return f"The PostgreSQL server failed: {said}. {advice} in HOMEROOM_DATABASE_URL."
    if isinstance(error, psycopg.ProgrammingError) and state is None:
        return "HOMEROOM_DATABASE_URL cannot be read: write postgresql://USER:PASSWORD@HOST/NAME."
    known = f"{type(error).__name__}, {state}" if state else type(error).__name__
    return (
        f"The database failed ({known}). Check the server that HOMEROOM_DATABASE_URL names; run the"
        " command again with HOMEROOM_LOG_LEVEL=debug to see where."
    )


def without_secrets(text: str, environment: Mapping[str, str]) -> str:
    """Return the text without the database's address and password, whole or in pieces."""
    secrets = set(_secrets(environment.get("HOMEROOM_DATABASE_URL", "")))
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    return text


def _secrets(url: str) -> Iterator[str]:
    if not url:
        return
    yield url
    before, at, _ = url.partition("://")[2].rpartition("@")
    passwords = [before.partition(":")[2]] if at else []
    for part in url.partition("?")[2].split("&"):
        name, equals, value = part.partition("=")
        if not equals or name.lower() == "password":
            # Without its name it may be what somebody forgot to name.
            passwords.append(value if equals else name)
    for password in passwords:
        for form in (password, unquote(password)):
            if form:
                yield form
            # An unescaped @ or / cuts a password up, and drivers quote the pieces.
            yield from (one for one in re.split(r"[@/?#:]", form) if len(one) >= _SHORTEST_PIECE)
