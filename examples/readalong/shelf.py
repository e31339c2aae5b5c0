"""The shelf: which books there are, and what somebody noted of her reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from readalong.tables import Account, Reading

__all__ = ["BOOKS", "Noted", "note", "shelf_of", "trouble_in"]

BOOKS: Final = (
    "The Lighthouse at Low Tide",
    "Seven Snails",
    "A Map of the Kitchen",
    "The Night Bus to Nowhere",
    "How Rivers Begin",
    "My Brother Is a Robot",
)
"""Invented, as everything here."""

_MOST_MINUTES: Final = 600
_DIGITS: Final = 9
"""So many a number may have here; Python refuses to read one of thousands."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A book and how long somebody has read in it."""

    title: str
    minutes: int


def shelf_of(session: Session, account: Account) -> Sequence[Noted]:
    """Every book, with her minutes; first those of the shelf, then others that she read."""
    asked = (
        select(Reading.title, func.sum(Reading.minutes))
        .where(Reading.account == account.id)
        .group_by(Reading.title)
    )
    read = {title: int(minutes) for title, minutes in session.execute(asked)}
    others = sorted(read.keys() - set(BOOKS))
    return [Noted(title, read.get(title, 0)) for title in (*BOOKS, *others)]


def note(session: Session, account: int, title: str, minutes: int) -> None:
    """Remember that somebody read."""
    session.add(Reading(account=account, title=title, minutes=minutes))


def trouble_in(form: Mapping[str, str]) -> str:
    """What is wrong with what was typed; blank if nothing is."""
    minutes = form.get("minutes", "").strip()
    if form.get("title") not in BOOKS:
        return "Please choose a book of the shelf."
    is_number = minutes.isascii() and minutes.isdecimal() and len(minutes) <= _DIGITS
    if not (is_number and 0 < int(minutes) <= _MOST_MINUTES):
        return f"Please write the minutes as a number from 1 to {_MOST_MINUTES}."
    return ""
