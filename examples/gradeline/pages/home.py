"""The start page: a way in, or what is hers."""

from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gradeline import access
from gradeline.models import Connection, District

__all__ = ["home", "style"]

_STYLE: Final = (Path(__file__).parents[1] / "templates/gradeline/style.css").read_text()
_SHOWN: Final = 300
_WORDS: Final = {
    "student": "student",
    "teacher": "teacher",
    "staff": "staff",
    "district_admin": "administrator",
}


@require_GET  # type: ignore[untyped-decorator]
def style(_: HttpRequest) -> HttpResponse:
    """Return the style."""
    return HttpResponse(_STYLE, content_type="text/css", headers={"Cache-Control": "max-age=3600"})


@require_GET  # type: ignore[untyped-decorator]
def home(request: HttpRequest) -> HttpResponse:
    """Show the start page."""
    is_in = request.user.is_authenticated
    # Whoever followed a link to a page of hers gets there once she is in.
    wanted = {"wanted": request.GET.get("next", "/")}
    page, shown = ("home", _shown(request.user)) if is_in else ("welcome", wanted)
    found: HttpResponse = render(request, f"gradeline/{page}.html", shown)
    return found


def _shown(person: Any) -> dict[str, Any]:
    connection = Connection.objects.filter(district=person.district).first()
    marks = person.marks.select_related("section")
    return {
        "person": person,
        "roles": [_WORDS.get(one, one) for one in person.roles],
        "district": District.objects.filter(district=person.district).first(),
        "is_read": connection is not None and connection.read_at is not None,
        "taught": access.taught(person),
        "attended": access.attended(person),
        "marks": marks,
        "groups": person.groups_made.prefetch_related("members"),
        "is_teacher": access.is_teacher(person),
        "is_student": "student" in person.roles,
        "is_administrator": access.is_administrator(person),
        "looked_after": access.looked_after(person)[:_SHOWN],
    }
