"""Answers "What is in these files, and what is which?", before anything of them is taken in."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from homeroom.districts.frame import RUNS, UPLOAD, confirm, show
from homeroom.districts.guard import Admin, form, page
from homeroom.districts.logs.noting import note
from homeroom.districts.uploading import looking
from homeroom.foundation.errors import ConflictError
from homeroom.intake import choices
from homeroom.intake.choices import mode_of
from homeroom.intake.mapping import rules
from homeroom.intake.mapping.inspecting import Inspected, Looked
from homeroom.intake.reading.columns import SHAPES, FileShape
from homeroom.intake.runs import waiting
from homeroom.intake.runs.desk import Desk
from homeroom.intake.uploads.queries import Upload
from homeroom.roster.queries import setting
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route

_BAD: Final = 400
_CONFLICT: Final = 409
_SAID: Final = {
    "file": "Saved: from now on a file of this name is read so, however it is sent.",
    "columns": "Saved: from now on these columns are read so, however the file is sent.",
}
_STALE: Final = (
    "Somebody changed the district's settings since you loaded the page, so nothing was saved."
    " What holds now is below; what you chose is still there. Save again if it is right."
)


def show_mapping(request: Request, admin: Admin) -> Answer:
    """The files of a waiting upload; one that was started is on the page of its run."""
    sent = _sent(request, admin)
    if isinstance(sent, Answer):
        return sent
    return _page(request, admin, sent, said=_SAID.get(query_of(request).text("said"), ""))


def save_file(request: Request, admin: Admin, form: Form, sent: Upload) -> Answer:
    """A file's name means one of ours, or nothing."""
    name, ours = form.text("file"), form.text("ours")
    if name not in sent.files or ours not in ("", *SHAPES):
        form.refuse("", "Choose which file it is from the list.")
        return _page(request, admin, sent, form.troubles, status=_BAD)
    return _save(request, admin, form, sent, "file", lambda kept: kept.with_file(name, ours))


def save_columns(request: Request, admin: Admin, form: Form, sent: Upload) -> Answer:
    """The columns of a file feed these fields."""
    found = next(
        (one for one in _looked(request, admin, sent) if one.name == form.text("file")), None
    )
    if found is None or found.shape is None or found.ours is None:
        form.refuse("", "Say first which file it is.")
        return _page(request, admin, sent, form.troubles, status=_BAD)
    ours, shape = found.ours, found.shape
    chosen = _chosen(form, found, shape)
    pairs = [(header, field) for header, fields in chosen for field in fields]
    for trouble in rules.troubles_of(pairs, shape):
        form.refuse(_anchor(form), trouble)
    if form.troubles:
        return _page(request, admin, sent, form.troubles, typed=form, status=_BAD)
    fields = {
        header.lower(): to
        for header, to in chosen
        if to != rules.own_fields(header, shape) or header.lower() in _kept(request, admin, ours)
    }
    return _save(request, admin, form, sent, "columns", lambda kept: kept.with_fields(ours, fields))


def _anchor(form: Form) -> str:
    return f"columns-{form.text('number')}"


def _chosen(form: Form, found: Inspected, shape: FileShape) -> list[tuple[str, tuple[str, ...]]]:
    """Return (header, fields) as the form says; what it does not name stays as it is."""
    by_place = {one.place: one for one in found.columns}
    feeds: dict[int, list[str]] = {}
    for place, one in by_place.items():
        asked = form.text(f"to_{place}")
        feeds[place] = _fields(asked, one, shape) if asked else list(one.fields)
    for name in shape.columns:
        _add(feeds, form.text(f"from_{name}"), name)
    also = form.text("also_field")
    if also in shape.columns:
        _add(feeds, form.text("also_from"), also)
    return [(by_place[place].header, tuple(to)) for place, to in feeds.items()]


def _add(feeds: dict[int, list[str]], place: str, name: str) -> None:
    if place.isascii() and place.isdigit() and int(place[:6]) in feeds:
        to = feeds[int(place[:6])]
        if name not in to:
            to.append(name)


def _fields(asked: str, one: Looked, shape: FileShape) -> list[str]:
    """Return what a column feeds by its choice; the further fields that it has fed stay."""
    if asked == looking.chosen_of(one) and one.fields:
        return list(one.fields)
    if asked == looking.KEEP and shape.allows_extensions:
        return [rules.extension_of(one.header)]
    return [asked] if asked in shape.columns or asked in one.fields else []


