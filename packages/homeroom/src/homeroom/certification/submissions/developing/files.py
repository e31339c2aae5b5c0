"""Answers "Which documents belong to it?"; takes in the signed agreement."""

import tempfile
from pathlib import Path
from typing import Final

from homeroom.certification.submissions import actions, queries, rules
from homeroom.certification.submissions.actions import AGREEMENT
from homeroom.certification.submissions.developing.frame import path_of, show_one, the
from homeroom.certification.submissions.guard import Asked
from homeroom.certification.submissions.limits import FILES_A_DAY
from homeroom.certification.submissions.standing import settled
from homeroom.foundation.errors import (
    InvalidRequestError,
    NotFoundError,
    TooLargeError,
    TooManyRequestsError,
)
from homeroom.intake.uploads import multipart
from homeroom.oauth.registration import listing
from homeroom.web.answers import Answer, Header, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

MOST_BYTES: Final = 10_000_000
_AROUND: Final = 100_000
_PDF: Final = b"%PDF-"
_ASKS: Final = "Send the signed agreement as a PDF of at most 10 MB."
AS_FILE: Final[tuple[Header, ...]] = (
    (b"content-type", b"application/pdf"),
    (b"content-disposition", b'attachment; filename="agreement.pdf"'),
    (b"content-security-policy", b"sandbox"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
)
"""A document of a stranger's is never opened inside the hub's own pages (ruling R31)."""


def show_files(request: Request, asked: Asked) -> Answer:
    """Show what is attached, and where the pictures are."""
    return _page(request, asked, Form())


def upload(request: Request, asked: Asked) -> Answer:
    """The submission has this agreement; the ones before it are kept."""
    one, form = the(asked), Form()
    try:
        content = _pdf_in(request)
        with request.parts.store.control.writing() as session:
            held = actions.held(session, one.id)
            actions.keep_file(session, asked.who.now, held, asked.who.actor, content)
            answers = {**held.answers, "Q-L16": "agreement.pdf"}
            actions.answer(session, held, answers)
    except (InvalidRequestError, TooLargeError, TooManyRequestsError) as error:
        form.refuse(AGREEMENT, error.message)
        return _page(request, asked, form, error.status)
    settled(request.parts, one, asked.who.now)
    return see_other(path_of(asked, "/files?said=saved"))


def download(request: Request, asked: Asked) -> Answer:
    """Give the newest agreement back."""
    one = the(asked)
    with request.parts.store.control.reading() as session:
        found = queries.file_of(session, one.id, AGREEMENT)
        content = queries.content_of(session, one.id, found[0]) if found else b""
    if not found:
        raise NotFoundError("No agreement is attached.", "no_such_file")
    return Answer(200, AS_FILE, content)


def _pdf_in(request: Request) -> bytes:
    kind = request.raw_header(b"content-type") or b""
    sent = request.received
    if sent is None or not sent.size or not kind.lower().startswith(b"multipart/form-data"):
        raise InvalidRequestError(f"Choose a file first. {_ASKS}")
    if sent.size > MOST_BYTES + _AROUND:
        raise TooLargeError(f"The file is too large. {_ASKS}")
    with tempfile.TemporaryDirectory(dir=sent.path.parent, prefix="agreement-") as folder:
        try:
            files = list(multipart.parts(sent.path, kind, Path(folder)).values())
        except InvalidRequestError:
            raise InvalidRequestError("The file did not arrive whole. Send it again.") from None
        content = files[0].read_bytes() if len(files) == 1 else b""
    if not content.startswith(_PDF):
        raise InvalidRequestError(f"This is no PDF. {_ASKS}")
    return content


def _page(request: Request, asked: Asked, form: Form, status: int = 200) -> Answer:
    one = the(asked)
    with request.parts.store.control.reading() as session:
        found = queries.file_of(session, one.id, AGREEMENT)
    draft = listing.draft_of(asked.app.said)
    return show_one(
        request,
        asked,
        "files.html",
        "/files",
        status=status,
        agreement=found,
        most_a_day=FILES_A_DAY,
        can_edit=one.state in rules.EDITABLE,
        needs_listing="library" in one.types,
        missing=[item.label for item in listing.missing(draft)],
        has_small=bool(asked.app.said.get("small")),
        has_vector=bool(asked.app.said.get("vector")),
        said=query_of(request).text("said"),
        troubles=form.troubles,
    )
