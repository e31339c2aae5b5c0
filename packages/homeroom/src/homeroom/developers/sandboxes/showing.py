"""The frame of a sandbox: its pages as tabs, and what its newest sync is doing."""

from typing import Any, Final

from homeroom.developers.frame import SANDBOXES, show
from homeroom.developers.sandboxes.guard import Own
from homeroom.developers.sandboxes.standing import newest_of, told
from homeroom.foundation.inventing import Oddity
from homeroom.web.answers import Answer, Header
from homeroom.web.pages.rendering import Place
from homeroom.web.request import Request

_AGAIN: Final[Header] = (b"refresh", b"3")
"""While a sync goes on the page loads itself again; no script is needed for that."""

ODDITIES: Final = "/edge-cases"
_TABS: Final = (
    ("Overview", ""),
    ("People", "/people"),
    ("Classes", "/classes"),
    ("Files", "/files"),
)


def show_one(  # noqa: PLR0913 - a page is all of these
    request: Request,
    mine: Own,
    name: str,
    below: str = "",
    *,
    status: int = 200,
    is_form: bool = False,
    **values: Any,
) -> Answer:
    """Answer with a page of a sandbox; a page with a form to type into never loads itself again."""
    said = told(newest_of(request.parts, mine))
    more = (("Edge cases", ODDITIES),) if oddities_of(request, mine) else ()
    tabs = tuple(Place(label, f"{mine.path}{path}") for label, path in (*_TABS, *more))
    return show(
        request,
        mine.who,
        f"sandboxes/{name}",
        f"{mine.path}{below}",
        status=status,
        headers=(_AGAIN,) if said["moving"] and not is_form else (),
        tabs=tabs,
        place_here=SANDBOXES,
        made=mine.made,
        district=mine.district,
        path=mine.path,
        sync=said,
        **values,
    )


def oddities_of(request: Request, mine: Own) -> tuple[Oddity, ...]:
    """Return what is odd in a sandbox of this kind."""
    inventor = request.parts.inventors.get(mine.made.kind)
    return inventor.oddities(mine.made.school_year) if inventor else ()


def confirm(  # noqa: PLR0913 - a question is all of these
    request: Request,
    mine: Own,
    below: str,
    *,
    title: str,
    says: list[str],
    action: str,
    button: str,
    hidden: dict[str, str],
    typed: str = "",
    troubles: dict[str, str] | None = None,
    status: int = 200,
) -> Answer:
    """Ask before something is lost; with `typed`, the name must be typed."""
    return show_one(
        request,
        mine,
        "confirm.html",
        below,
        status=status,
        is_form=True,
        heading=title,
        says=says,
        action=action,
        button=button,
        hidden=hidden,
        typed=typed,
        troubles=troubles or {},
    )
