"""Accounts of Readalong's own, by e-mail and password: for teachers who came before the Library.

Such a login lies in the same session cookie as one of the hub's, and takes its place.
"""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Final

from sqlalchemy import delete, select

from homeroom_kit.frameworks.tries import Tries
from homeroom_kit.login import App, sign_out
from homeroom_kit.login.keeping import Session
from readalong.tables import Account, Database, Ended

__all__ = ["EndedInTable", "OwnAccounts"]

_KEY: Final = "readalong"
_SHORTEST: Final = 8
_LONGEST: Final = 200
_NOBODY: Final = "0" * 32 + "$"
_WRONG: Final = "That e-mail and password do not fit."


class EndedInTable:
    """The table `ended`, as the kit's login asks for it: they stay ended after a restart."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def end(self, login: str, until: float) -> None:
        """Remember a login as ended."""
        with self._database.writing() as session:
            session.merge(Ended(login=login, until=until))

    def has_ended(self, login: str, now: float) -> bool:
        """Whether it ended; what nobody could come back with any more is forgotten."""
        with self._database.reading() as session:
            found = session.get(Ended, login)
        if found is not None and found.until < now:
            with self._database.writing() as session:
                session.execute(delete(Ended).where(Ended.until < now))
        return found is not None


class OwnAccounts:
    """Signs people up and in by e-mail and password."""

    def __init__(self, database: Database, app: App) -> None:
        self._database = database
        self._app = app
        self._tries = Tries()

    def sign_up(self, form: Mapping[str, str]) -> tuple[int, str]:
        """Make a teacher's account and return its number, or what is wrong."""
        name = " ".join(form.get("name", "").split())[:_LONGEST]
        email, password = form.get("email", "").strip(), form.get("password", "")
        here, at, host = email.partition("@")
        if not name:
            return 0, "Please write your name."
        if not (here and at and "." in host and email.isprintable() and len(email) <= _LONGEST):
            return 0, "Please write the whole e-mail address, like ann@example.org."
        if not _SHORTEST <= len(password) <= _LONGEST:
            return 0, f"Please choose a password of {_SHORTEST} characters or more."
        first, _, last = name.rpartition(" ")
        with self._database.writing() as session:
            if session.scalar(select(Account).where(Account.sign_in_as == email.lower())):
                return 0, "There is an account with this e-mail. Log in to it instead."
            made = Account(
                first=first or last, last=last if first else "", email=email, held=[],
                sign_in_as=email.lower(), password=_hashed(password, secrets.token_hex(16)),
            )  # fmt: skip
            session.add(made)
            session.flush()
            return made.id, ""

    def check(self, email: str, password: str) -> str | None:
        """Return whose account it is, or None."""
        with self._database.reading() as session:
            found = session.scalar(
                select(Account).where(Account.sign_in_as == email.strip().lower())
            )
        kept = found.password if found else _NOBODY
        # Compared also where there is no account, so that the time does not tell.
        fits = secrets.compare_digest(_hashed(password[:_LONGEST], kept.split("$")[0]), kept)
        return str(found.id) if found and fits else None

    def log_in(self, form: Mapping[str, str]) -> tuple[int, str]:
        """Return whose account it is, or what to say."""
        email = form.get("email", "").strip().lower()
        if not self._tries.may_try(email, self._app.now):
            return 0, "Too many tries. Please wait a quarter of an hour."
        account = self.check(email, form.get("password", ""))
        if account is None:
            self._tries.failed(email, self._app.now)
            return 0, _WRONG
        return int(account), ""

    def begin(self, session: Session, account: int) -> None:
        """Sign somebody in, in place of whoever was."""
        self.end(session)
        login = secrets.token_hex(16)
        session[_KEY] = {"account": account, "login": login, "at": self._app.now}

    def end(self, session: Session) -> None:
        """Sign out whoever is signed in, for good: a copy of her cookie is worth nothing."""
        mine = session.get(_KEY)
        if mine:
            self._app.ended.end(mine["login"], mine["at"] + self._app.session_seconds)
        sign_out(self._app, session)

    def signed_in(self, session: Session) -> int | None:
        """Whose account is open by a password, if anybody's."""
        mine = session.get(_KEY)
        if not mine or self._app.ended.has_ended(mine["login"], self._app.now):
            return None
        young = 0 <= self._app.now - mine["at"] < self._app.session_seconds
        return int(mine["account"]) if young else None


def _hashed(password: str, salt: str) -> str:
    drawn = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1)
    return f"{salt}${drawn.hex()}"
