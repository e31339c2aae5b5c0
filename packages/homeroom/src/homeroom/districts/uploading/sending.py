"""Answers "How do the district's files come in?", and takes them.

What needs no word of a person is queued at once; everything else, and what she asked to see
first, waits on the page of its mapping.
"""

import shutil
from typing import Final

from homeroom.districts.frame import RUNS, UPLOAD, show
from homeroom.districts.guard import Admin, page, sender
from homeroom.districts.uploading.looking import looked_at
from homeroom.foundation.errors import InvalidRequestError, TooLargeError
from homeroom.intake.choices import mode_of
from homeroom.intake.mapping.inspecting import needs_mapping
from homeroom.intake.runs import actions, queries
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import Run
from homeroom.intake.runs.waiting import keep_waiting, waiting_of
from homeroom.intake.uploads.queries import Upload, folder_of, uploads_named
from homeroom.intake.uploads.routes import received_from
from homeroom.roster.queries import setting
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route

_MEGABYTE: Final = 1_000_000
_SAID: Final = {"thrown-away": "The files are thrown away. Nothing of them was taken in."}
_REMEDIES: Final = {
    "empty_body": "Choose the files first, then press the button.",
    "file_name": "Send files whose names end in .csv, such as students.csv, or one zip alone.",
    "file_twice": "Send each file once.",
    "upload_too_large": "Leave out what is not a roster file, or ask whoever runs this hub.",
}
_BROKE_OFF: Final = (
    "The upload broke off before all of it was here, and nothing of it was kept. Send it again."
)


def show_upload(request: Request, admin: Admin) -> Answer:
    """The form, and the two other ways."""
    return _form(request, admin, {})


def take_upload(request: Request, admin: Admin) -> Answer:
    """Keep what was sent, queue it, and go to its run."""
    desk = Desk.of(request.parts)
    try:
        sent = received_from(request, desk, admin.number, admin.signature)
    except (InvalidRequestError, TooLargeError) as error:
        remedy = _REMEDIES.get(error.code, "")
        told = f"{error.message.rstrip('.')}. {remedy}".strip()
        if error.code == "multipart":
            told = _BROKE_OFF
        return _form(request, admin, {"files": told}, error.status)
    waiting = _same_and_waiting(desk, sent)
    if waiting is not None:
        shutil.rmtree(folder_of(desk.uploads, sent.district, sent.upload), ignore_errors=True)
        return see_other(f"{RUNS}/{waiting.run}?said=same")
    with desk.store.roster.reading() as session:
        mode = mode_of(session, admin.number)
        switches = setting(session, admin.number).switches
    asked = query_of(request).text("look") == "first"
    if asked or needs_mapping(looked_at(desk, sent, switches)):
        keep_waiting(desk, sent)
        return see_other(f"{UPLOAD}/{sent.upload}")
    run = actions.submit(desk, sent, mode)
    return see_other(f"{RUNS}/{run.run}")


def _same_and_waiting(desk: Desk, sent: Upload) -> Run | None:
    """Return the newest run if it has not ended and brought the very same files: sent twice."""
    with desk.store.control.reading() as session:
        newest = queries.runs_of(session, sent.district, 1)
        if not newest or newest[0].state not in ("queued", "running", "held"):
            return None
        before = uploads_named(session, newest[0].uploads[-1:])
    return newest[0] if before and _sums(before[0]) == _sums(sent) else None


def _sums(one: Upload) -> dict[str, str]:
    return {name: file.sha256 for name, file in one.files.items()}


def _form(request: Request, admin: Admin, troubles: dict[str, str], status: int = 200) -> Answer:
    settings = request.parts.settings
    with request.parts.store.control.reading() as session:
        waiting = waiting_of(session, admin.number)
    return show(
        request,
        admin,
        "uploading/upload.html",
        UPLOAD,
        status=status,
        troubles=troubles,
        waiting=waiting,
        said=_SAID.get(query_of(request).text("said"), ""),
        most=settings.max_upload_bytes // _MEGABYTE,
        base_url=settings.base_url,
        short_name=admin.district.short_name,
    )


ROUTES: Final[tuple[Route, ...]] = (
    page(UPLOAD, show_upload),
    sender.route(UPLOAD, take_upload, ("POST",), body="file", page=True),
)
