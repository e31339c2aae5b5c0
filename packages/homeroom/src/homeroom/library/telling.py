"""Recommending an application to colleagues, and putting away what they recommended (sso.md 8.5).

Only what she added herself can be recommended; whoever is told sees a message with a link on her
first page, and consents for herself like everybody else.
"""

from dataclasses import dataclass
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.sessions import Visit
from homeroom.foundation.errors import NotAllowedError
from homeroom.foundation.ids import parse_id
from homeroom.library.queries import Entry
from homeroom.library.visiting import Visitor, path_of, visitor
from homeroom.oauth.rates import milliseconds
from homeroom.sharing.library import tips
from homeroom.sharing.library.tips import Colleague
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, form_of, query_of
from homeroom.web.request import Request

HOME: Final = "/portal"
_SHOWN: Final = 300
"""Names on one page; a school with more teachers is searched."""

_LONGEST: Final = 200
_BAD_FORM: Final = 400
_NOT_FOR_HER: Final = "You are logged in as somebody else. Only she can recommend in her own name."
_NOT_HERS: Final = "You are logged in as somebody else. Only she can put away what she was told."


@dataclass(frozen=True)
class _Staffroom:
    """Her colleagues: those whom she has told of an application, and the others."""

    told: list[Colleague]
    others: list[Colleague]
    words: str = ""
    """What their names were searched for."""

    @property
    def found(self) -> list[Colleague]:
        """The others whose names hold every word."""
        words = self.words.casefold().split()
        return [one for one in self.others if all(word in one.name.casefold() for word in words)]

    @property
    def shown(self) -> list[Colleague]:
        """As many of these as fit on a page."""
        return self.found[:_SHOWN]

    @property
    def is_searched(self) -> bool:
        """Whether there are enough of them to be worth a search."""
        return len(self.others) > 20  # noqa: PLR2004 - more than a glance


def ask(request: Request, visit: Visit) -> Answer:
    """Answer: whom do I want to tell of this app, and whom have I told."""
    there = visitor(request, visit)
    if isinstance(there, Answer):
        return there
    entry = there.entry()
    if entry.stand != "added":
        return see_other(path_of(entry))
    words = query_of(request).text("words")[:_LONGEST]
    return _page(there, entry, Form(), words)


def told(request: Request, visit: Visit) -> Answer:
    """The colleagues are told; sent twice they are told once."""
    form = form_of(request)
    guard.check_form(request, visit, form.text("csrf"))
    if visit.kept.actor is not None:
        raise NotAllowedError(_NOT_FOR_HER)
    there = visitor(request, visit)
    if isinstance(there, Answer):
        return there
    entry = there.entry()
    if entry.stand != "added":  # removed, or blocked, while the page stood open
        return see_other(path_of(entry))
    note = " ".join(form.text("note").split())
    chosen = _chosen(there, form)
    if not chosen:
        form.refuse("colleague", "Choose at least one colleague.")
    if len(note) > tips.LONGEST_NOTE:
        form.refuse("note", f"Write at most {tips.LONGEST_NOTE} characters.")
    if form.troubles:
        return _page(there, entry, form, "", status=_BAD_FORM)
    with request.parts.store.roster.writing() as session:
        tips.tell(
            session, there.teacher.district, _now(request), entry.app.application,
            there.teacher.person, chosen, note,
        )  # fmt: skip
    return see_other(f"{path_of(entry)}/recommend")


def put_away(request: Request, visit: Visit) -> Answer:
    """She has read what was recommended to her of this app."""
    form = form_of(request)
    guard.check_form(request, visit, form.text("csrf"))
    if visit.kept.actor is not None:
        raise NotAllowedError(_NOT_HERS)
    there = visitor(request, visit)
    if isinstance(there, Answer):
        return there
    # One that has left the Library meanwhile is not shown anyway.
    entry = there.shelf.find(request.path_params["client_id"])
    if entry is not None:
        with request.parts.store.roster.writing() as session:
            tips.put_away(
                session, there.teacher.district, there.teacher.person, entry.app.application
            )
    return see_other(HOME)


def recommended_by(there: Visitor, entry: Entry) -> list[tuple[str, str]]:
    """Return which colleagues recommend an app to her, by name, each with her words."""
    if not entry.can_add:
        return []
    here = there.teacher
    with there.request.parts.store.roster.reading() as session:
        found = tips.tips_to(session, here.district, here.person, _now(there.request))
        notes = {one.sender: one.note for one in found if one.application == entry.app.application}
        senders = tips.people_named(session, here.district, notes)
    return [(one.name, notes[one.rid]) for one in senders]


def _page(there: Visitor, entry: Entry, form: Form, words: str, status: int = 200) -> Answer:
    here = there.teacher
    with there.request.parts.store.roster.reading() as session:
        everybody = tips.colleagues(session, here.district, here.person)
        sent = tips.tips_by(
            session, here.district, here.person, entry.app.application, _now(there.request)
        )
    known = {one.teacher for one in sent}
    room = _Staffroom(
        [one for one in everybody if one.rid in known],
        [one for one in everybody if one.rid not in known],
        words,
    )
    return there.page(
        "recommend.html",
        status=status,
        entry=entry,
        room=room,
        form=form,
        chosen=frozenset(form.all("colleague")),
        longest=tips.LONGEST_NOTE,
    )


def _chosen(there: Visitor, form: Form) -> list[int]:
    """Return whom she ticked; ids of other districts and no ids at all are nobody's."""
    named = [parse_id(one) for one in form.all("colleague")]
    return [one[0] for one in named if one is not None and one[1] == there.teacher.district]


def _now(request: Request) -> int:
    return milliseconds(request.parts.clock.now())
