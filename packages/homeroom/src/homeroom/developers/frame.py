"""The frame of the dashboard: its places, the pages of an application, who is at work."""

from collections.abc import Sequence
from typing import Any, Final

from homeroom.developers.guard import Developer
from homeroom.developers.signing_in.login import HOME
from homeroom.oauth.registration.queries import Registration
from homeroom.web.answers import Answer, Header
from homeroom.web.pages.rendering import Place, Templates, Who
from homeroom.web.request import Request

TEMPLATES: Final = Templates("homeroom.developers")

NEW: Final = "/developers/new"
PICKER: Final = "/developers/picker"
ACCOUNT: Final = "/developers/account"
APP: Final = "/developers/apps/{id}"
SANDBOXES: Final = "/developers/sandboxes"

_PLACES: Final = (
    Place("Applications", HOME),
    Place("Sandboxes", SANDBOXES),
    Place("Which integration?", PICKER),
    Place("My account", ACCOUNT),
)
_TABS: Final = (
    ("Way to live", ""),
    ("Keys", "/keys"),
    ("Addresses", "/addresses"),
    ("Settings", "/settings"),
    ("Icon", "/icon"),
    ("Data", "/fields"),
    ("Districts", "/districts"),
    ("Recommended sharing", "/recommendation"),
    ("Webhook", "/webhook"),
    ("Requests", "/requests"),
    ("Events", "/events"),
    ("Try District SSO", "/district-sso"),
    ("Library listing", "/listing"),
    ("Guide to the Library", "/library"),
    ("Certification", "/certification"),
    ("Owners", "/owners"),
)
"""The pages of an application, behind its own path."""

_ONLY_OF: Final = {"/district-sso": "district_sso", "/library": "library", "/listing": "library"}
"""Pages that only applications of an integration type have."""


def path_of(app: Registration, below: str = "") -> str:
    """Return the path of an application's page."""
    return f"{APP.format(id=app.id)}{below}"


def show(  # noqa: PLR0913 - a page is all of these
    request: Request,
    who: Developer,
    name: str,
    here: str,
    *,
    status: int = 200,
    headers: Sequence[Header] = (),
    **values: Any,
) -> Answer:
    """Answer with a page in the frame; `here` is the place it belongs to."""
    given = {"tabs": (), "place_here": here} | values
    return TEMPLATES.page(
        name,
        status=status,
        headers=headers,
        place="Developers",
        places=_PLACES,
        here=here,
        who=Who(who.name, "Developer"),
        csrf=who.csrf,
        is_sandbox=request.parts.settings.sandbox,
        **given,
    )


def show_app(  # noqa: PLR0913 - a page is all of these
    request: Request,
    who: Developer,
    app: Registration,
    name: str,
    below: str,
    *,
    status: int = 200,
    **values: Any,
) -> Answer:
    """Answer with a page of an application; `below` says which of its pages it belongs to."""
    types = app.app.declared.types
    tabs = tuple(
        Place(label, path_of(app, path))
        for label, path in _TABS
        if path not in _ONLY_OF or _ONLY_OF[path] in types
    )
    return show(
        request,
        who,
        name,
        path_of(app, below),
        status=status,
        tabs=tabs,
        place_here=HOME,
        app=app,
        path=path_of(app),
        **values,
    )


def confirm(  # noqa: PLR0913 - a question is all of these
    request: Request,
    who: Developer,
    app: Registration,
    below: str,
    *,
    title: str,
    says: Sequence[str],
    action: str,
    button: str,
    hidden: dict[str, str],
) -> Answer:
    """Ask before something is lost; only the form that this page sends does it."""
    return show_app(
        request,
        who,
        app,
        "confirm.html",
        below,
        heading=title,
        says=says,
        action=action,
        button=button,
        hidden=hidden,
    )
