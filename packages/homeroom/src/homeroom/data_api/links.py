"""The links of a single record, by kind and role (data-api.md 3.2)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import msgspec

_BY_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "districts": (),
    "schools": ("district", "sections", "users", "terms", "courses"),
    "sections": ("district", "school", "term", "course", "users"),
    "courses": ("district", "sections", "schools"),
    "terms": ("district", "sections", "schools"),
    "resources": ("courses", "sections", "users"),
    "events": (),
}
_USER_ORDER: Final = ("district", "sections", "myContacts", "myTeachers", "myStudents", "schools")
_BY_ROLE: Final[Mapping[str, frozenset[str]]] = {
    "student": frozenset({"district", "sections", "myContacts", "myTeachers", "schools"}),
    "teacher": frozenset({"district", "sections", "myStudents", "schools"}),
    "staff": frozenset({"district", "schools"}),
    "district_admin": frozenset({"district"}),
    "contact": frozenset({"district", "myStudents"}),
}


class _SectionHead(msgspec.Struct):
    course: str = ""
    term_id: str = ""


class _UserHead(msgspec.Struct):
    roles: dict[str, msgspec.Raw] = msgspec.field(default_factory=dict)


_SECTION: Final = msgspec.json.Decoder(_SectionHead)
_USER: Final = msgspec.json.Decoder(_UserHead)


def relations(kind: str, body: str) -> tuple[str, ...]:
    """Return what the record leads to, in the order of the links; `self` is not among them."""
    if kind == "users":
        return _of_roles(frozenset(_USER.decode(body).roles))
    if kind == "sections":
        head = _SECTION.decode(body)
        leads = {"term": head.term_id, "course": head.course}
        return tuple([word for word in _BY_KIND[kind] if leads.get(word, word)])
    return _BY_KIND[kind]


_NONE: Final[frozenset[str]] = frozenset()


@lru_cache(maxsize=256)
def _of_roles(roles: frozenset[str]) -> tuple[str, ...]:
    wanted = _NONE.union(*[_BY_ROLE.get(role, _NONE) for role in roles])
    # Who holds no role that we know still belongs to a district.
    return tuple([word for word in _USER_ORDER if word in wanted or word == "district"])


def record_links(address: str, words: tuple[str, ...]) -> str:
    """Write the links: `self` has no suffix, the others keep their camel case."""
    made = [f'{{"rel":"self","uri":"{address}"}}']
    made += [f'{{"rel":"{word}","uri":"{address}/{word}"}}' for word in words]
    return ",".join(made)
