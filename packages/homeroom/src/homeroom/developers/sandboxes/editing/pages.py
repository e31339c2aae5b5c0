"""The form of one person or class of a sandbox: shown, saved, added, removed."""

from collections.abc import Mapping
from typing import Final

from homeroom.developers.sandboxes import showing
from homeroom.developers.sandboxes.editing import changing, saving
from homeroom.developers.sandboxes.editing.changing import Edited, Record
from homeroom.developers.sandboxes.editing.records import CLASS, KINDS, STUDENT, Kind
from homeroom.developers.sandboxes.editing.sets import set_of
from homeroom.developers.sandboxes.guard import Own, finished
from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.intake.problems import Problem
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

_BAD_FORM: Final = 400
_MOVED: Final = (
    "This was changed since you loaded the page, here or elsewhere. What is there now is below;"
    " make your change again."
)


def show_new(request: Request, mine: Own) -> Answer:
    """Ask for a new record."""
    kind, edited = _kind(request), _edited(request, mine)
    return _form(request, mine, kind, edited, None, Form())


def show_record(request: Request, mine: Own) -> Answer:
    """Show one record to be changed."""
    kind, edited = _kind(request), _edited(request, mine)
    return _form(request, mine, kind, edited, _record(request, edited, kind), Form())


def add(request: Request, mine: Own, form: Form) -> Answer:
    """The new record is on its way in."""
    kind, edited = _kind(request), _edited(request, mine)
    named = form.text("record")
    form.troubles.update(changing.troubles_with(edited, kind, _typed(kind, form), named, None))
    return _save(request, mine, kind, edited, None, named, form)


def change(request: Request, mine: Own, form: Form) -> Answer:
    """The record has the new values, if it is still what the form was shown with."""
    kind, edited = _kind(request), _edited(request, mine)
    found = changing.record_of(edited, kind, form.text("record"))
    if found is None:
        raise NotFoundError(f"There is no such {kind.word} any more.", "no_such_record")
    if found.mark != form.text("mark"):
        form.refuse("", _MOVED)
        return _form(
            request, mine, kind, edited, found, Form(troubles=form.troubles), ConflictError.status
        )
    form.troubles.update(changing.troubles_with(edited, kind, _typed(kind, form), found.id, found))
    return _save(request, mine, kind, edited, found, found.id, form)


def ask_remove(request: Request, mine: Own) -> Answer:
    """Say what goes with a record, before it goes."""
    kind, edited = _kind(request), _edited(request, mine)
    found = _record(request, edited, kind)
    goes = "Its enrolments go with it." if kind is CLASS else "Classes go on without them."
    return showing.confirm(
        request,
        mine,
        kind.list_path,
        title=f"Remove this {kind.word}?",
        says=[f"{_name(found)} leaves the files of the sandbox. {goes}"],
        action=f"{_path(request, mine)}/remove",
        button=f"Remove this {kind.word}",
        hidden={"record": found.id, "mark": found.mark},
    )


def remove(request: Request, mine: Own, form: Form) -> Answer:
    """The record is on its way out; one that is gone already stays gone."""
    kind, edited = _kind(request), _edited(request, mine)
    found = changing.record_of(edited, kind, form.text("record"))
    if found is not None:
        if found.mark != form.text("mark"):
            raise ConflictError("This was changed since you loaded the page. Look at it again.")
        changing.remove(edited, kind, found.id)
        against = saving.save(request.parts, mine, edited.base, edited.files())
        if against:
            raise ConflictError(f"Nothing was removed. {_told(against[0])}")
    return see_other(f"{mine.path}{kind.list_path}?said=saved")


def _save(  # noqa: PLR0913 - what is changed, from what to what
    request: Request,
    mine: Own,
    kind: Kind,
    edited: Edited,
    found: Record | None,
    named: str,
    form: Form,
) -> Answer:
    if not form.troubles:
        changed = Edited(edited.base)
        changing.put(changed, kind, named, _typed(kind, form))
        if kind is CLASS and form.text("enrols"):
            changing.enrol(changed, named, form.text("school_id"), _students(changed, form))
        for one in saving.save(request.parts, mine, edited.base, changed.files()):
            known = {field.name for field in kind.fields}
            about = one.field.lower() if one.record in ("", named) else ""
            form.refuse(about if about in known else "", _told(one))
    if form.troubles:
        return _form(request, mine, kind, edited, found, form, _BAD_FORM)
    return see_other(f"{mine.path}{kind.list_path}?said=saved")


def _kind(request: Request) -> Kind:
    found = KINDS.get(request.path_params["kind"])
    if found is None:
        raise NotFoundError("There is no such page.")
    return found


def _edited(request: Request, mine: Own) -> Edited:
    finished(mine)
    return Edited(set_of(request.parts, mine.made.number))


def _record(request: Request, edited: Edited, kind: Kind) -> Record:
    found = changing.record_of(edited, kind, query_of(request).text("record"))
    if found is None:
        raise NotFoundError(f"There is no such {kind.word} in your sandbox.", "no_such_record")
    return found


def _typed(kind: Kind, form: Form) -> dict[str, str]:
    return {one.name: form.text(one.name) for one in kind.fields}


def _students(edited: Edited, form: Form) -> list[str]:
    known = dict(changing.named_in(edited.sheet(STUDENT.file), STUDENT))
    return [one for one in form.all("students") if one in known]


def _name(found: Record) -> str:
    said: Mapping[str, str] = found.values
    person = f"{said.get('first_name', '')} {said.get('last_name', '')}".strip()
    return f"{person or said.get('course_name', '')} ({found.id})"


def _told(one: Problem) -> str:
    where = f"{one.file}: " if one.file else ""
    return f"{where}{one.text} {one.hint}".strip()


def _path(request: Request, mine: Own) -> str:
    return f"{mine.path}/edit/{request.path_params['kind']}"


def _form(  # noqa: PLR0913 - a page is all of these
    request: Request,
    mine: Own,
    kind: Kind,
    edited: Edited,
    found: Record | None,
    form: Form,
    status: int = 200,
) -> Answer:
    values = _typed(kind, form) if form.fields else dict(found.values if found else {})
    students = changing.named_in(edited.sheet(STUDENT.file), STUDENT) if kind is CLASS else []
    chosen = form.all("students") if form.fields else (found.students if found else ())
    return showing.show_one(
        request,
        mine,
        "record.html",
        kind.list_path,
        status=status,
        is_form=True,
        kind=kind,
        record=found,
        record_id=form.text("record"),
        action=_path(request, mine),
        values=values,
        options=changing.options_of(edited, kind, found),
        students=students if len(students) <= changing.MOST_STUDENTS else [],
        many=len(students) > changing.MOST_STUDENTS,
        chosen=frozenset(chosen),
        troubles=form.troubles,
    )
