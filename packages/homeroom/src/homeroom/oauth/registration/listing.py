"""What a listing holds, what is wrong with what was typed, and what is still missing.

Values in, values out. The fields are those of certification.md 3.6, and those of sso.md 8.2 that
the consent page needs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from homeroom.oauth.pictures.places import MOST_SHOWN, SVG
from homeroom.oauth.pictures.queries import Kept
from homeroom_wire.values import GRADES, SUBJECTS

LONGEST_CAPTION: Final = 200
MOST_SCREENSHOTS: Final = 5
_LONGEST_ADDRESS: Final = 500
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Field:
    """Something that is typed."""

    label: str
    longest: int
    hint: str = ""
    needed: bool = True
    lines: bool = False
    address: bool = False


FIELDS: Final[Mapping[str, Field]] = {
    "developer": Field("Who makes it", 80, "Teachers read it where they are asked for consent."),
    "summary": Field("Tagline", 60, "One line, at most 60 characters."),
    "description": Field(
        "Description", 4000, "What it does, and what a class does with it. Plain text.", lines=True
    ),
    "free_offer": Field(
        "What is free", 200, "The Library asks for a trial, a demonstration or a free part."
    ),
    "privacy_url": Field("Privacy policy", _LONGEST_ADDRESS, address=True),
    "terms_url": Field("Terms of use", _LONGEST_ADDRESS, address=True),
    "agreement_url": Field(
        "Signed data sharing agreement", _LONGEST_ADDRESS,
        "You may leave it empty; the consent page then says that there is none.",
        needed=False, address=True,
    ),
    "agreement_version": Field("Version of the agreement", 40, needed=False),
    "guide_url": Field("Guide for teachers", _LONGEST_ADDRESS, needed=False, address=True),
    "support": Field("Where teachers get help", 200, "An address or a number.", needed=False),
}  # fmt: skip

PRICES: Final = (
    "Free",
    "Free, with parts that cost money",
    "A free trial, then it costs money",
    "A free demonstration, the rest costs money",
)
DEVICES: Final = (
    "Any browser",
    "Chromebook",
    "Windows computer",
    "Mac",
    "iPad",
    "iPhone",
    "Android tablet",
    "Android phone",
    "Interactive board",
)
LISTS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "subjects": ("Subjects", {one: one for one in SUBJECTS}),
    "grades": ("Grade levels", {one: one for one in GRADES}),
    "devices": ("Devices", {one: one for one in DEVICES}),
}
"""List -> what it is called, and what may be chosen with its label."""

PICTURES: Final = ("icon", "banner")
_KEPT: Final = (*FIELDS, *LISTS, "pricing", *PICTURES, "screenshots")


Draft = Mapping[str, Any]


def draft_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the draft of a declaration; what is published, where nobody works on one."""
    found = said.get("listing_draft", said.get("listing", {}))
    return {name: found[name] for name in _KEPT if name in found}


def with_draft(said: Mapping[str, Any], draft: Draft) -> dict[str, Any]:
    """Return the declaration with this draft; the published listing stays."""
    return {**said, "listing_draft": dict(draft)}


def published(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the declaration whose listing is the draft, for teachers to see."""
    kept = {name: value for name, value in said.items() if name != "listing_draft"}
    return {**kept, "listing": {**draft_of(said), "live": True}}


def withdrawn(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the declaration whose listing teachers do not find; a draft stays."""
    return {**said, "listing": {**said.get("listing", {}), "live": False}}


def is_ahead(said: Mapping[str, Any]) -> bool:
    """True if the draft says something else than the published listing."""
    shown = said.get("listing", {})
    return draft_of(said) != {name: shown[name] for name in _KEPT if name in shown}


def trouble_in(name: str, text: str) -> str:
    """Return what is wrong with a field as it was typed; empty if it may be kept in a draft."""
    field = FIELDS[name]
    if len(text) > field.longest:
        return f"{field.label}: {len(text)} characters are too many. At most {field.longest} fit."
    if _CONTROL.search(text.replace("\n", "") if field.lines else text):
        return f"{field.label}: type plain text without control characters."
    return _trouble_in_address(field.label, text) if field.address and text else ""


def trouble_in_caption(text: str) -> str:
    """Return what is wrong with a caption; empty if it may be kept."""
    if len(text) > LONGEST_CAPTION or _CONTROL.search(text):
        return f"Type a caption of at most {LONGEST_CAPTION} characters."
    return ""


def _trouble_in_address(label: str, text: str) -> str:
    try:
        address = urlsplit(text)
        right = address.scheme == "https" and bool(address.hostname) and " " not in text
    except ValueError:
        right = False
    return "" if right else f"{label}: type an address that begins with https://."


@dataclass(frozen=True)
class Item:
    """One line of the checklist."""

    label: str
    needed: bool
    there: bool
    below: str
    """The page on which it is filled in, with its place there."""


def checklist(draft: Draft) -> list[Item]:
    """Return what the Library asks for (certification.md 3.6), and what of it is there."""
    fields = [
        Item(field.label, field.needed, bool(draft.get(name)), f"/listing#{name}")
        for name, field in FIELDS.items()
    ]
    lists = [
        Item(label, needed=True, there=bool(draft.get(name)), below=f"/listing#{name}")
        for name, (label, _) in LISTS.items()
    ]
    pictures = (("icon", "Icon for the Library"), ("banner", "Banner"),
                ("screenshots", "At least one screenshot"))  # fmt: skip
    return [
        *fields,
        *lists,
        Item("Price", needed=True, there=bool(draft.get("pricing")), below="/listing#pricing"),
        *(
            Item(label, needed=True, there=bool(draft.get(name)), below=f"/listing/pictures#{name}")
            for name, label in pictures
        ),
    ]


def missing(draft: Draft) -> list[Item]:
    """Return what keeps the draft from being published."""
    return [one for one in checklist(draft) if one.needed and not one.there]


def without_picture(draft: Draft, picture: str) -> dict[str, Any]:
    """Return the draft without a picture, wherever it stands."""
    kept = {name: value for name, value in draft.items() if value != picture}
    shots = [one for one in draft.get("screenshots", ()) if one["picture"] != picture]
    return {**kept, "screenshots": shots}


def with_screenshot(draft: Draft, picture: str) -> dict[str, Any]:
    """Return the draft with one more screenshot, at the end."""
    shots = draft.get("screenshots", ())
    return {**draft, "screenshots": [*shots, {"picture": picture, "caption": ""}]}


def with_caption(draft: Draft, picture: str, caption: str, place: int) -> dict[str, Any]:
    """Return the draft whose screenshot has this caption and this place, counted from 1."""
    shots = [one for one in draft.get("screenshots", ()) if one["picture"] != picture]
    shots.insert(place - 1, {"picture": picture, "caption": caption})
    return {**draft, "screenshots": shots}


def icon_of(said: Mapping[str, Any], kept: Mapping[str, Kept]) -> str:
    """Return the picture that stands for the application: its own for portals, or the drawing."""
    if said.get("small"):
        return str(said["small"])
    vector = str(said.get("vector", ""))
    drawn = kept.get(vector)
    return vector if drawn and drawn.kind == SVG and drawn.size <= MOST_SHOWN else ""
