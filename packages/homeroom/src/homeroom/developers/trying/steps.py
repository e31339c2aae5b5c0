"""The guide of the Library, step by step: what each asks for, and whether it was seen (8.10). Pure.

Only what happened in sandbox districts that are not connected counts: where a district is
connected, it authorises a sign-in and not the teacher (sso.md 8.3). Steps that no log can show
are for the developer's own eyes, and are never ticked.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from homeroom.oauth.queries import App
from homeroom.oauth.requests.attempts import Attempt, attempts_of
from homeroom.oauth.requests.trying import Line

StepState = Literal["done", "open", "look"]

_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_VERSIONED: Final = re.compile(r"/v3\.[01]/me")
_OLD_ME: Final = re.compile(r"(/v[12]\.\d)?/me")
_OWN: Final = re.compile(r"/v3\.[01]/users/\{id\}|/userinfo")
_SECTIONS: Final = re.compile(r"/v3\.[01]/(users/\{id\}/sections|sections/\{id\})")
_STUDENTS: Final = re.compile(
    r"/v3\.[01]/(users/\{id\}/mystudents|sections/\{id\}/(users|students))"
)


@dataclass(frozen=True)
class GuideStep:
    """One thing to do, and what was seen of it."""

    title: str
    does: str
    state: StepState
    seen: str = ""


@dataclass(frozen=True)
class Seen:
    """What the log holds of an application in districts where only teachers open the way."""

    lines: tuple[Line, ...]
    attempts: tuple[Attempt, ...]
    refusals: int
    """Codes that the hub does not know, and that were brought; of which district, nobody knows."""

    def came(self, role: str) -> Attempt | None:
        """Return the last sign-in of this kind of person in which somebody came in."""
        return self._last(lambda one: one.ended.role == role and one.is_in and _by_teacher(one))

    def was(self, end: str, role: str, reason: str = "") -> Attempt | None:
        """Return the last attempt that ended like this."""
        return self._last(
            lambda one: (one.ended.end, one.ended.role, one.ended.reason) == (end, role, reason)
        )

    def _last(self, fits: Callable[[Attempt], bool]) -> Attempt | None:
        return next((one for one in reversed(self.attempts) if fits(one)), None)

    def read(self, pattern: re.Pattern[str]) -> bool:
        """Whether such a path was asked by a person's token, and answered."""
        return any(
            line.is_answered and pattern.fullmatch(line.path.lower()) is not None
            for line in self.lines
        )


def seen_in(lines: Iterable[Line], districts: frozenset[int]) -> Seen:
    """Return what of an application's lines belongs to these districts."""
    every = list(lines)
    refusals = sum(1 for line in every if _is_worth_nothing(line))
    near = tuple(line for line in every if line.district in districts)
    return Seen(near, tuple(attempts_of(near)), refusals)


def _is_worth_nothing(line: Line) -> bool:
    return line.is_exchange and not line.is_answered and line.district is None


def steps_of(app: App, seen: Seen) -> list[GuideStep]:
    """Return the guide, in the order in which one goes through it."""
    return [
        _settings(app),
        _listing(app),
        _install(seen),
        _me(seen),
        _own_record(seen),
        _roster(seen),
        _state(seen),
        _looked(
            "A second teacher takes over",
            "Sign in as another teacher in the same browser. Your pages show her name and her"
            " classes, and nothing of the first teacher's.",
        ),
        _student(seen),
        _stranger(seen),
        _replay(seen),
        _looked(
            "Classes as they come",
            "Sign in once as a teacher without classes, as a co-teacher, as the teacher of a"
            " class of more than a hundred, and as somebody with ñ or ü in the name. No page"
            " breaks, and no class is there twice.",
        ),
        _looked(
            "Sign out",
            "Your pages have a way out. Afterwards the back button shows nothing of the teacher,"
            " and this hub still knows her.",
        ),
    ]


def _by_teacher(one: Attempt) -> bool:
    return one.ended.by == "teacher"


def _step(title: str, does: str, *, done: bool, seen: str = "") -> GuideStep:
    return GuideStep(title, does, "done" if done else "open", seen)


def _looked(title: str, does: str) -> GuideStep:
    return GuideStep(title, does, "look", "Look yourself: the hub cannot see it.")


