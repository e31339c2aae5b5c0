"""What would change, before anything does: the figures, the names, and the one button that does it.

The button carries what was shown. If the sharing has changed meanwhile, or if other records would
move than those that were shown, nothing is saved and the new preview is shown.
"""

from collections.abc import Iterator
from typing import Any, Final

from homeroom.districts.frame import APPLICATIONS, show
from homeroom.districts.guard import Admin
from homeroom.districts.sharing import proposals, words
from homeroom.districts.sharing.connected import Connected, author, connected
from homeroom.districts.sharing.proposals import About, read_proposal, write_proposal
from homeroom.events import agreements, previews
from homeroom.foundation.database import Session
from homeroom.foundation.errors import InvalidRequestError
from homeroom.oauth.registration.rules import required_off
from homeroom.roster.actions import hold_district
from homeroom.roster.documents import documents_named
from homeroom.sharing.changing.rules import Agreement, agreement_of
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form
from homeroom.web.request import Request
from homeroom.web.spreadsheets import as_file, line

MOVED: Final = (
    "What is shared has changed since you looked. Nothing was saved. These are the figures now."
)
_CONFLICT: Final = 409
_NAMES_SHOWN: Final = 100
_READ_AT_ONCE: Final = 1000
_LONGEST_NOTE: Final = 300
_SIDES: Final = {"gained": "gains", "lost": "loses"}
_DIGITS: Final = 9


def show_preview(  # noqa: PLR0913 - a preview is all of these
    request: Request,
    admin: Admin,
    of: Connected,
    agreement: Agreement,
    about: About,
    *,
    note: str = "",
    notice: str = "",
) -> Answer:
    """The preview of an agreement, with the form that puts it in force."""
    with request.parts.store.roster.reading() as session:
        position = proposals.stamp(session, of.connection)
        found = previews.preview_of(session, admin.number, of.connection.id, agreement)
        now = agreement_of(of.connection)
        names = school_names(session, admin.number, agreement, now)
    effects = words.effects_of(found)
    return show(
        request,
        admin,
        "sharing/preview.html",
        APPLICATIONS,
        status=_CONFLICT if notice else 200,
        of=of,
        notice=notice,
        is_same=agreement == of.agreement,
        proposal=write_proposal(agreement, about),
        about=about,
        seen=proposals.seen(position, found),
        note=note,
        verb=words.verb_of(found),
        warning=words.warning_of(found),
        required_off=required_off(agreement.access, of.app.declared),
        before=_in_words(of, now, names),
        after=_in_words(of, agreement, names),
        effects=effects,
        types=words.TYPES,
        told=_told(found),
    )


def _in_words(of: Connected, agreement: Agreement, names: dict[int, str]) -> list[str]:
    return [
        *words.share_in_words(agreement.share, names),
        *words.access_in_words(agreement.access, of.app.declared),
    ]


def _told(preview: previews.Preview) -> dict[str, int]:
    found = dict.fromkeys(("created", "updated", "deleted"), 0)
    for (_, action), rids in preview.events.items():
        found[action] += len(rids)
    return found


def school_names(session: Session, district: int, *of: Agreement) -> dict[int, str]:
    """Return the names of the schools that agreements choose."""
    rids = {rid for one in of for rid in one.share.schools}
    rows = documents_named(session, district, "schools", rids)
    return {row.rid: previews.name_in(row.body) for row in rows}


def save(request: Request, admin: Admin, form: Form) -> Answer:
    """The proposal is in force, if it is still what was shown; saved twice it is the same."""
    of = connected(request, admin)
    agreement, about = read_proposal(form.raw("proposal"), of)
    note = form.text("note")[:_LONGEST_NOTE]
    back = f"{of.address}/{'fields' if about == 'fields' else 'sharing'}"
    if agreement == of.agreement:
        return see_other(f"{back}?said=already")
    with request.parts.store.roster.reading() as session:
        position = proposals.stamp(session, of.connection)
        found = previews.preview_of(session, admin.number, of.connection.id, agreement)
    said, stale = "", form.text("seen") != proposals.seen(position, found)
    if not stale:
        with request.parts.store.roster.writing() as session:
            hold_district(session, admin.number)
            # What was looked at above may have changed before this transaction began.
            stale = proposals.stamp(session, of.connection) != position
            if not stale:
                by = author(request, admin, note)
                agreements.change(session, admin.number, of.connection.id, agreement, by)
                after = agreements.running(session, admin.number, of.connection.id)
                said = "saved" if after.pinned is None else "waits"
    if stale:
        again = connected(request, admin)
        if agreement == again.agreement:
            # The second of two clicks looked while the first was still saving.
            return see_other(f"{back}?said=already")
        return show_preview(request, admin, again, agreement, about, note=note, notice=MOVED)
    person = admin.visit.person.id
    request.parts.log.info("sharing changed", application=of.app.application, by=person)
    return see_other(f"{back}?said={said}")


# ---------------------------------------------------------------------------------- every name


def show_names(request: Request, admin: Admin, form: Form) -> Answer:
    """Everything of one type that the application gains or loses, page by page."""
    of = connected(request, admin)
    agreement, about = read_proposal(form.raw("proposal"), of)
    name, side = _asked(form)
    with request.parts.store.roster.reading() as session:
        rids = _moving(session, admin, of, agreement, name)[side]
        start = _start(form, len(rids))
        shown = rids[start : start + _NAMES_SHOWN]
        rows = previews.named(session, admin.number, name.partition(".")[0], shown)
    return show(
        request,
        admin,
        "sharing/names.html",
        APPLICATIONS,
        of=of,
        proposal=write_proposal(agreement, about),
        type=name,
        side=side,
        does=_SIDES[side],
        total=words.counted(len(rids), name),
        rows=rows,
        start=start,
        is_person=name.startswith("users."),
        previous=max(start - _NAMES_SHOWN, 0) if start else None,
        next=start + _NAMES_SHOWN if start + _NAMES_SHOWN < len(rids) else None,
    )


def download_names(request: Request, admin: Admin, form: Form) -> Answer:
    """The same as a file."""
    of = connected(request, admin)
    agreement, _ = read_proposal(form.raw("proposal"), of)
    name, side = _asked(form)
    file = f"{side}-{name.replace('.', '-')}.csv"
    return as_file(file, _lines(request, admin, of, agreement, (name, side)))


def _lines(
    request: Request, admin: Admin, of: Connected, agreement: Agreement, asked: tuple[str, str]
) -> Iterator[bytes]:
    name, side = asked
    yield line(("id", "name"))
    with request.parts.store.roster.reading() as session:
        rids = _moving(session, admin, of, agreement, name)[side]
        for start in range(0, len(rids), _READ_AT_ONCE):
            some = rids[start : start + _READ_AT_ONCE]
            rows = previews.named(session, admin.number, name.partition(".")[0], some)
            yield b"".join(line((one.id, one.name)) for one in rows)


def _moving(
    session: Session, admin: Admin, of: Connected, agreement: Agreement, name: str
) -> dict[str, Any]:
    gained, lost = previews.moved(session, admin.number, of.connection.id, agreement, name)
    return {"gained": gained, "lost": lost}


def _asked(form: Form) -> tuple[str, str]:
    name, side = form.text("type"), form.text("side")
    if name not in words.TYPES or side not in _SIDES:
        raise InvalidRequestError("There is no such list. Go back to the preview.")
    return name, side


def _start(form: Form, below: int) -> int:
    text = form.text("start")
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if is_number and int(text) < below else 0
