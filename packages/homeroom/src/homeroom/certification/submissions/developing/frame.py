"""The frame of a developer's pages about certification: the places of her dashboard, and tabs.

The places are those of the dashboard itself, which is a stranger to this: a test holds both equal.
"""

from typing import Any, Final

from homeroom.certification.submissions.guard import TEMPLATES, Asked, Working
from homeroom.certification.submissions.queries import Submission
from homeroom.foundation.errors import NotFoundError
from homeroom.web.answers import Answer
from homeroom.web.pages.rendering import Place, Who
from homeroom.web.request import Request

HOME: Final = "/developers"
APP: Final = f"{HOME}/apps/{{id}}/certification"
ONE: Final = f"{APP}/{{submission}}"
TRAINING: Final = f"{HOME}/training"

PLACES: Final = (
    Place("Applications", HOME),
    Place("Sandboxes", f"{HOME}/sandboxes"),
    Place("Which integration?", f"{HOME}/picker"),
    Place("My account", f"{HOME}/account"),
)
_TABS: Final = (
    ("Where it stands", ""),
    ("Survey", "/survey"),
    ("Documents", "/files"),
    ("Runs", "/runs"),
    ("History", "/history"),
)


def path_of(asked: Asked, below: str = "") -> str:
    """Return the path of a page of the submission; of all of them where none is named."""
    named = f"/{asked.submission.id}" if asked.submission else ""
    return f"{HOME}/apps/{asked.app.id}/certification{named}{below}"


def the(asked: Asked) -> Submission:
    """Return the submission that the path names."""
    if asked.submission is None:
        raise NotFoundError("There is no such submission of yours.", "no_such_submission")
    return asked.submission


def show(
    request: Request, who: Working, name: str, here: str, *, status: int = 200, **values: Any
) -> Answer:
    """Answer with a page in the frame."""
    given = {"tabs": (), "place_here": HOME} | values
    return TEMPLATES.page(
        name,
        status=status,
        place="Developers",
        places=PLACES,
        here=here,
        who=Who(who.name, "Developer"),
        csrf=who.csrf,
        is_sandbox=request.parts.settings.sandbox,
        **given,
    )


def show_one(
    request: Request, asked: Asked, name: str, below: str, *, status: int = 200, **values: Any
) -> Answer:
    """Answer with a page of a submission."""
    application = f"{HOME}/apps/{asked.app.id}"
    back = Place(asked.app.app.name, application)
    tabs = (back, *(Place(label, path_of(asked, path)) for label, path in _TABS))
    return show(
        request,
        asked.who,
        name,
        path_of(asked, below),
        status=status,
        tabs=tabs,
        app=asked.app,
        one=asked.submission,
        path=path_of(asked),
        application=application,
        **values,
    )