def _settings(app: App) -> GuideStep:
    does = (
        "Register where people arrive. The first redirect URI begins with https://, or lies on"
        " your own machine. Teachers are among those who sign in, and students if they use it."
    )
    uri = app.redirect_uris[0] if app.redirect_uris else ""
    served = set(app.declared.user_types)
    if not uri:
        seen = "There is no redirect URI."
    elif not _is_safe(uri):
        seen = f"The first redirect URI is not safe: {uri}"
    elif "teacher" not in served:
        seen = "Teachers are not among those who sign in."
    else:
        return _step("Addresses and people", does, done=True, seen=f"First: {uri}")
    return _step("Addresses and people", does, done=False, seen=seen)


def _is_safe(uri: str) -> bool:
    parts = urlsplit(uri)
    return parts.scheme == "https" or parts.hostname in _HERE


def _listing(app: App) -> GuideStep:
    does = "Teachers find the application in the Library by its listing, and add it there."
    is_live = app.declared.library_live
    seen = "The listing is in the Library." if is_live else "The listing is not in the Library yet."
    return _step("The listing", does, done=is_live, seen=seen)


def _install(seen: Seen) -> GuideStep:
    does = (
        "Add it as a teacher: open the Library, press Install and accept. A code arrives at your"
        " first redirect URI; exchange it within 60 seconds, and make her an account."
    )
    hint = ""
    if seen.came("teacher") is not None:
        if any(one.ended.primary and _by_teacher(one) for one in seen.attempts):
            return _step("A teacher adds it", does, done=True, seen="A teacher came in.")
        hint = "A teacher came in, but never by your first redirect URI."
    elif seen.was("code", "teacher") is not None:
        hint = "A code went out, in vain so far."
    elif seen.was("asked", "teacher") is not None:
        hint = "Consent was asked for."
    return _step("A teacher adds it", does, done=False, seen=hint)


def _me(seen: Seen) -> GuideStep:
    does = "Ask who came: call /v3.1/me, with the version in the path, and read authorized_by."
    hint = ""
    if not seen.read(_VERSIONED) and seen.read(_OLD_ME):
        hint = "/me was called in an older form. Put /v3.1 or /v3.0 before it."
    return _step("The token is used", does, done=seen.read(_VERSIONED), seen=hint)


def _own_record(seen: Seen) -> GuideStep:
    does = "Read her own record, at /v3.1/users/{id} or at /userinfo: name and e-mail address."
    return _step("Her own record", does, done=seen.read(_OWN))


def _roster(seen: Seen) -> GuideStep:
    does = (
        "Read her classes at /v3.1/users/{id}/sections, and the students at"
        " /v3.1/users/{id}/mystudents, with the same token."
    )
    sections, students = seen.read(_SECTIONS), seen.read(_STUDENTS)
    hint = ""
    if sections != students:
        hint = "Classes were read, students not yet." if sections else "Students, no classes yet."
    return _step("Classes and students", does, done=sections and students, seen=hint)


def _state(seen: Seen) -> GuideStep:
    does = (
        "A sign-in from the portal brings no state. Take its code as it is, or leave it and begin"
        " a sign-in of your own, with a state that you check when it comes back."
    )
    came = [one for one in seen.attempts if one.is_in]
    own = any(one.ended.way == "app" and one.ended.state for one in came)
    taken = any(not one.ended.state for one in came)
    said = "A code without a state was taken." if taken else ""
    said = "You began one of your own, with a state." if own else said
    return _step("State", does, done=own or taken, seen=said)


def _student(seen: Seen) -> GuideStep:
    does = "A student of that teacher signs in to the portal and opens your icon."
    came = seen.came("student")
    return _step(
        "A student comes in", does, done=came is not None, seen="A student came in." if came else ""
    )


def _stranger(seen: Seen) -> GuideStep:
    does = (
        "A student none of whose teachers added it opens your Instant Login link. The hub"
        " refuses, and you have nothing to do."
    )
    found = seen.was("denied", "student", "library_student_no_teacher")
    said = "The hub refused a student." if found else ""
    return _step("A stranger stays out", does, done=found is not None, seen=said)


def _replay(seen: Seen) -> GuideStep:
    does = (
        "Open your callback with a code that is worth nothing, by the link below. Your"
        " application brings it, is refused, and shows a friendly page with a way back."
    )
    said = "A code was refused. Was the page friendly?" if seen.refusals else ""
    return _step("An old code", does, done=bool(seen.refusals), seen=said)
