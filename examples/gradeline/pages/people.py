"""A student's page, and accounts and roles that administrators make by hand."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from gradeline import access, editing
from gradeline.models import Person
from gradeline.pages.asking import changing

__all__ = ["create", "role", "student"]


@require_GET  # type: ignore[untyped-decorator]
@login_required(login_url="home")  # type: ignore[untyped-decorator]
def student(request: HttpRequest, key: int) -> HttpResponse:
    """Show a student: all marks of hers, whatever became of the class, and whom to call."""
    found = get_object_or_404(Person, pk=key)
    if not access.may_see_person(request.user, found):
        raise Http404
    contacts = found.contacts.filter(contact__archived=False).select_related("contact")
    shown = {
        "student": found,
        "marks": found.marks.select_related("section", "given_by"),
        "contacts": contacts if found.pk != request.user.pk else (),
        "classes": access.attended(found),
        "is_administrator": access.is_administrator(request.user),
        "roles_to_give": [one for one in editing.ROLES[1:] if one not in found.roles],
    }
    page: HttpResponse = render(request, "gradeline/person.html", shown)
    return page


@changing
def create(request: HttpRequest) -> HttpResponse:
    """Make an account."""
    if not access.is_administrator(request.user):
        raise Http404
    said = request.POST
    new = editing.NewPerson(
        request.user.district,
        said.get("first", "").strip(),
        said.get("last", "").strip(),
        said.get("role", "student"),
        said.get("email", "").strip(),
    )
    return redirect("person", editing.create_person(new).pk)


@changing
def role(request: HttpRequest, key: int) -> HttpResponse:
    """Give somebody at work another role."""
    found = get_object_or_404(Person, pk=key, district=request.user.district, archived=False)
    if not access.is_administrator(request.user):
        raise Http404
    editing.add_role(found, request.POST.get("role", ""))
    return redirect("person", key)
