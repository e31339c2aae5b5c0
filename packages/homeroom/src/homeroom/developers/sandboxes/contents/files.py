"""The CSV files of a sandbox: downloaded as a zip, replaced by an upload of one's own."""

import io
import zipfile
from typing import Final

from homeroom.developers.sandboxes import showing
from homeroom.developers.sandboxes.editing.sets import set_of
from homeroom.developers.sandboxes.guard import Own, finished
from homeroom.developers.sandboxes.making import sender
from homeroom.foundation.errors import InvalidRequestError, TooLargeError
from homeroom.intake.runs.actions import submit
from homeroom.intake.runs.desk import Desk
from homeroom.intake.uploads.routes import received_from
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.rendering import SHUT
from homeroom.web.request import Request

BELOW: Final = "/files"
_MEGABYTE: Final = 1_000_000
_MADE: Final = (1980, 1, 1, 0, 0, 0)
"""Every file of the zip has this date, so that the same set is the same zip."""


def show_files(request: Request, mine: Own) -> Answer:
    """List the files, and offer to send others."""
    return _page(request, mine, {})


def download(request: Request, mine: Own) -> Answer:
    """Answer with the whole set, as it could be uploaded again."""
    district = finished(mine)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(set_of(request.parts, district.number).files.items()):
            archive.writestr(zipfile.ZipInfo(name, _MADE), content, zipfile.ZIP_DEFLATED)
    named = f'attachment; filename="{district.short_name}.zip"'
    headers = (
        (b"content-type", b"application/zip"),
        (b"content-disposition", named.encode("ascii")),
    )
    return Answer(200, (*headers, *SHUT), made.getvalue())


def upload(request: Request, mine: Own) -> Answer:
    """The files are on their way in; one that is left out stays as it was (district.md 1.2)."""
    district, desk = finished(mine), Desk.of(request.parts)
    try:
        sent = received_from(request, desk, district.number, sender(mine.who))
    except (InvalidRequestError, TooLargeError) as error:
        told = f"{error.message.rstrip('.')}. Choose CSV files, or one zip of them."
        return _page(request, mine, {"files": told}, error.status)
    submit(desk, sent, "lenient")
    return see_other(f"{mine.path}?said=upload")


def _page(request: Request, mine: Own, troubles: dict[str, str], status: int = 200) -> Answer:
    district = finished(mine)
    files = set_of(request.parts, district.number).files
    return showing.show_one(
        request,
        mine,
        "files.html",
        BELOW,
        status=status,
        is_form=True,
        files=[(name, len(content), _rows(content)) for name, content in sorted(files.items())],
        most=request.parts.settings.max_upload_bytes // _MEGABYTE,
        troubles=troubles,
    )


def _rows(content: bytes) -> int:
    return max(0, len(content.splitlines()) - 1)
