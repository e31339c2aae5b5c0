"""Where a person goes next, and which places a typed word means.

Values in, values out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from homeroom.accounts.rules import plain_name, return_path

PORTAL: Final = "/portal"
HOMES: Final[Mapping[str, str]] = {
    "district_admin": "/district",
    "developer": "/developers",
    "operator": "/operator",
    "reviewer": "/reviewers",
}
"""Role -> its first page, where that is not the portal."""

LOGINS: Final[Mapping[str, str]] = {
    "developer": "/developers/login",
    "operator": "/operator/login",
    "reviewer": "/reviewers/login",
}
"""Role -> where it signs in, where that is not the page for everybody."""

STEPS: Final[Mapping[str, str]] = {
    "second_factor": "/login/second-factor",
    "enrolment": "/login/enrolment",
    "role": "/login/role",
}
"""What a session waits for -> the page where it is given."""

_SHORTEST_PART: Final = 3
_MOST_OFFERS: Final = 10
_GROUP: Final = 4


def onward(waits_for: str, role: str, asked: str) -> str:
    """Return where a session goes on: the step that is missing, what was asked for, or home."""
    wanted = return_path(asked, "")
    step = STEPS.get(waits_for)
    if step is not None:
        return f"{step}?next={quote(wanted, safe='')}" if wanted else step
    return wanted or HOMES.get(role, PORTAL)


def plain(text: str) -> str:
    """Return the form in which names of places are compared."""
    return " ".join(plain_name(text).split())


def grouped(secret: str) -> str:
    """Write a secret in groups, as people read it out and type it."""
    return " ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP))


@dataclass(frozen=True)
class Offer:
    """A place that may be meant; `school` is the school whose name led to it, if one did."""

    number: int
    school: str = ""


def meant(
    typed: str, places: Mapping[int, Iterable[str]], schools: Mapping[int, Iterable[str]]
) -> tuple[list[Offer], bool]:
    """Return the places that a typed word means, and whether it names them in full.

    `places` holds each district's own names. What is only part of a name is never taken for it:
    it is offered, so that nobody types her password into a district that she did not mean.
    """
    wanted = plain(typed)
    exact = _fitting(places, schools, lambda name: name == wanted)
    if exact or len(wanted) < _SHORTEST_PART:
        return exact, True
    return _fitting(places, schools, lambda name: wanted in name)[:_MOST_OFFERS], False


def _fitting(
    places: Mapping[int, Iterable[str]],
    schools: Mapping[int, Iterable[str]],
    fits: Callable[[str], bool],
) -> list[Offer]:
    """Return each district once: by a name of its own, else by the first school that fits."""
    found = {n: Offer(n) for n, names in places.items() if any(fits(plain(one)) for one in names)}
    for number, names in schools.items():
        school = next((name for name in names if fits(plain(name))), None)
        if school is not None and number not in found:
            found[number] = Offer(number, school)
    return list(found.values())
