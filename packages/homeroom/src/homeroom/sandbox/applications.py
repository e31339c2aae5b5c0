"""The sandbox's applications: one for each connected district, and those of the Library.

All of them are the demo (`sandbox.demo`): each has a callback of its own there, so whatever icon
somebody clicks, she arrives at a page that says who the hub told it she is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from homeroom.sandbox.preset import MIDDLE_PRESET, SMALL_PRESET
from homeroom.sharing.rules import FieldAccess

DEMO_URL: Final = "http://localhost:8401"
"""Where the demo is, unless this port is another's."""

ABOUT: Final = ("privacy", "terms", "agreement", "guide")
"""The demo's pages about each application that is listed."""


@dataclass(frozen=True)
class Application:
    """One application before it is registered."""

    key: str
    """What its secrets are kept under; a district's name for the application of that district."""

    name: str
    path: str
    """Of its callback, in the demo."""

    said: Mapping[str, Any] = field(default_factory=dict)
    listing: Mapping[str, Any] = field(default_factory=dict)

    def redirect_uri(self, demo_url: str) -> str:
        """Return where its users arrive."""
        return f"{demo_url}{self.path}"

    def declaration(self, demo_url: str) -> Mapping[str, Any]:
        """Return what it declares when it is registered; a listing links to the demo's pages."""
        if not self.listing:
            return self.said
        pages = {f"{page}_url": f"{demo_url}/about/{self.key}/{page}" for page in ABOUT}
        return {**self.said, "listing": {"live": True, **self.listing, **pages}}


def _of_a_district(access: FieldAccess | None) -> Mapping[str, Any]:
    """Sign-in is as old clients expect it, with OpenID Connect beside it (sso.md 12.1)."""
    allowed = access or FieldAccess()
    return {
        "types": ["secure_sync", "district_sso"],
        "user_types": ["student", "teacher", "staff", "district_admin"],
        "scopes": sorted(allowed.scopes),
        "opt_ins": sorted(allowed.opt_ins),
        "events": True,
        "oidc_enabled": True,
        "send_iss": True,
        "userinfo_profile": "clever",
        "require_pkce": False,
        "blank_email": False,
    }


def _of_the_library(*more_types: str) -> Mapping[str, Any]:
    return {"types": ["library", *more_types], "user_types": ["student", "teacher"]}


SMALL_APP: Final = Application(
    "small", "Demo App", "/oauth/callback", _of_a_district(SMALL_PRESET.access)
)
MIDDLE_APP: Final = Application(
    "middle",
    "Demo App with opt-in fields",
    "/opt-in/callback",
    _of_a_district(MIDDLE_PRESET.access),
)
LIBRARY_APP: Final = Application(
    "library",
    "Fernlight Reading Log",
    "/library/callback",
    _of_the_library(),
    {
        "developer": "Fernlight Works (invented)",
        "summary": "Pupils note what they read; you see who reads what.",
        "description": "Each pupil keeps a shelf of books and writes a line about every one."
        " The class shelf shows what others liked. This listing belongs to the sandbox: adding it"
        " leads to the demo, which shows what an application is told.",
        "subjects": ["english/language arts"],
        "grades": ["Kindergarten", "1", "2", "3", "4", "5", "6", "7", "8"],
        "free_offer": "Free for one teacher and all of her classes.",
        "pricing": "A school pays for reports, by the year.",
        "devices": ["Any browser"],
        "agreement_version": "2026-08",
        "support": "help@fernlight.example.com",
    },
)
TIDEWRACK_APP: Final = Application(
    "tidewrack",
    "Tidewrack Science Journal",
    "/tidewrack/callback",
    _of_the_library(),
    {
        "developer": "Tidewrack Cooperative (invented)",
        "summary": "A journal for experiments, with drawings and tables.",
        "description": "Groups plan an experiment, note what they saw and compare it with the"
        " groups of other classes. This listing belongs to the sandbox and leads to the demo.",
        "subjects": ["science", "technology and engineering"],
        "grades": ["5", "6", "7", "8", "9", "10", "11", "12"],
        "free_offer": "Free for ninety days, then a part of it stays free.",
        "pricing": "A classroom pays by the term.",
        "devices": ["Chromebook", "iPad"],
        "agreement_version": "2026-03",
        "support": "ask@tidewrack.example.org",
    },
)
COBBLE_APP: Final = Application(
    "cobble",
    "Cobble Lane Math",
    "/cobble/callback",
    _of_the_library("district_sso"),
    {
        "developer": "Cobble Lane Learning (invented)",
        "summary": "Short exercises that get harder as pupils get better.",
        "description": "Ten minutes a day, with hints instead of marks. Districts can connect it"
        " and teachers can add it: one client of both kinds. This listing belongs to the sandbox"
        " and leads to the demo.",
        "subjects": ["math"],
        "grades": ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
        "free_offer": "All exercises are free for teachers; reports are for districts.",
        "pricing": "A district pays for each pupil.",
        "devices": ["Any browser"],
        "agreement_version": "2026-08",
        "support": "hello@cobblelane.example.net",
    },
)
APPLICATIONS: Final = (SMALL_APP, MIDDLE_APP, LIBRARY_APP, TIDEWRACK_APP, COBBLE_APP)
