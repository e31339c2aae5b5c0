"""The frame of a district's pages: at most eight places, the pages of each, who is at work."""

from collections.abc import Sequence
from typing import Any, Final

from homeroom.districts.guard import Admin
from homeroom.intake.runs.queries import runs_in_state
from homeroom.web.answers import Answer, Header
from homeroom.web.pages.rendering import Place, Templates, Who
from homeroom.web.request import Request

_TEMPLATES: Final = Templates("homeroom.districts")

HOME: Final = "/district"
RUNS: Final = "/district/runs"
UPLOAD: Final = "/district/upload"
PEOPLE: Final = "/district/people"
TROUBLESHOOT: Final = "/district/troubleshoot"
LIBRARY: Final = "/district/library"
SIGN_IN: Final = "/district/sign-in"

_PLACES: Final[tuple[tuple[str, tuple[Place, ...]], ...]] = (
    ("Today", (Place("Today", HOME),)),
    ("Sync", (Place("Sync history", RUNS), Place("Upload files", UPLOAD))),
    ("People", (Place("Everyone", PEOPLE), Place("Troubleshoot login", TROUBLESHOOT))),
    ("Library", (Place("Library for our teachers", LIBRARY),)),
    ("Sign-in", (Place("How people sign in", SIGN_IN),)),
)
"""Word of the navigation -> the pages below it; the first is where the word leads."""


def show(  # noqa: PLR0913 - a page is all of these
    request: Request,
    admin: Admin,
    name: str,
    here: str,
    *,
    status: int = 200,
    headers: Sequence[Header] = (),
    **values: Any,
) -> Answer:
    """Answer with a page in the district's frame; `here` is the place it belongs to."""
    with request.parts.store.control.reading() as session:
        held = len(runs_in_state(session, admin.number, "held"))
    waiting = {RUNS: held}
    places = tuple(
        Place(word, pages[0].path, sum(waiting.get(one.path, 0) for one in pages))
        for word, pages in _PLACES
    )
    pages = next(pages for _, pages in _PLACES if here in {one.path for one in pages})
    return _TEMPLATES.page(
        name,
        status=status,
        headers=headers,
        place=admin.district.name,
        places=places,
        tabs=pages if len(pages) > 1 else (),
        place_here=pages[0].path,
        here=here,
        who=Who(admin.name, "District administrator"),
        csrf=admin.csrf,
        **values,
    )


def isolated(name: str) -> str:
    """Return a name for a heading, where no element can hold it: its direction stays its own."""
    return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"


def confirm(  # noqa: PLR0913 - a question is all of these
    request: Request,
    admin: Admin,
    here: str,
    *,
    title: str,
    says: Sequence[str],
    action: str,
    button: str,
    back: str,
    hidden: dict[str, str] | None = None,
    listed: Sequence[tuple[str, str]] = (),
    loses: bool = True,
) -> Answer:
    """Ask before something is lost; only the form that this page sends does it."""
    return show(
        request,
        admin,
        "confirm.html",
        here,
        heading=title,
        says=says,
        action=action,
        button=button,
        back=back,
        hidden=hidden or {},
        listed=listed,
        loses=loses,
    )
