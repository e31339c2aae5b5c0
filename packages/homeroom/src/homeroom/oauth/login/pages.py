"""The pages between an application and the hub, in words for a child (sso.md 4.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from homeroom.web.answers import Answer, Header
from homeroom.web.pages import rendering
from homeroom.web.pages.rendering import Templates

_TEMPLATES: Final = Templates("homeroom.oauth.login")
_NO_CACHE: Final[Header] = (b"pragma", b"no-cache")
SHUT: Final[tuple[Header, ...]] = (_NO_CACHE, *rendering.SHUT)
"""On every page here: what all pages have, and one more word to the oldest caches."""


class _Reason(NamedTuple):
    means: str
    remedy: str


_ANY_REASON: Final = _Reason("This app cannot be opened.", "Ask your teacher.")

REASONS: Final[Mapping[str, _Reason]] = {
    "not_shared": _Reason(
        "Your district has not shared you with this app.", "Your district can change this."
    ),
    "user_type_unsupported": _Reason(
        "This app does not take your kind of account.",
        "Only the people who make the app can change this.",
    ),
    "user_type_not_accepted": _Reason(
        "This app wants to take your kind of account, and your district has not agreed to it yet.",
        "Your district can accept it.",
    ),
    "redirect_not_accepted": _Reason(
        "This app wants to send you to a new address, and your district has not agreed to it yet.",
        "Your district can accept it.",
    ),
    "app_not_connected": _Reason(
        "Your district has not added this app.", "Your district can add it."
    ),
    "connection_pending": _Reason(
        "This app is still being set up for your district.", "Try again later."
    ),
    "paused": _Reason(
        "This app is paused for your district.",
        "Your district or the people who make the app can start it again.",
    ),
    "library_student_no_teacher": _Reason(
        "None of your teachers has added this app.", "Ask your teacher."
    ),
    "library_role": _Reason(
        "Only teachers and students can use this app.", "There is nothing you need to do."
    ),
    "library_blocked": _Reason(
        "Your district does not allow this app.", "Your district can change this."
    ),
    "user_inactive": _Reason(
        "Your account is not in your school's list any more.", "Your district can change this."
    ),
    "app_not_live": _Reason(
        "This app is not finished yet.", "Only people who try it out can enter."
    ),
    "app_suspended": _Reason(
        "This app cannot be added now: its certification is suspended.",
        "The people who make the app can change this.",
    ),
    "logged_in_as": _Reason(
        "You are logged in as somebody else, and this app belongs to other people.",
        "Logged in as somebody else you can open apps in development, and your own.",
    ),
}
"""Reason code of a refusal -> what it means, and who can do something (sso.md 4.5)."""


@dataclass(frozen=True)
class Question:
    """A page that asks one thing, with a button for each answer."""

    title: str
    text: str
    action: str
    answers: Mapping[str, str]
    fields: Mapping[str, str] = field(default_factory=dict)


def question(asked: Question) -> Answer:
    """Ask; only the form that a person sends changes anything."""
    return _TEMPLATES.page("question.html", headers=(_NO_CACHE,), asked=asked)


def said(title: str, text: str, *, status: int = 200, is_trouble: bool = False) -> Answer:
    """Say something that needs no answer; of a trouble also what a person can try."""
    return _TEMPLATES.page(
        "said.html",
        status=status,
        headers=(_NO_CACHE,),
        title=title,
        text=text,
        is_trouble=is_trouble,
    )


@dataclass(frozen=True)
class Refused:
    """Why somebody may not open an application, and who can help."""

    app: str
    reason: str
    help: str = ""
    other_account: str = ""
    """The path at which another account may be used."""


def refused(why: Refused) -> Answer:
    """Say that the application cannot be opened, why, and who can change it."""
    return _TEMPLATES.page(
        "refused.html", status=403, headers=(_NO_CACHE,), why=why, reason=reason_of(why.reason)
    )


def reason_of(code: str) -> _Reason:
    """Return what a reason code means, and who can change it."""
    return REASONS.get(code, _ANY_REASON)
