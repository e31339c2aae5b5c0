"""Who may sign in, by which name, with which start password, how fast, and for how long.

Values in, values out. What a district chose comes as its `switches` (roster file), under
`sign_in`; what it did not choose has the defaults below.
"""

import hmac
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

ROLES: Final = ("student", "teacher", "staff", "district_admin")
"""Roles that sign in, in the order in which a choice shows them; contacts never do."""

DUTIES: Final = ("developer", "operator", "reviewer")
"""What the hub's own staff are, in place of a role."""

HUB: Final = 0
"""The district number of the hub's own staff."""

SECOND: Final = 1000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE

Facts = Mapping[str, Mapping[str, str]]
"""What the roster says of one user and signing in needs: role -> field -> value."""


# ------------------------------------------------------------------------------ names and starts

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "student": (
        "district_username", "email", "sis_id", "student_number", "state_id", "birth_date",
    ),
    "teacher": ("district_username", "email", "sis_id", "teacher_number", "state_id"),
    "staff": ("district_username", "email", "staff_id"),
    "district_admin": ("email",),
}  # fmt: skip
"""Fields that may serve as a user name or a start password, by role (sso.md 10.2).

`birth_date` is written MMDDYYYY, as districts print it (district.md 5).
"""

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    role: ("district_username", "email") if role != "district_admin" else ("email",)
    for role in ROLES
}
_SANDBOX_NUMBER: Final = {
    "student": "student_number",
    "teacher": "teacher_number",
    "staff": "staff_id",
}
"""The number that is a sandbox user's name and start password alike (sso.md 8.11)."""

_SANDBOX_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    role: (*names, _SANDBOX_NUMBER[role]) if role in _SANDBOX_NUMBER else names
    for role, names in _NAMES.items()
}


@dataclass(frozen=True)
class Policy:
    """What a district chose about signing in."""

    names: Mapping[str, tuple[str, ...]]
    """Role -> fields each of which is a user name; a role without any cannot type one."""
    starts: Mapping[str, str]
    """Role -> the field that is the start password; a role without one needs a printed one."""
    student_minimum: int = 6
    teachers_reset: bool = False
    numbers_allowed: bool = False
    """Whether a chosen password may equal what the roster holds of the user (sso.md 10.2)."""


def policy(switches: Mapping[str, Any], *, sandbox: bool) -> Policy:
    """Read a district's choice; an unknown role or field in it is left out, never guessed at."""
    chosen = switches.get("sign_in", {})
    names = dict(_SANDBOX_NAMES if sandbox else _NAMES)
    starts = dict(_SANDBOX_NUMBER) if sandbox else {}
    for role, fields in chosen.get("names", {}).items():
        if role in FIELDS:
            names[role] = tuple(field for field in fields if field in FIELDS[role])
    for role, field in chosen.get("starts", {}).items():
        if role in FIELDS and field in FIELDS[role]:
            starts[role] = field
        elif not field:
            starts.pop(role, None)
    return Policy(
        names,
        starts,
        max(6, int(chosen.get("student_minimum", 6))),
        bool(chosen.get("teachers_reset", False)),
        bool(chosen.get("numbers_allowed", False)),
    )


