"""The probe in Django: one pattern for the project's addresses."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt

from homeroom_kit.probe.carrying import HEADERS, Gate

__all__ = ["probe_pattern"]


def probe_pattern(gate: Gate, prefix: str = "probe") -> Any:
    """Return the pattern below which the probe answers: `urlpatterns += [probe_pattern(gate)]`.

    Its requests carry a token and no cookie, so there is nothing that another site could forge.
    """

    @csrf_exempt  # type: ignore[untyped-decorator]
    def probe(request: HttpRequest, path: str) -> HttpResponse:
        found = gate.answer(
            request.method or "",
            path,
            request.GET.dict(),
            request.headers.get("Authorization", ""),
            request.body,
        )
        return HttpResponse(found.body, status=found.status, headers=HEADERS)

    return re_path(rf"^{prefix}/(?P<path>.*)$", probe)
