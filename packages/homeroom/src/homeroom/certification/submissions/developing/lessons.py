"""The training pages: short lessons for each integration type, ticked off one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Lesson:
    """One thing to know before the first line of code."""

    id: str
    title: str
    says: tuple[str, ...]
    types: tuple[str, ...]


_LOGIN: Final = ("library", "district_sso")
_ALL: Final = ("library", "district_sso", "secure_sync")

LESSONS: Final[tuple[Lesson, ...]] = (
    Lesson(
        "ids", "One id, for ever",
        (
            (
                "Every record has an id that stays when names, numbers and addresses change."
                " Keep it as"
                " text in a unique column, and find records by nothing else."
            ),
            "An email may be missing, shared by two people, or given to somebody else next year.",
        ),
        _ALL,
    ),
    Lesson(
        "sign-in", "How a sign-in goes",
        (
            (
                "The browser brings a code to your first redirect address; your server trades it"
                " for a"
                " token within a minute, once, and asks who it is."
            ),
            (
                "A sign-in from the portal brings no state. Let it in as a new sign-in, or begin"
                " it"
                " again at the hub; never join it to the session that is open."
            ),
        ),
        _LOGIN,
    ),
    Lesson(
        "shared-devices", "Children share devices",
        (
            (
                "Show on every page who is signed in, and give a way out that ends the session"
                " on your"
                " server."
            ),
            (
                "Whoever signs in next replaces the one before. Signing out of your application"
                " leaves"
                " the hub alone."
            ),
        ),
        _LOGIN,
    ),
    Lesson(
        "teachers", "A teacher brings you in",
        (
            (
                "In the Library a teacher agrees for her own classes. You see them, with first"
                " names and last initials of her students, through her token and theirs."
            ),
            "Offer her the account that she has. Take a teacher without classes as she is.",
        ),
        ("library",),
    ),
    Lesson(
        "district-login", "A district lets everybody in",
        (
            "Name the user types that you take, and try one of each, from the portal and by link.",
            "Nobody is turned away because a field is missing: young children have no email.",
        ),
        ("district_sso",),
    ),
    Lesson(
        "archive", "Nothing is deleted",
        (
            (
                "What is not shared any more is archived; it may come back tomorrow under the"
                " same id,"
                " and finds its work again."
            ),
            "Archive only after every page was read. A failed or empty read says nothing.",
        ),
        ("secure_sync",),
    ),
    Lesson(
        "rollover", "The school year turns",
        (
            (
                "Classes end and begin, ids of terms and courses may change, and half of a"
                " district"
                " moves up a grade in one night."
            ),
            "Progress belongs to the student. Pause and ask before much is archived at once.",
        ),
        ("secure_sync",),
    ),
)  # fmt: skip


def lessons_for(types: Iterable[str]) -> list[Lesson]:
    """Return what somebody reads who builds these types."""
    wanted = frozenset(types)
    return [one for one in LESSONS if wanted & frozenset(one.types)]
