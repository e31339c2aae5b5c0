"""Every path of the Data API, as a table: what it returns, and what may be asked of it.

The table holds in v3.0 and v3.1 alike (data-api.md 6.0). Paths are matched without regard to
case, because links say `myStudents` where most clients call `mystudents`; one trailing slash and
repeated slashes are forgiven (data-api.md 1, sso.md 2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from homeroom.data_api.paging import PAGING_NAMES

Shape = Literal["list", "record", "to_one"]

ROLES: Final = ("contact", "district_admin", "staff", "student", "teacher")
TAUGHT: Final = ("student", "teacher")
AT_SCHOOL: Final = ("staff", "student", "teacher")


@dataclass(frozen=True, slots=True)
class Path:
    """One row: below a record of `above` (or at the top), records of `kind`."""

    template: str
    kind: str
    shape: Shape
    above: str = ""
    relation: str = ""  # the last word, in lower case: what of the record above is asked for
    word: str = ""  # the last word as links spell it
    counts: bool = False
    pages: bool = False
    primary: bool = False
    roles: tuple[str, ...] = ()
    summary: str = ""

    @property
    def is_for_people(self) -> bool:
        """False where a person's token is told that there is no such path (data-api.md 2.1)."""
        return self.template in _FOR_PEOPLE

    @property
    def query(self) -> tuple[str, ...]:
        """Return the names of the query parameters that mean something here."""
        names: tuple[str, ...] = PAGING_NAMES if self.pages else ()
        if self.counts:
            names += ("count",)
        if self.roles:
            names += ("role",)
        if self.primary:
            names += ("primary",)
        return names


def _top(
    kind: str, *, pages: bool = True, counts: bool = True, roles: tuple[str, ...] = ()
) -> Path:
    return Path(
        f"/{kind}",
        kind,
        "list",
        pages=pages,
        counts=counts,
        roles=roles,
        summary=f"All {kind} that the district shares with you",
    )


def _record(kind: str) -> Path:
    return Path(f"/{kind}/{{id}}", kind, "record", above=kind, summary=f"One of the {kind}")


def _below(  # noqa: PLR0913 - a row has that many columns
    above: str,
    word: str,
    kind: str,
    summary: str,
    *,
    roles: tuple[str, ...] = (),
    primary: bool = False,
) -> Path:
    return Path(
        f"/{above}/{{id}}/{word.lower()}",
        kind,
        "list",
        above=above,
        relation=word.lower(),
        word=word,
        pages=True,
        roles=roles,
        primary=primary,
        summary=summary,
    )


def _to_one(above: str, word: str, kind: str) -> Path:
    return Path(
        f"/{above}/{{id}}/{word}",
        kind,
        "to_one",
        above=above,
        relation=word,
        word=word,
        summary=f"The {word} of one of the {above}",
    )


PATHS: Final = (
    _top("districts", pages=False),
    _record("districts"),
    _top("schools"),
    _record("schools"),
    _to_one("schools", "district", "districts"),
    _below("schools", "courses", "courses", "Courses of the school's sections"),
    _below("schools", "sections", "sections", "Sections of the school"),
    _below("schools", "terms", "terms", "Terms of the school's sections"),
    _below("schools", "users", "users", "People of the school", roles=AT_SCHOOL, primary=True),
    _top("sections"),
    _record("sections"),
    _to_one("sections", "course", "courses"),
    _to_one("sections", "district", "districts"),
    _below("sections", "resources", "resources", "Resources of the section's course"),
    _to_one("sections", "school", "schools"),
    _to_one("sections", "term", "terms"),
    _below("sections", "users", "users", "Students and teachers of the section", roles=TAUGHT),
    _top("courses"),
    _record("courses"),
    _to_one("courses", "district", "districts"),
    _below("courses", "resources", "resources", "Resources of the course"),
    _below("courses", "schools", "schools", "Schools with a section of the course"),
    _below("courses", "sections", "sections", "Sections of the course"),
    _top("terms"),
    _record("terms"),
    _to_one("terms", "district", "districts"),
    _below("terms", "schools", "schools", "Schools with a section in the term"),
    _below("terms", "sections", "sections", "Sections in the term"),
    _top("users", roles=ROLES),
    _record("users"),
    _to_one("users", "district", "districts"),
    _below("users", "myContacts", "users", "Contacts of a student"),
    _below("users", "myStudents", "users", "Students of a teacher or of a contact"),
    _below("users", "myTeachers", "users", "Teachers of a student"),
    _below("users", "resources", "resources", "Resources of the user's sections"),
    _below("users", "schools", "schools", "Schools of the user", primary=True),
    _below("users", "sections", "sections", "Sections that the user attends or teaches"),
    _top("resources", counts=False),
    _record("resources"),
    _below("resources", "courses", "courses", "Courses that the resource is mapped to"),
    _below("resources", "sections", "sections", "Sections of those courses"),
    _below("resources", "users", "users", "Students and teachers of those", roles=TAUGHT),
)

_FOR_PEOPLE: Final = frozenset(
    path.template
    for path in PATHS
    if path.template in ("/districts", "/sections/{id}", "/sections/{id}/users")
    or path.above in ("districts", "users")
)
"""Where a person's token is refused in JSON, if it is; elsewhere in HTML (ruling R7)."""

_BY_PLACE: Final[Mapping[tuple[str, bool, str], Path]] = {
    (path.template.split("/")[1], "{id}" in path.template, path.relation): path for path in PATHS
}


def path_of(segments: list[str]) -> Path | None:
    """Return the row for the segments that follow the version; None if there is no such path."""
    count = len(segments)
    if count == 1:
        return _BY_PLACE.get((segments[0].lower(), False, ""))
    if count == 2:  # noqa: PLR2004 - a collection and an id
        return _BY_PLACE.get((segments[0].lower(), True, ""))
    if count == 3:  # noqa: PLR2004 - a collection, an id and what is asked of it
        return _BY_PLACE.get((segments[0].lower(), True, segments[2].lower()))
    return None


def is_lms(segments: list[str]) -> bool:
    """True for the paths of LMS Connect, which is not built yet (data-api.md 10, ruling R37)."""
    lower = [segment.lower() for segment in segments]
    if lower[:1] != ["sections"] or lower[2:3] != ["assignments"]:
        return False
    return len(lower) in (3, 4) or (len(lower) in (5, 6) and lower[4] == "submissions")