def plain_name(typed: str) -> str:
    """Return the form in which user names are compared: no outer spaces, one Unicode form."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def names_of(facts: Facts, chosen: Policy) -> set[str]:
    """Return every name, in plain form, by which this user may be typed."""
    found = {
        plain_name(facts[role].get(field, ""))
        for role in facts
        for field in chosen.names.get(role, ())
    }
    return found - {""}


_LONGEST_EMAIL: Final = 254


def objection_to_email(typed: str) -> str:
    """Return what is wrong with an e-mail address; empty if it may be one."""
    local, _, domain = typed.partition("@")
    parts = domain.split(".")
    plain = typed.isprintable() and " " not in typed and domain.count("@") == 0
    if not (plain and local and len(parts) > 1 and all(parts)):
        return "Type your whole e-mail address, such as name@example.org."
    return f"Use at most {_LONGEST_EMAIL} characters." if len(typed) > _LONGEST_EMAIL else ""


def is_start(facts: Facts, chosen: Policy, password: str) -> bool:
    """True if this is a start password of the user; compares every role's, whatever matches.

    A person with two roles has two start passwords until she first signs in. The time does not
    depend on which part of the password is right.
    """
    given = plain_secret(password).encode()
    right = False
    for role in facts:
        kept = facts[role].get(chosen.starts.get(role, ""), "")
        same = hmac.compare_digest(plain_secret(kept).encode(), given)
        right = right | (same and bool(kept))
    return right


def plain_secret(password: str) -> str:
    """Return the form in which passwords are hashed: the same whatever keyboard typed it."""
    return unicodedata.normalize("NFKC", password)


def birth_date(dob: str) -> str:
    """Write a date of the roster (YYYY-MM-DD or MM/DD/YYYY) as MMDDYYYY; empty if it is neither."""
    parts = dob.replace("/", "-").split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):  # noqa: PLR2004 - y, m, d
        return ""
    year, month, day = parts if len(parts[0]) == 4 else (parts[2], parts[0], parts[1])  # noqa: PLR2004
    return f"{int(month):02d}{int(day):02d}{int(year):04d}"


# ---------------------------------------------------------------------------- chosen passwords

LONGEST: Final = 256
"""Characters of the longest password; more would only make the hub work."""

_STAFF_MINIMUM: Final = 12


def minimum(roles: Collection[str], chosen: Policy) -> int:
    """Return how long a password must be: pupils as the district says, everybody else 12."""
    return chosen.student_minimum if set(roles) == {"student"} else _STAFF_MINIMUM


def objection(
    password: str, roles: Collection[str], facts: Facts, chosen: Policy, *, weak: bool
) -> str:
    """Return what is wrong with a new password, in words for whoever chose it; empty if nothing.

    No rules on composition and no forced change (sso.md 10.2): both make people choose worse.
    """
    least = minimum(roles, chosen)
    if len(plain_secret(password)) < least:
        return f"Use at least {least} characters."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if weak:
        return "That password is one that many people use. Choose another."
    known = {plain_name(value) for fields in facts.values() for value in fields.values()} - {""}
    if plain_name(password) in known and not chosen.numbers_allowed:
        return "Do not use your number, name, date of birth or e-mail address as a password."
    return ""


# ------------------------------------------------------------------------------------ throttles


@dataclass(frozen=True)
class Limits:
    """How failures slow guessing down (sso.md 11.9); each number is configurable."""

    free: int = 5
    """Failures of a name that cost nothing."""
    longest_delay: int = 5 * MINUTE
    forgets_after: int = HOUR
    """Silence after which a name begins anew."""
    address_failures: int = 300
    address_window: int = 10 * MINUTE
    code_guesses: int = 10
    code_window: int = HOUR
    sign_ups: int = 20
    """Of one address, for a room full of developers; each one is counted."""
    sign_up_window: int = HOUR


@dataclass(frozen=True)
class Failures:
    """Failures counted so far, in milliseconds since 1970."""

    count: int
    first_at: int
    last_at: int


def delay(count: int, limits: Limits) -> int:
    """Return how long a name must wait after so many failures: from 1 s, doubling, to 5 min."""
    if count < limits.free:
        return 0
    # Beyond 2**40 s the shift would only make a larger number to cut down again.
    return min(limits.longest_delay, SECOND << min(count - limits.free, 40))


def name_wait(known: Failures, now: int, limits: Limits) -> int:
    """Return for how many milliseconds a typed name is refused; never for good."""
    if now - known.last_at >= limits.forgets_after:
        return 0
    return max(0, known.last_at + delay(known.count, limits) - now)


def window_wait(known: Failures, now: int, most: int, length: int) -> int:
    """Return for how many milliseconds a fixed window is full."""
    if known.count < most:
        return 0
    return max(0, known.first_at + length - now)


def paced_wait(known: Failures, now: int, most: int, length: int) -> int:
    """Return for how many milliseconds a fixed window that is full refuses the next try.

    From then on tries come as far apart as so many of them fill the window: whoever guesses gains
    nothing, and a school behind one address is slowed down but never locked out (sso.md 11.9);
    of a window without any room one try comes through in its length.
    """
    if not window_wait(known, now, most, length):
        return 0
    return max(0, known.last_at + length // max(most, 1) - now)


def one_more(known: Failures, now: int, forgets_after: int, *, window: bool) -> Failures:
    """Count a failure; a window starts anew from its first failure, a name after silence."""
    since = known.first_at if window else known.last_at
    if not known.count or now - since >= forgets_after or now < known.first_at:
        return Failures(1, now, now)
    return Failures(known.count + 1, known.first_at, now)


# ------------------------------------------------------------------------------------- sessions


@dataclass(frozen=True)
class Lasting:
    """How long sessions last (sso.md 3.3, 11.8)."""

    idle: int = 2 * HOUR
    absolute: int = 24 * HOUR
    shared_idle: int = 15 * MINUTE


def is_alive(lasting: Lasting, now: int, started_at: int, seen_at: int, *, shared: bool) -> bool:
    """True while neither the idle nor the absolute limit is reached."""
    idle = lasting.shared_idle if shared else lasting.idle
    return now - seen_at < idle and now - started_at < lasting.absolute


def role_to_take(held: Collection[str], wanted: str = "") -> str:
    """Return the active role: the only one, or the one wanted if it is held; empty to ask (3.5)."""
    if len(held) == 1:
        return next(iter(held))
    return wanted if wanted in held else ""


def roles_that_fit(held: Iterable[str], active: str, supported: Collection[str]) -> list[str]:
    """Return the held roles an application accepts; the active one alone if it is among them.

    Exactly one is taken without a question, several are offered, none is a refusal (sso.md 3.5).
    """
    fitting = [role for role in held if role in supported]
    return [active] if active in fitting else fitting


# ------------------------------------------------------------------------------- who may do what


def needs_second_factor(roles: Collection[str], *, required: bool) -> bool:
    """True for dashboard roles where the hub requires it (ruling R25)."""
    return required and bool({"district_admin", *DUTIES} & set(roles))


def may_reset(actor: str, target: Collection[str], chosen: Policy, *, teaches: bool) -> bool:
    """True if this active role may give the target a new password (sso.md 10.2).

    An administrator's password is reset by the hub's operator: otherwise one administrator
    could become another.
    """
    if actor == "district_admin":
        return not {"district_admin", *DUTIES} & set(target)
    return actor == "teacher" and teaches and chosen.teachers_reset and set(target) == {"student"}


def may_issue_backup_code(actor: str, target: Collection[str], *, teaches: bool) -> bool:
    """True for a teacher, in that role, of this pupil (sso.md 10.6)."""
    return actor == "teacher" and teaches and set(target) == {"student"}


# ---------------------------------------------------------------------------------- the browser


def return_path(asked: str, otherwise: str = "/") -> str:
    r"""Return where to go after signing in, if it is a path of this hub (sso.md 11.8).

    Browsers read `//host`, `/\host` and tabs inside them as another site's address.
    """
    plain = asked.isascii() and asked.isprintable() and "\\" not in asked and " " not in asked
    if plain and asked.startswith("/") and not asked.startswith("//"):
        return asked
    return otherwise


_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("CrOS", "Chrome"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("iPad", "iPad"), ("iPhone", "iPhone"),
    ("Android", "Android"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def agent_family(header: str) -> str:
    """Return what a person recognises her device by; nothing that would identify a machine."""
    browser = next((name for mark, name in _BROWSERS if mark in header), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in header), "")
    return f"{browser} on {system}" if system else browser
