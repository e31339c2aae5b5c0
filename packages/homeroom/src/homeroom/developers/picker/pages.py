"""The picker's page: for everybody, and in the frame of the dashboard.

A GET form, since nothing is changed: an answer has an address that can be sent to a colleague.
"""

from typing import Any, Final

import msgspec

from homeroom.developers.frame import PICKER, TEMPLATES, show
from homeroom.developers.guard import Developer
from homeroom.developers.picker.rules import QUESTIONS, TYPES, Answers, advise
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import query_of
from homeroom.web.request import Request

PUBLIC: Final = "/pick-an-integration"
_LONGEST: Final = 20


def show_publicly(request: Request) -> Answer:
    """Ask the four questions of anybody, and answer."""
    return TEMPLATES.page("pick.html", action=PUBLIC, **_values(request))


def show_inside(request: Request, who: Developer) -> Answer:
    """Likewise in the dashboard, where the result leads to a new application."""
    return show(request, who, "picker.html", PICKER, action=PICKER, **_values(request))


def _values(request: Request) -> dict[str, Any]:
    asked = query_of(request)
    given = {name: asked.text(name)[:_LONGEST] for name in QUESTIONS}
    troubles: dict[str, str] = {}
    advice = None
    if any(given.values()):
        for name, (_, answers) in QUESTIONS.items():
            if given[name] not in {value for value, _ in answers}:
                troubles[name] = "Choose one of the answers."
        if not troubles:
            advice = advise(msgspec.convert(given, Answers))
    return {
        "questions": QUESTIONS,
        "given": given,
        "troubles": troubles,
        "advice": advice,
        "types": TYPES[advice.outcome] if advice else (),
    }
