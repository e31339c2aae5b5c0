"""Upload over HTTP: a zip, a form with files, or one CSV file; answered with the run."""

import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from homeroom.foundation.errors import (
    IntakeError,
    InvalidRequestError,
    NotFoundError,
    TooLargeError,
)
from homeroom.intake.choices import mode_of
from homeroom.intake.problems import Mode
from homeroom.intake.runs import actions as runs
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import run_named
from homeroom.intake.runs.report import run_row
from homeroom.intake.runs.staging import accepted_files
from homeroom.intake.steps import application
from homeroom.intake.uploads import actions, multipart
from homeroom.intake.uploads.guard import upload_key
from homeroom.intake.uploads.queries import Upload, Uploader
from homeroom.web.answers import Answer, json_value
from homeroom.web.request import Request
from homeroom.web.routes import Route

ADDRESS: Final = "/intake/v1"
_ZIP_BEGINS: Final = b"PK\x03\x04"
_CSV_NAME: Final = re.compile(
    r'(?:extensionfields/)?[^/\\"\x00-\x1f\x7f]{1,100}\.csv', re.IGNORECASE
)
"""Names are free, for a district may say which file is which; no name ever becomes a path."""


def post_upload(request: Request, uploader: Uploader) -> Answer:
    """Keep what was sent and queue it; the answer names the run that will take it in."""
    mode = request.query_params.get("mode", "")
    if mode not in ("", "lenient", "strict"):
        raise InvalidRequestError("mode must be lenient or strict", "mode")
    desk = Desk.of(request.parts)
    sent = received_from(request, desk, uploader.district, f"key {uploader.label}")
    run = runs.submit(desk, sent, _strictness(desk, uploader.district, mode))
    location = (b"location", f"{ADDRESS}/runs/{run.run}".encode("ascii"))
    return json_value({"run": run_row(run)}, location, status=202)


def _strictness(desk: Desk, district: int, asked: str) -> Mode:
    if not asked:
        with desk.store.roster.reading() as session:
            return mode_of(session, district)
    return "strict" if asked == "strict" else "lenient"


def get_run(request: Request, uploader: Uploader) -> Answer:
    """Answer with a run of the key's own district; any other does not exist for it."""
    with request.parts.store.control.reading() as session:
        run = run_named(session, request.path_params["id"])
    if run.district != uploader.district:
        raise NotFoundError(f"There is no run {run.run}", "no_such_run")
    return json_value({"run": run_row(run)})


def received_from(request: Request, desk: Desk, district: int, sender: str) -> Upload:
    """Keep what a request brought, and say by whom; nothing is queued for it yet."""
    if request.received is None or not request.received.size:
        raise InvalidRequestError("Send a zip, a form with files, or one CSV file", "empty_body")
    with _refusing():
        return _receive(request, desk, _arrival(desk, district, sender), request.received.path)


def _arrival(desk: Desk, district: int, sender: str) -> actions.Arrival:
    with desk.store.roster.reading() as session:
        files = application.applied(session, district).files
    accepted = accepted_files(desk.uploads, district, files)
    return actions.Arrival(district, "http", sender, accepted)


def _receive(request: Request, desk: Desk, arrival: actions.Arrival, body: Path) -> Upload:
    """Tell the three forms apart: by the form's type, by a file name, by the zip's own mark."""
    content_type = request.raw_header(b"content-type") or b""
    name = request.query_params.get("file")
    if content_type.lower().startswith(b"multipart/form-data"):
        with tempfile.TemporaryDirectory(dir=body.parent, prefix="form-") as folder:
            files = multipart.parts(body, content_type, Path(folder))
            return _receive_form(desk, arrival, files)
    if name is not None:
        if not _CSV_NAME.fullmatch(name):
            raise InvalidRequestError("file must be the name of a CSV file", "file_name")
        return actions.receive_files(desk, arrival, {name: body}, ())
    if _is_zip(body):
        return actions.receive_zip(desk, arrival, body)
    raise InvalidRequestError(
        "The body is neither a zip nor a form; send one CSV file with ?file=students.csv",
        "body_unknown",
    )


def _receive_form(desk: Desk, arrival: actions.Arrival, files: dict[str, Path]) -> Upload:
    if not files:
        raise InvalidRequestError("The form holds no file", "empty_body")
    if len(files) == 1 and _is_zip(path := next(iter(files.values()))):
        return actions.receive_zip(desk, arrival, path)
    for name in files:
        if not _CSV_NAME.fullmatch(name):
            raise InvalidRequestError(f"{name!r} is not the name of a CSV file", "file_name")
    return actions.receive_files(desk, arrival, files, ())


def _is_zip(path: Path) -> bool:
    """True of half a zip too: whoever sent it is to read that it broke off, and not of CSV."""
    with path.open("rb") as sent:
        return sent.read(len(_ZIP_BEGINS)) == _ZIP_BEGINS or zipfile.is_zipfile(path)


@contextmanager
def _refusing() -> Iterator[None]:
    """An upload that cannot be kept is the sender's to mend."""
    try:
        yield
    except IntakeError as error:
        refusal = TooLargeError if error.code == "upload_too_large" else InvalidRequestError
        raise refusal(error.message, error.code) from error


ROUTES: Final[tuple[Route, ...]] = (
    upload_key.route(f"{ADDRESS}/uploads", post_upload, ("POST",), body="file"),
    upload_key.route(f"{ADDRESS}/runs/{{id}}", get_run),
)
