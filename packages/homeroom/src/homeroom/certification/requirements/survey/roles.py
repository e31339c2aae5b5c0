"""What an application calls the hub's user types, as people write it: "staff = teacher"."""

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["USER_TYPES", "roles_in"]

USER_TYPES: Final = ("student", "teacher", "staff", "district_admin")
"""The hub's own words; written once more, since the harness takes nothing from the hub's side."""

_PAIR: Final = re.compile(r"\s*([a-z_ ]+?)\s*=\s*([^\W\d_][\w .()-]{0,63}?)\s*")
_APART: Final = re.compile(r"[,;\n]")


def roles_in(text: str) -> Mapping[str, str] | None:
    """Return by user type what the application calls it, in small letters; others keep their name.

    Returns:
        None when it is not written as pairs, names something that is no user type, or names one
        twice; and when students would be called as an adult is, for then nobody could see that a
        student has the rights of a teacher. An empty mapping when nothing is written.
    """
    found: dict[str, str] = {}
    for part in filter(str.strip, _APART.split(text.casefold())):
        pair = _PAIR.fullmatch(part)
        kind = pair[1].replace(" ", "_") if pair else ""
        if pair is None or kind not in USER_TYPES or kind in found:
            return None
        found[kind] = pair[2]
    called = {kind: found.get(kind, kind) for kind in USER_TYPES}
    student = called.pop("student")
    return None if student in called.values() else found
