"""The frame of the operator's pages: their places, and who is at work."""

from collections.abc import Sequence
from typing import Any, Final

from homeroom.accounts.sessions import Visit
from homeroom.operator.rules import size_words
from homeroom.web.answers import Answer
from homeroom.web.pages.rendering import Place, Templates, Who
from homeroom.web.request import Request

TEMPLATES: Final = Templates("homeroom.operator")

HOME: Final = "/operator"
LOGIN: Final = "/operator/login"
DISTRICTS: Final = "/operator/districts"
APPLICATIONS: Final = "/operator/applications"
RUNS: Final = "/operator/runs"
STORAGE: Final = "/operator/storage"
KEYS: Final = "/operator/keys"
RETENTION: Final = "/operator/retention"

_PLACES: Final = (
    Place("Health", HOME),
    Place("Districts", DISTRICTS),
    Place("Applications", APPLICATIONS),
    Place("Jobs", RUNS),
    Place("Storage", STORAGE),
    Place("Keys", KEYS),
    Place("Retention", RETENTION),
    Place("Certification", "/reviewers"),
)


def show(
    request: Request, visit: Visit, name: str, here: str, *, status: int = 200, **values: Any
) -> Answer:
    """Answer with a page in the frame; `here` is the place it belongs to."""
    return TEMPLATES.page(
        name,
        status=status,
        place="Operator",
        places=_PLACES,
        here=here,
        who=Who(visit.person.name or visit.person.email, "Operator"),
        csrf=visit.kept.csrf,
        is_sandbox=request.parts.settings.sandbox,
        size=size_words,
        **values,
    )


def confirm(  # noqa: PLR0913 - a question is all of these
    request: Request,
    visit: Visit,
    here: str,
    *,
    title: str,
    says: Sequence[str],
    action: str,
    button: str,
    subject: str = "",
    seen: str = "",
) -> Answer:
    """Ask before something is lost; only the form that this page sends does it."""
    return show(
        request,
        visit,
        "confirm.html",
        here,
        heading=title,
        says=says,
        action=action,
        button=button,
        subject=subject,
        seen=seen,
    )
