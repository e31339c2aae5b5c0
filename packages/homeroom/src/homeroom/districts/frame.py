"""The frame of a district's pages: at most eight places, the pages of each, who is at work."""

from collections.abc import Sequence
from typing import Any, Final

from homeroom.districts.guard import Admin
from homeroom.districts.permissions import ROLE_NAMES
from homeroom.intake.runs.queries import runs_in_state
from homeroom.web.answers import Answer, Header
from homeroom.web.pages.rendering import Place, Templates, Who
from homeroom.web.request import Request

_TEMPLATES: Final = Templates("homeroom.districts")

HOME: Final = "/district"
RUNS: Final = "/district/runs"
UPLOAD: Final = "/district/upload"
SYNC_SETTINGS: Final = "/district/sync-settings"
RECORDS: Final = "/district/data"
QUALITY: Final = "/district/quality"
IDS: Final = "/district/ids"
CLASSES: Final = "/district/classes"
PEOPLE: Final = "/district/people"
TROUBLESHOOT: Final = "/district/troubleshoot"
APPLICATIONS: Final = "/district/applications"
TROUBLESHOOT_SHARING: Final = "/district/applications/troubleshoot"
LIBRARY: Final = "/district/library"
SIGN_IN: Final = "/district/sign-in"
TEAM: Final = "/district/team"
DECISIONS: Final = "/district/logs/decisions"
ACCESS: Final = "/district/logs/access"
DISCLOSURES: Final = "/district/disclosures"
REPORTS: Final = "/district/reports"

_PLACES: Final[tuple[tuple[str, tuple[Place, ...]], ...]] = (
    ("Today", (Place("Today", HOME),)),
    (
        "Sync",
        (
            Place("Sync history", RUNS),
            Place("Upload files", UPLOAD),
            Place("Sync settings", SYNC_SETTINGS),
        ),
    ),
    (
        "Data",
        (
            Place("Browse records", RECORDS),
            Place("Data quality", QUALITY),
            Place("Our own classes", CLASSES),
            Place("Change ids", IDS),
        ),
    ),
    ("People", (Place("Everyone", PEOPLE), Place("Troubleshoot login", TROUBLESHOOT))),
    (
        "Applications",
        (
            Place("My applications", APPLICATIONS),
            Place("Troubleshoot sharing", TROUBLESHOOT_SHARING),
        ),
    ),
    ("Library", (Place("Library for our teachers", LIBRARY),)),
    ("Sign-in", (Place("How people sign in", SIGN_IN),)),
    (
        "Team",
        (
            Place("Our team", TEAM),
            Place("Log of decisions", DECISIONS),
            Place("Log of sign-ins", ACCESS),
            Place("Disclosures", DISCLOSURES),
            Place("Usage", REPORTS),
        ),
    ),
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
    hers = _places_of(admin)
    places = tuple(
        Place(word, pages[0].path, sum(waiting.get(one.path, 0) for one in pages))
        for word, pages in hers
    )
    pages = next(pages for _, pages in hers if here in {one.path for one in pages})
    return _TEMPLATES.page(
        name,
        status=status,
        headers=headers,
        place=admin.district.name,
        places=places,
        tabs=pages if len(pages) > 1 else (),
        place_here=pages[0].path,
        here=here,
        who=Who(
            admin.name,
            f"{ROLE_NAMES[admin.role]}, {admin.district.name}",
            is_stood_in=admin.visit.kept.actor is not None,
        ),
        may=admin.may,
        door=admin.door,
        csrf=admin.csrf,
        **values,
    )


def _places_of(admin: Admin) -> list[tuple[str, tuple[Place, ...]]]:
    """Return the places that her role in the team may open, each with its pages."""
    open_to_her = [
        (word, tuple(one for one in pages if admin.may("GET", one.path))) for word, pages in _PLACES
    ]
    return [(word, pages) for word, pages in open_to_her if pages]


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
