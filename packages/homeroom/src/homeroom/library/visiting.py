"""Who opens a page of the Library: a teacher with her shelf; everybody else is told whose it is."""

from dataclasses import dataclass
from typing import Any, Final

from homeroom.accounts.sessions import Visit
from homeroom.foundation.errors import NotFoundError
from homeroom.library.queries import Entry, Shelf, Teacher, shelf_of
from homeroom.web.answers import Answer
from homeroom.web.pages.rendering import Templates, Who, words
from homeroom.web.request import Request

PATH: Final = "/library"
_TEMPLATES: Final = Templates("homeroom.library")


@dataclass(frozen=True)
class Visitor:
    """A teacher on these pages."""

    request: Request
    visit: Visit
    teacher: Teacher
    shelf: Shelf

    def page(self, name: str, *, status: int = 200, **values: Any) -> Answer:
        """Answer with a page in the frame of her home."""
        return _TEMPLATES.page(
            name,
            status=status,
            who=_who(self.visit),
            csrf=self.visit.kept.csrf,
            shelf=self.shelf,
            **values,
        )

    def entry(self) -> Entry:
        """Return the application that the path names."""
        found = self.shelf.find(self.request.path_params["client_id"])
        if found is None:
            raise NotFoundError("There is no such app in the Library.")
        return found


def visitor(request: Request, visit: Visit) -> Visitor | Answer:
    """Return the teacher with her shelf; a kind page for everybody else (sso.md 8.1)."""
    if visit.kept.role != "teacher":
        return _TEMPLATES.page(
            "teachers_only.html",
            status=403,
            who=_who(visit),
            csrf=visit.kept.csrf,
            is_teacher_too="teacher" in visit.person.roles,
        )
    teacher = Teacher(visit.person.district, visit.person.user)
    return Visitor(request, visit, teacher, shelf_of(request.parts, teacher))


def path_of(entry: Entry) -> str:
    """Return the path of an application's own page."""
    return f"{PATH}/{entry.app.client_id}"


def _who(visit: Visit) -> Who:
    note = words(visit.kept.role)
    return Who(
        visit.person.name, note[:1].upper() + note[1:], is_stood_in=visit.kept.actor is not None
    )
