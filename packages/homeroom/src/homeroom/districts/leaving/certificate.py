"""Answers "Is all of it gone?", for whoever keeps the address: nobody can sign in to ask."""

from collections.abc import Iterator
from typing import Final

from homeroom.foundation.clock import wire_time
from homeroom.foundation.errors import NotFoundError
from homeroom.intake.erasure.queries import ERASED, Closing, closing_by_receipt
from homeroom.intake.runs.desk import moment
from homeroom.oauth.queries import apps
from homeroom.web.answers import Answer
from homeroom.web.pages.rendering import SHUT, Templates
from homeroom.web.request import Request
from homeroom.web.routes import Route, public

CERTIFICATE: Final = "/districts/deleted"
BACKUPS_DAYS: Final = 30
"""How long the hub's backups may be kept (district.md 1.14)."""

_TEMPLATES: Final = Templates("homeroom.districts")
_ONE: Final = f"{CERTIFICATE}/{{receipt}}"


def show_certificate(request: Request) -> Answer:
    """What was deleted, by number, and when; before that how far it is."""
    found = _closing(request)
    return _TEMPLATES.page(
        "leaving/certificate.html",
        closing=found,
        is_gone=found.state == ERASED,
        disclosed=_disclosed(request, found),
        backups=BACKUPS_DAYS,
        file=f"{CERTIFICATE}/{found.receipt}/certificate.txt",
    )


def download_certificate(request: Request) -> Answer:
    """The same as a text, to keep; NotFoundError until everything is gone."""
    found = _closing(request)
    if found.state != ERASED:
        raise NotFoundError("There is no certificate before everything is deleted.", "not_yet")
    disposition = b'attachment; filename="certificate-of-deletion.txt"'
    headers = (
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-disposition", disposition),
        *SHUT,
    )
    text = "\n".join(_lines(request, found)) + "\n"
    return Answer(200, headers, text.encode())


def _closing(request: Request) -> Closing:
    with request.parts.store.control.reading() as control:
        found = closing_by_receipt(control, request.path_params["receipt"])
    if found is None:
        raise NotFoundError("There is no certificate at this address.", "no_such_certificate")
    return found


def _disclosed(request: Request, found: Closing) -> list[tuple[str, dict[str, object]]]:
    """Return who was given records of how many people, each with the application's name."""
    with request.parts.store.control.reading() as control:
        names = {one.application: one.name for one in apps(control)}
    told = found.counts.get("disclosures", ())
    return [(names.get(one["application"], one["application"]), one) for one in told]


def _lines(request: Request, found: Closing) -> Iterator[str]:
    yield f"Certificate of deletion: {found.name}"
    yield f"Asked for by the district's owner: {wire_time(moment(found.asked_at))}"
    for label, at in (("Begun", found.begun_at), ("Everything gone", found.ended_at)):
        if at is not None:
            yield f"{label}: {wire_time(moment(at))}"
    yield f"Backups of the hub run out within {BACKUPS_DAYS} days after that."
    yield ""
    yield "Rows deleted, by table:"
    for name, count in found.counts.get("rows", {}).items():
        yield f"  {name}: {count}"
    yield ""
    yield "Records had been given to:"
    for name, one in _disclosed(request, found):
        span = f"{one['first']} to {one['last']}"
        yield f"  {name}: {one['people']} people, {one['reads']} reads, {span}"


ROUTES: Final[tuple[Route, ...]] = (
    public(_ONE, show_certificate, page=True),
    public(f"{_ONE}/certificate.txt", download_certificate, page=True),
)
