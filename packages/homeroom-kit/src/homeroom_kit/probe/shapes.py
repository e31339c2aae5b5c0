"""What a probe is asked for, as values; what is missing or odd is refused with a sentence."""

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeVar

import msgspec
from msgspec import Struct

from homeroom_kit.errors import KitError

__all__ = ["Edit", "Mark", "NewAccount", "ProbeError", "Start", "Wind", "read"]

T = TypeVar("T", bound=Struct)


class ProbeError(KitError):
    """A probe cannot do what it was asked.

    Attributes:
        status: The HTTP status that says the same.
    """

    def __init__(self, code: str, message: str, status: int = 422) -> None:
        super().__init__(code, message)
        self.status = status


class Mark(Struct):
    """Progress of a student: a mark, in a section or in none."""

    clever_id: str
    mark: str
    section: str | None = None


class PersonName(Struct):
    """A name in its parts."""

    first: str = ""
    last: str = ""


class NewAccount(Struct):
    """An account that is older than the connection: no hub knows it.

    Attributes:
        role: `student`, `teacher`, ...; it says whose number `sis_id` is.
        district: Where it is, by Clever id; None where the application has one district only.
    """

    name: PersonName | str
    email: str | None = None
    sis_id: str | None = None
    password: str | None = None
    mark: str | None = None
    role: str = "student"
    district: str | None = None

    @property
    def first(self) -> str:
        """The first name, as far as there is one."""
        return self.name.first if isinstance(self.name, PersonName) else self.name.partition(" ")[0]

    @property
    def last(self) -> str:
        """The last name, likewise."""
        return self.name.last if isinstance(self.name, PersonName) else self.name.partition(" ")[2]


class Edit(Struct):
    """Something that a person changes by hand. People and sections are named by Clever ids.

    Rows that no hub knows are named by the application's own ids.
    """

    op: Literal[
        "rename_section", "add_student", "remove_student", "create_group", "create_user", "add_role"
    ]
    section: str = ""
    student: str = ""
    name: PersonName | str = ""
    students: list[str] = []
    user: str = ""
    email: str | None = None
    role: str = ""
    district: str | None = None

    @property
    def text(self) -> str:
        """The name as one text."""
        if isinstance(self.name, str):
            return self.name
        return " ".join(part for part in (self.name.first, self.name.last) if part)

    @property
    def account(self) -> NewAccount:
        """The user that `create_user` makes."""
        return NewAccount(
            self.name, self.email, role=self.role or "student", district=self.district
        )


class Start(Struct):
    """A sync to begin."""

    district: str
    mode: Literal["full", "events"] = "full"


class Wind(Struct):
    """How far the application's clock goes forward."""

    advance_seconds: int


_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "rename_section": ("section", "name"),
    "add_student": ("section", "student"),
    "remove_student": ("section", "student"),
    "create_group": ("name",),
    "create_user": ("name",),
    "add_role": ("user", "role"),
}


def read(body: object, shape: type[T]) -> T:
    """Read what was sent; unknown names do not matter.

    Raises:
        ProbeError: Something is missing or odd; the message names it.
    """
    try:
        found: Any = msgspec.convert(body, shape)
    except msgspec.ValidationError as odd:
        raise ProbeError("bad_body", f"{shape.__name__}: {odd}.") from odd
    if isinstance(found, Edit):
        missing = [one for one in _NEEDED[found.op] if not getattr(found, one)]
        if missing:
            raise ProbeError("bad_body", f"{found.op} needs {' and '.join(missing)}.")
    return found  # type: ignore[no-any-return]
