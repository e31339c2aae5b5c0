"""Group D: names, addresses, numbers and roles change, and people stay who they are, or not."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from homeroom.sandbox.lantern.blocks import DOMAIN
from homeroom.sandbox.lantern.mutations.changed import Change, Changed
from homeroom.sandbox.lantern.mutations.people import seated
from homeroom.sandbox.lantern.records import Kind, Lantern, Staff
from homeroom.sandbox.lantern.source import joining


def renamed(lantern: Lantern) -> Lantern:
    """Return the district in which k54 has another first and last name."""
    return lantern.changed("students", "k54", first="Renata", last="Meanwhile")


def _renamed_and_renumbered(lantern: Lantern) -> Changed:
    """k54 has a middle name too, and other numbers than the one that she is known by (SYN-11)."""
    numbers = {"student_number": "95054", "state_id": "CA9954K54"}
    named = renamed(lantern)
    return Changed(lantern=named.changed("students", "k54", middle="Quill", **numbers))


def readdressed(lantern: Lantern) -> Lantern:
    """Return the district in which k55 has another address."""
    return lantern.changed("students", "k55", email=f"mail.changed@{DOMAIN}")


def _address_given_on(lantern: Lantern) -> Changed:
    heir = replace(joining(lantern.year)["n01"], email=f"mail.changer@{DOMAIN}")
    sits = lantern.keyed("sections")["x39"].students
    return Changed(lantern=seated(lantern.joined("students", heir), "x39", *sits, "n01"))


def _staff_too(lantern: Lantern) -> Changed:
    teacher = lantern.keyed("teachers")["t05"]
    record = Staff("a06", "3006", ("s1",), teacher.first, teacher.last, teacher.email, "Mentor")
    return Changed(lantern=lantern.joined("staff", record))


def _new_names(lantern: Lantern) -> Changed:
    school = lantern.changed("schools", "s1", name="Alder Community School", number="151")
    return Changed(lantern=replace(school, name="Lantern Ridge Unified"))


def _with(kind: Kind, key: str, **values: str) -> Change:
    return lambda now: Changed(lantern=now.changed(kind, key, **values))


IDENTITY: Final[Mapping[str, Change]] = {
    "SC-30": _renamed_and_renumbered,
    "SC-31": lambda now: Changed(lantern=readdressed(now)),
    "SC-32": _address_given_on,
    "SC-33": _with("students", "k56", sis="5956"),
    "SC-34": _with("staff", "a04", email=f"wendy.cho@{DOMAIN}"),
    "SC-35": _with("staff", "a03", email=f"p.natarajan@{DOMAIN}"),
    "SC-36": lambda now: Changed(lantern=now.without("administrators", "d02")),
    "SC-37": _staff_too,
    "SC-38": _with("contacts", "c04", phone="555-0199"),
    "SC-39": _new_names,
}
