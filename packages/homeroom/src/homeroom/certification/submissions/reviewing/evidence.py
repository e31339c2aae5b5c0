"""Answers "What does the evidence show?": the files of a run, one by one.

All of it was written on the developer's machine, so nothing of it is ever a page of the hub's:
pictures and text are shown by themselves, without a script, and everything else is a download
(ruling R31).
"""

from typing import Final

from homeroom.certification.submissions import queries
from homeroom.certification.submissions.guard import Working
from homeroom.certification.submissions.queries import KeptRun
from homeroom.certification.submissions.reviewing.frame import named, path_of, show
from homeroom.certification.submissions.running.archive import file_in, names_in
from homeroom.certification.submissions.running.signing import is_signed
from homeroom.foundation.errors import NotFoundError
from homeroom.web.answers import NO_STORE, Answer, Header
from homeroom.web.pages.forms import query_of
from homeroom.web.request import Request

_PICTURES: Final = {b"\x89PNG\r\n\x1a\n": b"image/png", b"\xff\xd8\xff": b"image/jpeg"}
_TEXTS: Final = (".json", ".jsonl", ".txt", ".log", ".xml", ".toml")
_ALONE: Final[tuple[Header, ...]] = (
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    NO_STORE,
)


def show_evidence(request: Request, who: Working) -> Answer:
    """List the files of a run: of the one that was submitted, unless another is named."""
    one, run = named(request), _run(request)
    with request.parts.store.control.reading() as session:
        content = queries.archive_of(session, run.run)
        records = queries.records_of(session, one.id)
        runs = queries.every_run_of(session, one.id)
    words = [r.detail["signature"] for r in records
             if r.subject == run.run and r.detail.get("signature")]  # fmt: skip
    return show(
        request, who, "evidence.html", path_of(one, "/evidence"),
        one=one, run=run, runs=runs, names=names_in(content), size=len(content),
        path=path_of(one), word=words[-1] if words else "",
        is_signed=bool(words) and is_signed(request.parts, words[-1]),
    )  # fmt: skip


def give_file(request: Request, who: Working) -> Answer:  # noqa: ARG001 - the guard proved her
    """Give one file of a run."""
    name = query_of(request).text("file")
    with request.parts.store.control.reading() as session:
        content = file_in(queries.archive_of(session, _run(request).run), name)
    if content is None:
        raise NotFoundError("The evidence has no such file.", "no_such_file")
    return Answer(200, (*_as(name, content), *_ALONE), content)


def _as(name: str, content: bytes) -> tuple[Header, ...]:
    kind = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)
    if kind is not None:
        return ((b"content-type", kind),)
    if name.lower().endswith(_TEXTS):
        return ((b"content-type", b"text/plain; charset=utf-8"),)
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" if sign not in "._" else sign
                    for sign in name)  # fmt: skip
    saved = f'attachment; filename="{plain}"'.encode("ascii")
    return ((b"content-type", b"application/octet-stream"), (b"content-disposition", saved))


def _run(request: Request) -> KeptRun:
    one, wanted = named(request), query_of(request).text("run")
    with request.parts.store.control.reading() as session:
        runs = queries.every_run_of(session, one.id)
    chosen = wanted or one.run or next((each.run for each in runs if each.report.is_whole), "")
    found = next((each for each in runs if each.run == chosen), None)
    if found is None:
        raise NotFoundError("No such run was sent in.", "no_such_run")
    return found
