"""Answers "Which of our people is which of theirs?", for one connected district."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from homeroom.developers.districts.standing import Link, link_named, signature
from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.developers.matching.reading import MOST_ROWS, read
from homeroom.foundation.errors import InvalidRequestError, NotFoundError
from homeroom.intake.uploads import multipart
from homeroom.oauth.registration.queries import Registration
from homeroom.roster.documents import newest_batch
from homeroom.sharing.disclosing.collecting import give
from homeroom.sharing.disclosing.rules import Reader
from homeroom.sharing.matching.actions import Asked, keep
from homeroom.sharing.matching.queries import (
    ROLES,
    Matching,
    matchings_of,
    outcomes_of,
    people_seen,
)
from homeroom.sharing.matching.rules import Outcome, Theirs, match
from homeroom.sharing.queries import view_of
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.spreadsheets import as_file, line
from homeroom_wire.values import VERSIONS

BELOW: Final = "/matching"
_BAD: Final = 400
_CHOOSE: Final = "Choose one CSV file first, then press the button."
_SHOWN: Final = 100
_WRITTEN_AT_ONCE: Final = 1000
_WORDS: Final = {
    "match": ("Match", "good"),
    "app_unmatched": ("From you, no match", "look"),
    "app_duplicate": ("From you, duplicate", "look"),
    "hub_unmatched": ("From the district, no match", "calm"),
    "hub_duplicate": ("From the district, duplicate", "look"),
}
"""Outcome -> its words and tone."""

_BY: Final = {
    "sis_id": "SIS id",
    "state_id": "State id",
    "number": "Number",
    "email": "E-mail address",
    "name_school": "Name and school",
}


def show_matchings(request: Request, who: Developer, app: Registration) -> Answer:
    """The form, and what was matched in the last 30 days."""
    return _page(request, who, app, Form())


def take_list(request: Request, who: Developer, app: Registration) -> Answer:
    """Match what was sent, and go to the result."""
    link = _link(request, app)
    role = query_of(request).text("role")
    try:
        theirs, notes, digest = _read(request)
    except InvalidRequestError as error:
        return _page(request, who, app, Form(troubles={"file": error.message}), _BAD)
    sent = (role if role in ROLES else "", theirs, tuple(notes), digest)
    return see_other(f"{_here(app, link)}/{_matched(request, who, app, link, sent)}")


def show_matching(request: Request, who: Developer, app: Registration) -> Answer:
    """One result: its counts, and the first of what did not match."""
    link, one = _link(request, app), _one(request, app)
    with request.parts.store.roster.reading() as session:
        found = outcomes_of(session, link.district.number, app.id, one.matching)
    open_ends = [each for each in found if each.outcome != "match"]
    return show_app(
        request, who, app, "matching/result.html", "/districts",
        link=link,
        one=one,
        address=f"{_here(app, link)}/{one.matching}",
        all=_here(app, link),
        whom=_whom(one.role),
        counts=[(*words, one.counts.get(name, 0)) for name, words in _WORDS.items()],
        by=[(_BY[name], count) for name, count in one.by.items()],
        rows=[(each, *_WORDS[each.outcome], _BY.get(each.by, "")) for each in open_ends[:_SHOWN]],
        more=max(0, len(open_ends) - _SHOWN),
    )  # fmt: skip


def download(request: Request, who: Developer, app: Registration) -> Answer:
    """One result as a file, every record of it."""
    del who
    link, one = _link(request, app), _one(request, app)
    with request.parts.store.roster.reading() as session:
        found = outcomes_of(session, link.district.number, app.id, one.matching)
    return as_file(f"matching-{one.matching}.csv", _lines(found))


def _lines(found: list[Outcome]) -> Iterator[bytes]:
    yield line(("Result", "Your id", "Line of your list", "Hub ids", "Matched by"))
    for start in range(0, len(found), _WRITTEN_AT_ONCE):
        yield b"".join(
            line(
                (
                    _WORDS[one.outcome][0],
                    one.id,
                    one.line or "",
                    " ".join(one.hub_ids),
                    _BY.get(one.by, ""),
                )
            )
            for one in found[start : start + _WRITTEN_AT_ONCE]
        )


def _link(request: Request, app: Registration) -> Link:
    link = link_named(request.parts, app, request.path_params["connection"])
    if link.connection.tier != "secure_sync":
        raise NotFoundError("This connection lists no people, so none are matched.", "no_matching")
    return link


def _one(request: Request, app: Registration) -> Matching:
    link = _link(request, app)
    with request.parts.store.roster.reading() as session:
        for one in matchings_of(session, link.district.number, app.id):
            named = request.path_params["matching"]
            if (one.matching, one.connection) == (named, link.connection.id):
                return one
    raise NotFoundError("There is no such matching, or it is erased.", "no_such_matching")


def _here(app: Registration, link: Link) -> str:
    return path_of(app, f"/districts/{link.connection.id}{BELOW}")


def _read(request: Request) -> tuple[list[Theirs], list[str], str]:
    """Return the list, what was wrong with some of its rows, and a digest of its bytes."""
    kind = request.raw_header(b"content-type") or b""
    received = request.received
    if received is None or not kind.lower().startswith(b"multipart/form-data"):
        raise InvalidRequestError(_CHOOSE)
    with tempfile.TemporaryDirectory(dir=received.path.parent, prefix="list-") as folder:
        files = list(multipart.parts(received.path, kind, Path(folder)).values())
        if len(files) != 1 or not files[0].stat().st_size:
            raise InvalidRequestError(_CHOOSE)
        theirs, notes = read(files[0])
        return theirs, notes, hashlib.sha256(files[0].read_bytes()).hexdigest()


def _matched(request: Request, who: Developer, app: Registration, link: Link,
             sent: tuple[str, list[Theirs], tuple[str, ...], str]) -> str:  # fmt: skip
    """Match the list with what the connection's token reads now, and keep the result."""
    role, theirs, notes, sum_ = sent
    parts, district, connection = request.parts, link.district.number, link.connection
    with parts.store.roster.reading() as session:
        view = view_of(session, district, connection.id, VERSIONS[-1])
        position = f"{newest_batch(session, district)} {view.kept_as}"
        ours = people_seen(session, view, role)
    found = match(theirs, ours)
    digest = hashlib.sha256(f"{sum_} {role} {position}".encode()).hexdigest()
    by, named = signature(who, app), f"{app.app.name} [{app.id}]"
    asked = Asked(by, named, role, notes, digest, link.now_ms, who.now)
    with parts.store.roster.writing() as session:
        name = keep(session, connection, asked, found)
    ids = "".join(hub for one in found.outcomes for hub in one.hub_ids).encode()
    give(parts, Reader(district, app.id, connection.id), view.key, "users", ids)
    return name


def _whom(role: str) -> str:
    return {"student": "Students", "teacher": "Teachers", "staff": "Staff"}.get(role, "Everybody")


def _page(
    request: Request, who: Developer, app: Registration, form: Form, status: int = 200
) -> Answer:
    link = _link(request, app)
    with request.parts.store.roster.reading() as session:
        made = matchings_of(session, link.district.number, app.id)
    mine = [one for one in made if one.connection == link.connection.id]
    return show_app(
        request, who, app, "matching/form.html", "/districts",
        status=status,
        link=link,
        address=_here(app, link),
        troubles=form.troubles,
        roles=[(name, _whom(name)) for name in ("", *ROLES)],
        made=[(one, _whom(one.role)) for one in mine],
        most=MOST_ROWS,
    )  # fmt: skip
