"""The requirements, read once from the rows beside this module (certification.md 1.1 to 1.4)."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec

from homeroom.certification.requirements.conditions import Applies, Condition, Declared, required
from homeroom.foundation.errors import NotFoundError

GUIDES: Final[Mapping[str, str]] = {
    "library": "Library",
    "district_sso": "District SSO",
    "secure_sync": "Secure Sync",
    "core": "Every integration",
}
"""File of a guide -> what it is called; the first three are integration types."""

SUITE: Final = "1.0.0"
"""Version of the rows and of what checks them; a new major one asks for recertification."""

CUT: Final = "(secret cut out)"
"""What stands in evidence where a secret was."""

Channel = Literal["wire", "browser", "probe", "human", "hub"]
SEEN_BY: Final[Mapping[Channel, str]] = {
    "wire": "the hub's log of requests",
    "browser": "the application's pages in a browser",
    "probe": "the application's own records, through the probe",
    "human": "a reviewer",
    "hub": "what the hub itself holds",
}
"""What each channel is called on the pages of the requirements."""


class Requirement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of a guide, and what a developer needs to know of it."""

    id: str
    level: Literal["MUST", "SHOULD"]
    title: str
    why: str
    how: str
    fix: str
    source: tuple[str, ...]
    channels: tuple[Channel, ...]
    """Where it is seen; the first one decides, the others support."""
    scenarios: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    """Any one of these must be declared; empty when the row is for everybody."""
    condition: str = ""
    guide: str = ""

    def applies(self, declared: Declared) -> Applies:
        """Say whether the row applies to what was declared, and because of what."""
        return required(self.when, declared)

    @property
    def page(self) -> str:
        """Return the path at which a hub explains it to everybody."""
        return f"/requirements/{page_of(self.guide)}#{self.id}"

    @property
    def seen_by(self) -> str:
        """Return the channels in words; empty where nothing looks at it."""
        return "; ".join(SEEN_BY[channel] for channel in self.channels)

    @property
    def stated_by(self) -> str:
        """Return the sources in words."""
        return "; ".join(sources()[name] for name in self.source) or "Homeroom's own"

    @property
    def blocks(self) -> bool:
        """Return whether a failure stops the certification."""
        return self.level == "MUST"


def page_of(guide: str) -> str:
    """Return the last part of the path at which a guide's requirements are explained."""
    return guide.replace("_", "-")


def rows(package: str, name: str, key: str) -> list[Mapping[str, object]]:
    """Return the tables of one TOML file that lies in a package."""
    text = files(package).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    found: list[Mapping[str, object]] = tomllib.loads(text)[key]
    return found


@cache
def every() -> Mapping[str, Requirement]:
    """Return all requirements by id, guide by guide, in the order of the guides."""
    return {
        one.id: one
        for guide in GUIDES
        for one in msgspec.convert(
            [{**row, "guide": guide} for row in rows(__package__, guide, "requirement")],
            type=list[Requirement],
        )
    }


@cache
def sources() -> Mapping[str, str]:
    """Return what the short names of sources stand for."""
    text = files(__package__).joinpath("sources.toml").read_text(encoding="utf-8")
    found: Mapping[str, str] = tomllib.loads(text)["source"]
    return found


def requirement(name: str) -> Requirement:
    """Return one requirement by its id; NotFoundError says what ids look like."""
    found = every().get(name)
    if found is None:
        raise NotFoundError(
            f"There is no requirement {name}. Ids look like LIB-02, SSO-15, SYN-R3, CORE-06; the"
            " requirements are listed in the documentation."
        )
    return found


def for_types(types: Iterable[str]) -> Iterator[Requirement]:
    """Give the requirements of the guides of some types, and those of every integration."""
    guides = {*types, "core"}
    return (one for one in every().values() if one.guide in guides)