def _save(  # noqa: PLR0913 - one change of the mapping, and where it was asked for
    request: Request,
    admin: Admin,
    form: Form,
    sent: Upload,
    what: str,
    change: Callable[[rules.FileMapping], rules.FileMapping],
) -> Answer:
    desk = Desk.of(request.parts)
    changed = change(rules.mapping_of(_switches(request, admin)))
    try:
        chosen = {rules.SWITCH: changed.switch()}
        choices.choose(desk, admin.number, form.text("seen"), chosen)
    except ConflictError as error:
        if error.code != "settings_changed":
            raise
        return _page(request, admin, sent, {"": _STALE}, typed=form, status=_CONFLICT)
    note(request, admin, "mapping", "Files and columns of uploads", what)
    left = _looked(request, admin, sent)
    if form.text("then") == "start" and not looking.stands_against(left):
        return start(request, admin, form, sent)
    return see_other(f"{UPLOAD}/{sent.upload}?said={what}")


def start(request: Request, admin: Admin, form: Form, sent: Upload) -> Answer:
    """Queue the upload, and go to its run."""
    against = looking.stands_against(_looked(request, admin, sent))
    if against:
        return _page(request, admin, sent, {"": against}, status=_BAD)
    desk = Desk.of(request.parts)
    with desk.store.roster.reading() as session:
        mode = mode_of(session, admin.number)
    waiting.start(desk, sent, mode, look_first=form.text("look") == "first")
    return see_other(f"{UPLOAD}/{sent.upload}")


def ask_throw_away(request: Request, admin: Admin) -> Answer:
    """Say what is lost with the files: nothing of the roster."""
    sent = _sent(request, admin)
    if isinstance(sent, Answer):
        return sent
    return confirm(
        request,
        admin,
        UPLOAD,
        title="Throw these files away?",
        says=["The files are removed from this hub. The roster stays as it is."],
        listed=[(name, "") for name in sorted(sent.files)],
        action=f"{UPLOAD}/{sent.upload}/throw-away",
        button=f"Throw {len(sent.files)} file{'' if len(sent.files) == 1 else 's'} away",
        back=f"{UPLOAD}/{sent.upload}",
    )


def throw_away(request: Request, admin: Admin, form: Form, sent: Upload) -> Answer:
    """The files are gone; the mapping stays."""
    del admin, form
    waiting.throw_away(Desk.of(request.parts), sent)
    return see_other(f"{UPLOAD}?said=thrown-away")


def _sent(request: Request, admin: Admin) -> Upload | Answer:
    """Return the waiting upload; the way to its run if it was started."""
    with request.parts.store.control.reading() as session:
        found = waiting.upload_or_run(session, admin.number, request.path_params["upload"])
    return found if isinstance(found, Upload) else see_other(f"{RUNS}/{found.run}")


def _switches(request: Request, admin: Admin) -> Mapping[str, Any]:
    with request.parts.store.roster.reading() as session:
        return setting(session, admin.number).switches


def _looked(request: Request, admin: Admin, sent: Upload) -> list[Inspected]:
    return looking.looked_at(Desk.of(request.parts), sent, _switches(request, admin))


def _kept(request: Request, admin: Admin, ours: str) -> rules.Fields:
    return rules.mapping_of(_switches(request, admin)).fields_of(ours)


def _page(  # noqa: PLR0913 - a page is all of these
    request: Request,
    admin: Admin,
    sent: Upload,
    troubles: Mapping[str, str] | None = None,
    *,
    typed: Form | None = None,
    status: int = 200,
    said: str = "",
) -> Answer:
    switches = _switches(request, admin)
    inspected = looking.looked_at(Desk.of(request.parts), sent, switches)
    return show(
        request,
        admin,
        "uploading/mapping.html",
        UPLOAD,
        status=status,
        said=said,
        troubles=troubles or {},
        typed=typed or Form(),
        upload=sent.upload,
        sender=sent.sender,
        files=looking.shown(inspected),
        file_choices=looking.file_choices(),
        against=looking.stands_against(inspected),
        seen=choices.mark(switches),
    )


def _waiting(
    verb: Callable[[Request, Admin, Form, Upload], Answer],
) -> Callable[[Request, Admin, Form], Answer]:
    """Return the handler of a form about a waiting upload; sent again it leads to the run."""

    def handled(request: Request, admin: Admin, form: Form) -> Answer:
        sent = _sent(request, admin)
        return sent if isinstance(sent, Answer) else verb(request, admin, form, sent)

    return handled


_ONE: Final = f"{UPLOAD}/{{upload}}"

ROUTES: Final[tuple[Route, ...]] = (
    page(_ONE, show_mapping),
    form(f"{_ONE}/file", _waiting(save_file)),
    form(f"{_ONE}/columns", _waiting(save_columns)),
    form(f"{_ONE}/start", _waiting(start)),
    page(f"{_ONE}/throw-away", ask_throw_away),
    form(f"{_ONE}/throw-away", _waiting(throw_away)),
)
