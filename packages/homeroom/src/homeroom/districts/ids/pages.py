"""Answers "Our ids have changed: how do we keep our records?"."""

import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from homeroom.districts.frame import IDS, show
from homeroom.districts.guard import Admin, form, page, sender
from homeroom.foundation.database import is_text
from homeroom.foundation.errors import ConflictError, InvalidRequestError
from homeroom.intake.renaming import queries, rules
from homeroom.intake.renaming.actions import Renaming, rename
from homeroom.intake.renaming.rules import KINDS, Finding, Pair
from homeroom.intake.runs.desk import Desk
from homeroom.intake.uploads import multipart
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route

_BAD: Final = 400
_CONFLICT: Final = 409
_SHOWN: Final = 100
_DIGITS: Final = 6
_LONGEST: Final = 500_000
_STATES: Final[Mapping[rules.State, tuple[str, str]]] = {
    "not_found": ("No record with the old id is there", "loss"),
    "in_use": ("The new id is, or was not long ago, another record's", "loss"),
    "twice": ("One of the two ids stands in several pairs", "loss"),
    "same": ("Both ids are the same", "calm"),
    "found": ("Found", "good"),
}
"""State of a finding -> its words and its tone; what needs a look comes first."""


def show_ids(request: Request, admin: Admin) -> Answer:
    """The form, empty; or what was just done."""
    done = query_of(request).text("changed")
    said = ""
    if done.isascii() and done.isdigit() and len(done) <= _DIGITS:
        count = int(done)
        said = f"{count:,} id{'' if count == 1 else 's'} changed. Send files with the new ids next."
    return _form(request, admin, Form(), said=said)


def take_file(request: Request, admin: Admin) -> Answer:
    """Put a file's text into the form, to be looked at."""
    sent = Form()
    try:
        sent.fields["pairs"] = [_text_of(request)]
    except InvalidRequestError as error:
        sent.refuse("file", error.message)
    return _form(request, admin, sent, status=_BAD if sent.troubles else 200)


def _text_of(request: Request) -> str:
    kind = request.raw_header(b"content-type") or b""
    if request.received is None or not request.received.size:
        raise InvalidRequestError("Choose a file first, then press the button.")
    if not kind.lower().startswith(b"multipart/form-data"):
        raise InvalidRequestError("Choose a file first, then press the button.")
    with tempfile.TemporaryDirectory(dir=request.received.path.parent, prefix="ids-") as folder:
        files = list(multipart.parts(request.received.path, kind, Path(folder)).values())
        if len(files) != 1 or files[0].stat().st_size > _LONGEST:
            raise InvalidRequestError(
                f"Choose one CSV file of at most {_LONGEST // 1000} kB; send the rest afterwards."
            )
        text = files[0].read_bytes().decode("utf-8-sig", errors="replace")
    if not is_text(text):
        raise InvalidRequestError("This is no CSV file. Save it as CSV (UTF-8) and choose it again")
    return text


def preview(request: Request, admin: Admin, form: Form) -> Answer:
    """What would happen with each pair; nothing is changed."""
    pairs = _pairs(form)
    if form.troubles:
        return _form(request, admin, form, status=_BAD)
    return _preview(request, admin, form, pairs)


def apply(request: Request, admin: Admin, form: Form) -> Answer:
    """Change the ids that were found."""
    pairs = _pairs(form)
    if form.troubles:
        return _form(request, admin, form, status=_BAD)
    asked = Renaming(
        form.text("type"),
        pairs,
        form.text("seen"),
        admin.signature,
        form.text("administrators") == "same",
    )
    try:
        count = rename(Desk.of(request.parts), admin.district, asked)
    except ConflictError as error:
        if error.code not in ("ids_changed", "sync_running"):
            raise
        form.refuse("", error.message)
        return _preview(request, admin, form, pairs, status=_CONFLICT)
    return see_other(f"{IDS}?changed={count}")


def _pairs(form: Form) -> list[Pair]:
    if form.text("type") not in KINDS:
        form.refuse("type", "Choose whose ids have changed.")
    pairs, troubles = rules.read_pairs(form.raw("pairs"))
    if troubles:
        form.refuse("pairs", " ".join(troubles))
    return pairs


def _preview(
    request: Request, admin: Admin, form: Form, pairs: list[Pair], *, status: int = 200
) -> Answer:
    kind = KINDS[form.text("type")]
    with request.parts.store.roster.reading() as session:
        found = queries.findings(session, admin.number, kind, pairs)
        names = queries.names_of(session, admin.number, kind, found)
        administrators = queries.administrators_among(session, admin.number, kind, found)
    counts = Counter(one.state for one in found)
    return show(
        request,
        admin,
        "ids/preview.html",
        IDS,
        status=status,
        troubles=form.troubles,
        type=form.text("type"),
        pairs=form.raw("pairs"),
        seen=rules.mark(found),
        count=counts["found"],
        counts=[(*_STATES[state], counts[state]) for state in _STATES if counts[state]],
        rows=_rows(found, names),
        shown=_SHOWN,
        administrators=sorted(names[rid] for rid in administrators),
    )


def _rows(found: list[Finding], names: Mapping[int, str]) -> list[tuple[Any, ...]]:
    order = list(_STATES)
    ranked = sorted(found, key=lambda one: (order.index(one.state), one.pair.line))
    return [(one.pair, names.get(one.rid, ""), *_STATES[one.state]) for one in ranked[:_SHOWN]]


def _form(
    request: Request, admin: Admin, form: Form, *, status: int = 200, said: str = ""
) -> Answer:
    return show(
        request,
        admin,
        "ids/form.html",
        IDS,
        status=status,
        said=said,
        troubles=form.troubles,
        types=[("", "Choose"), *((name, name.capitalize()) for name in KINDS)],
        type=form.text("type"),
        pairs=form.raw("pairs"),
        most=rules.MOST,
    )


ROUTES: Final[tuple[Route, ...]] = (
    page(IDS, show_ids),
    sender.route(f"{IDS}/file", take_file, ("POST",), body="file", page=True),
    form(f"{IDS}/preview", preview),
    form(f"{IDS}/apply", apply),
)
