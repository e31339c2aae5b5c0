"""Answers "What do they ask, and what have I said?"; answers make other questions come and go."""

from dataclasses import dataclass, replace
from typing import Any, Final

from homeroom.certification.requirements.conditions import Answer as Said
from homeroom.certification.requirements.conditions import Declared, worded
from homeroom.certification.requirements.survey.answers import problem_of, typed
from homeroom.certification.requirements.survey.questions import (
    FORMS,
    Question,
    asked_of,
    forms_of,
)
from homeroom.certification.submissions import actions, rules
from homeroom.certification.submissions.developing.frame import path_of, show_one, the
from homeroom.certification.submissions.guard import Asked
from homeroom.certification.submissions.queries import Submission
from homeroom.certification.submissions.standing import settled
from homeroom.foundation.errors import NotFoundError
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

_BAD_FORM: Final = 400
_LONGEST_VERSION: Final = 60
VERSION: Final = "app_version"


@dataclass(frozen=True)
class Asking:
    """A question as the page asks it."""

    question: Question
    value: Any
    trouble: str

    @property
    def words(self) -> str:
        """The answer where it cannot be changed."""
        return "" if self.value in (None, "", []) else worded(self.value)


def show_survey(request: Request, asked: Asked) -> Answer:
    """Show the forms, each with what is still missing."""
    one = the(asked)
    declared = _declared(asked, one.answers)
    questions = asked_of(declared)
    rows = []
    for form in forms_of(one.types):
        mine = [each for each in questions if each.form == form]
        open_ones = sum(1 for each in mine if problem_of(each, one.answers.get(each.id)))
        rows.append((form, FORMS[form], len(mine), open_ones))
    return show_one(request, asked, "survey.html", "/survey", rows=rows)


def show_form(request: Request, asked: Asked) -> Answer:
    """Show one form of the survey."""
    one = the(asked)
    return _page(request, asked, one.answers, one.app_version, Form())


def save(request: Request, asked: Asked, form: Form) -> Answer:
    """The answers are kept, right or wrong; questions that follow from them are asked next."""
    one, name = the(asked), _form_named(request, asked)
    version = form.text(VERSION) if name == "common" else one.app_version
    if len(version) > _LONGEST_VERSION:
        form.refuse(VERSION, f"A version has at most {_LONGEST_VERSION} characters.")
        said = _typed(asked, one, name, form)
        return _page(request, asked, said, version, form, _BAD_FORM)
    with request.parts.store.control.writing() as session:
        held = replace(actions.held(session, one.id), app_version=version)
        said = _typed(asked, held, name, form)
        saved = actions.answer(session, held, _kept(said))
    settled(request.parts, saved, asked.who.now)
    if _troubles(asked, said, name):
        return see_other(path_of(asked, f"/survey/{name}?said=open"))
    return see_other(path_of(asked, f"/survey/{name}?said=saved"))


def _kept(said: dict[str, Said]) -> dict[str, Said]:
    return {name: answer for name, answer in said.items() if answer not in ("", [])}


def _typed(asked: Asked, one: Submission, name: str, form: Form) -> dict[str, Said]:
    """Return all answers with those of this form; what was not shown stays as it is."""
    said = dict(one.answers)
    for question in asked_of(_declared(asked, one.answers)):
        for part in (question, question.second):
            if part is None or question.form != name or part.kind == "file":
                continue
            answer = typed(part, form.all(part.id))
            if answer is None:
                said.pop(part.id, None)
            else:
                said[part.id] = answer
    return said


def _troubles(asked: Asked, said: dict[str, Said], name: str) -> dict[str, str]:
    return {
        part.id: wrong
        for question in asked_of(_declared(asked, said))
        if question.form == name
        for part in (question, question.second)
        if part is not None and (wrong := problem_of(part, said.get(part.id)))
    }


def _declared(asked: Asked, said: Any) -> Declared:
    return Declared(the(asked).types, frozenset(asked.app.app.declared.user_types), said)


def _form_named(request: Request, asked: Asked) -> str:
    name = request.path_params["form"]
    if name not in forms_of(the(asked).types):
        raise NotFoundError("This submission has no such form.", "no_such_form")
    return str(name)


def _page(  # noqa: PLR0913 - a page is all of these
    request: Request, asked: Asked, said: Any, version: str, form: Form, status: int = 200
) -> Answer:
    one, name = the(asked), _form_named(request, asked)
    word = query_of(request).text("said")
    troubles = _troubles(asked, said, name) if word == "open" else {}
    shown = [each for each in asked_of(_declared(asked, said)) if each.form == name]
    forms = forms_of(one.types)
    place = forms.index(name)
    return show_one(
        request,
        asked,
        "survey_form.html",
        "/survey",
        status=status,
        askings=[
            (_asking(each, said, troubles), _asking(each.second, said, troubles)) for each in shown
        ],
        form=name,
        title=FORMS[name],
        version=version,
        following=forms[place + 1] if place + 1 < len(forms) else "",
        following_title=FORMS[forms[place + 1]] if place + 1 < len(forms) else "",
        can_edit=one.state in rules.EDITABLE,
        said=word,
        troubles=troubles | form.troubles,
    )


def _asking(question: Question | None, said: Any, troubles: dict[str, str]) -> Asking | None:
    if question is None:
        return None
    return Asking(question, said.get(question.id), troubles.get(question.id, ""))
