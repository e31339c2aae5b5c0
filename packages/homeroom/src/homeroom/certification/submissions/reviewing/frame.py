"""The frame of the reviewers' pages; an operator finds the same under her own name."""

from typing import Any, Final

from homeroom.certification.submissions.guard import REVIEWERS, TEMPLATES, Working
from homeroom.certification.submissions.queries import Submission, submission_named
from homeroom.foundation.errors import NotFoundError
from homeroom.web.answers import Answer
from homeroom.web.pages.rendering import Place, Who
from homeroom.web.request import Request

ONE: Final = f"{REVIEWERS}/submissions/{{submission}}"
MAIL: Final = f"{REVIEWERS}/mail"
_PLACES: Final = (Place("Submissions", REVIEWERS), Place("Outbox", MAIL))


def path_of(one: Submission, below: str = "") -> str:
    """Return the path of a submission's page."""
    return f"{ONE.format(submission=one.id)}{below}"


def named(request: Request) -> Submission:
    """Return the submission that the path names."""
    with request.parts.store.control.reading() as session:
        found = submission_named(session, request.path_params["submission"])
    if found is None:
        raise NotFoundError("There is no such submission.", "no_such_submission")
    return found


def show(
    request: Request, who: Working, name: str, here: str, *, status: int = 200, **values: Any
) -> Answer:
    """Answer with a page in the frame."""
    is_operator = who.duty == "operator"
    back = (Place("Operator's pages", "/operator"),) if is_operator else ()
    return TEMPLATES.page(
        name,
        status=status,
        place="Reviewers",
        places=(*_PLACES, *back),
        here=here,
        place_here=REVIEWERS if here.startswith(f"{REVIEWERS}/submissions") else here,
        who=Who(who.name, "Operator" if is_operator else "Reviewer"),
        csrf=who.csrf,
        is_operator=is_operator,
        may_review=not is_operator,
        is_sandbox=request.parts.settings.sandbox,
        **values,
    )
