"""The district for its administrators: schools, people, and what became of each sync."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from gradeline import access, editing
from gradeline.models import Connection, District, Person, Run, School, Term
from gradeline.pages.asking import changing
from gradeline.roster import clock, queue

__all__ = ["district", "sync"]

_RUNS = 10
_PEOPLE = 200


@require_GET  # type: ignore[untyped-decorator]
@login_required(login_url="home")  # type: ignore[untyped-decorator]
def district(request: HttpRequest) -> HttpResponse:
    """Show the district."""
    own = _own(request)
    people = Person.objects.filter(district=own, archived=False)
    wanted = request.GET.get("name", "").strip()
    if wanted:
        people = people.filter(last__istartswith=wanted) | people.filter(first__istartswith=wanted)
    connection = Connection.objects.filter(district=own).first()
    read_at = connection.read_at if connection else None
    shown = {
        "district": District.objects.filter(district=own).first(),
        "schools": School.objects.filter(district=own, archived=False).order_by("name"),
        # Old terms stay visible here, put away or not (SYN-R6).
        "terms": Term.objects.filter(district=own).order_by("start", "name"),
        "people": people.order_by("last", "first")[:_PEOPLE],
        "wanted": wanted,
        "roles": editing.ROLES,
        "read_at": None if read_at is None else clock.moment(read_at),
        "runs": Run.objects.filter(district=own)[:_RUNS],
    }
    page: HttpResponse = render(request, "gradeline/district.html", shown)
    return page


@changing
def sync(request: HttpRequest) -> HttpResponse:
    """Ask for a sync now (SYN-12); one that waits already is enough."""
    own = _own(request)
    mode = "events" if request.POST.get("mode") == "events" else "full"
    if not Run.objects.filter(district=own, mode=mode, state="waiting").exists():
        queue.ask(own, mode, request.user.name)
    return redirect("district")


def _own(request: HttpRequest) -> str:
    if not access.is_administrator(request.user):
        raise Http404
    return str(request.user.district)
