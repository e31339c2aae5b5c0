"""What kind of application reads, which decides the fields (data-api.md 8, sso.md 7.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

ROLES: Final = ("student", "teacher", "staff", "district_admin", "contact")

_SINCE_3_1: Final = frozenset({"section_504_status", "disability"})
_OPT_INS: Final = frozenset(
    {"ell_status", "frl_status", "iep_status", "section_504_status", "disability", "ext"}
)


@dataclass(frozen=True)
class Reader:
    """An application's access.

    `opt_ins` are the groups of sensitive fields that were granted; contacts are read only with
    their scope. `installed` are the keys of the teachers who added it, in the Library.
    """

    tier: Literal["secure_sync", "district_sso", "library"] = "secure_sync"
    version: Literal["v3.0", "v3.1"] = "v3.1"
    roles: tuple[str, ...] = ROLES
    contacts: bool = True
    opt_ins: frozenset[str] = frozenset()
    installed: tuple[str, ...] = ()

    @property
    def seen_roles(self) -> tuple[str, ...]:
        """The roles that this application can see at all."""
        if self.tier == "library":
            return tuple(role for role in self.roles if role in {"student", "teacher"})
        has_contacts = self.contacts and self.tier == "secure_sync"
        return tuple(role for role in self.roles if role != "contact" or has_contacts)

    def shows(self, group: str) -> bool:
        """Whether a group of opt-in fields is read."""
        is_there = self.version == "v3.1" or group not in _SINCE_3_1
        return group not in _OPT_INS or (group in self.opt_ins and is_there)


def without(document: dict[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """Return a document without these dotted paths; an object that loses all is gone."""
    left = document
    for path in paths:
        left = _without(left, path.split("."))
    return left


def _without(document: dict[str, Any], path: list[str]) -> dict[str, Any]:
    head, *rest = path
    if head not in document:
        return document
    if not rest:
        return {key: value for key, value in document.items() if key != head}
    inner = _without(document[head], rest)
    if inner or head == "roles":
        return {**document, head: inner}
    return {key: value for key, value in document.items() if key != head}
