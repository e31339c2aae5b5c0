"""A class: who is in it, marks, its name, and groups."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from gradeline import access, editing
from gradeline.models import Person, Section
from gradeline.pages.asking import changing

__all__ = ["add", "group", "mark", "remove", "rename", "room"]


def _section(request: HttpRequest, key: int, *, to_change: bool = True) -> Section:
    """A class that she may see, or change; others are not there for her."""
    section = get_object_or_404(
        Section.objects.select_related("school", "term", "course"), pk=key, archived=False
    )
    allowed = access.may_change if to_change else access.may_see
    if not allowed(request.user, section):
        raise Http404
    return section  # type: ignore[no-any-return]


def _student(request: HttpRequest) -> Person:
    found = Person.objects.filter(
        pk=editing.key_of(request.POST.get("student", "")),
        district=request.user.district,
        archived=False,
    ).first()
    if found is None or "student" not in found.roles:
        raise editing.EditError("Please choose a student.")
    return found  # type: ignore[no-any-return]


def _people(section: Section, role: str) -> list[Person]:
    """Who is in a class now: who is archived is shown nowhere."""
    members = section.memberships.filter(role=role, person__archived=False)
    members = members.select_related("person").order_by("person__last", "person__first")
    if role == "teacher":
        members = members.order_by("-how", "person__last")  # `primary` before `co`
    return [one.person for one in members]


@require_GET  # type: ignore[untyped-decorator]
@login_required(login_url="home")  # type: ignore[untyped-decorator]
def room(request: HttpRequest, key: int) -> HttpResponse:
    """Show a class."""
    section = _section(request, key, to_change=False)
    may_change = access.may_change(request.user, section)
    students = _people(section, "student")
    shown: dict[str, Any] = {
        "section": section,
        "teachers": _people(section, "teacher"),
        "may_change": may_change,
        "own_marks": request.user.marks.filter(section=section),
        "students": [(one, section.marks.filter(student=one)) for one in students]
        if may_change or access.looked_after(request.user).filter(pk=section.pk).exists()
        else [(one, ()) for one in students],
    }
    if may_change:
        shown["others"] = _others(request, section, {one.pk for one in students})
    found: HttpResponse = render(request, "gradeline/class.html", shown)
    return found


def _others(request: HttpRequest, section: Section, there: set[int]) -> list[Person]:
    """Students of the same school who are not in the class."""
    found = Person.objects.filter(district=request.user.district, archived=False)
    found = found.filter(school=section.school).exclude(pk__in=there).order_by("last", "first")
    return [one for one in found if "student" in one.roles]


@changing
def mark(request: HttpRequest, key: int) -> HttpResponse:
    """Give a mark."""
    section, student = _section(request, key), _student(request)
    if not section.memberships.filter(person=student, role="student").exists():
        raise editing.EditError(f"{student.name} is not in this class.")
    editing.give_mark(student, request.POST.get("mark", ""), section, request.user)
    return redirect("class", key)


@changing
def rename(request: HttpRequest, key: int) -> HttpResponse:
    """Give the class another name."""
    editing.rename(_section(request, key), request.POST.get("name", ""))
    return redirect("class", key)


@changing
def add(request: HttpRequest, key: int) -> HttpResponse:
    """Put a student into the class."""
    editing.add_student(_section(request, key), _student(request))
    return redirect("class", key)


@changing
def remove(request: HttpRequest, key: int) -> HttpResponse:
    """Take a student out of the class."""
    editing.remove_student(_section(request, key), _student(request))
    return redirect("class", key)


@changing
def group(request: HttpRequest) -> HttpResponse:
    """Make a group of students of one's own classes."""
    if not access.is_teacher(request.user):
        raise Http404
    keys = [editing.key_of(one) for one in request.POST.getlist("student")]
    mine = Person.objects.filter(
        pk__in=[one for one in keys if one is not None],
        memberships__section__in=access.taught(request.user),
        memberships__role="student",
    ).distinct()
    editing.create_group(
        request.user.district, request.POST.get("name", ""), mine, made_by=request.user
    )
    return redirect("home")
