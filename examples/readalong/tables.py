"""Readalong's tables, and how they are read and written."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import JSON, DateTime, ForeignKey, String, UniqueConstraint, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

__all__ = ["Account", "Database", "Ended", "Membership", "Reading", "Room", "Table"]

_SHORT: Final = 64
_LONG: Final = 400


class Table(DeclarativeBase):
    """What is kept."""


class Account(Table):
    """Somebody's account. None is ever deleted.

    Attributes:
        clever_id: Whose it is at the hub; nobody's yet if she signed up here.
        district: The district that told of her; none while only a teacher did.
        sign_in_as: The e-mail that she signs in with here, in small letters, if she signed up.
        held: Names of values that she gave herself.
        read_at: When her classes were last read from the hub.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    clever_id: Mapped[str | None] = mapped_column(String(_SHORT), unique=True)
    district: Mapped[str | None] = mapped_column(String(_SHORT))
    type: Mapped[str] = mapped_column(String(_SHORT), default="teacher")
    authorized_by: Mapped[str] = mapped_column(String(_SHORT), default="")
    first: Mapped[str] = mapped_column(String(_LONG), default="")
    middle: Mapped[str] = mapped_column(String(_LONG), default="")
    last: Mapped[str] = mapped_column(String(_LONG), default="")
    email: Mapped[str] = mapped_column(String(_LONG), default="", index=True)
    grade: Mapped[str] = mapped_column(String(_SHORT), default="")
    held: Mapped[list[str]] = mapped_column(JSON, default=list)
    sign_in_as: Mapped[str | None] = mapped_column(String(_LONG), unique=True)
    password: Mapped[str] = mapped_column(String(_LONG), default="")
    read_at: Mapped[datetime | None] = mapped_column(DateTime)

    @property
    def name(self) -> str:
        """First and last name, or whatever there is of them."""
        return " ".join(part for part in (self.first, self.last) if part)


class Room(Table):
    """A class: one section of the hub's. Put away, it keeps everything."""

    __tablename__ = "rooms"

    id: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(String(_SHORT), unique=True)
    name: Mapped[str] = mapped_column(String(_LONG), default="")
    subject: Mapped[str] = mapped_column(String(_LONG), default="")
    grade: Mapped[str] = mapped_column(String(_SHORT), default="")
    section_number: Mapped[str] = mapped_column(String(_LONG), default="")
    is_archived: Mapped[bool] = mapped_column(default=False)


class Membership(Table):
    """Somebody teaches a class, or is a pupil in it."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("room", "account", "teaches"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room: Mapped[int] = mapped_column(ForeignKey("rooms.id"), index=True)
    account: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    teaches: Mapped[bool]


class Reading(Table):
    """Somebody read in a book for some minutes; it hangs on her account and on nothing else."""

    __tablename__ = "readings"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    title: Mapped[str] = mapped_column(String(_LONG))
    minutes: Mapped[int]


class Ended(Table):
    """A login that ended before its time: its cookie is worth nothing any more."""

    __tablename__ = "ended"

    login: Mapped[str] = mapped_column(String(_SHORT), primary_key=True)
    until: Mapped[float]


class Database:
    """The tables in one database.

    Args:
        url: As SQLAlchemy writes it; blank for a file in `home`.
        home: Readalong's folder.
    """

    def __init__(self, url: str, home: Path) -> None:
        self._engine = create_engine(url or f"sqlite:///{home / 'readalong.db'}")
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _prepare)
        Table.metadata.create_all(self._engine)
        self._one_writes = threading.RLock()
        self._open = threading.local()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction, or the one that this thread is in: whole, or not at all."""
        session: Session | None = getattr(self._open, "session", None)
        if session is not None:
            yield session
            return
        with self._one_writes, Session(self._engine) as begun, begun.begin():
            self._open.session = begun
            try:
                yield begun
            finally:
                del self._open.session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """What there is, as the transaction of this thread has it if there is one."""
        session: Session | None = getattr(self._open, "session", None)
        if session is not None:
            yield session
            return
        with Session(self._engine, expire_on_commit=False) as begun:
            yield begun

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _prepare(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for line in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {line}")
    cursor.close()
