"""Registers an application as a developer would, with every scope of its integration types."""

from typing import Annotated, Any, Final, Literal

import msgspec

from homeroom.accounts.desk import desk_of
from homeroom.accounts.rules import HUB
from homeroom.foundation.database import is_text
from homeroom.foundation.errors import InvalidRequestError, NotFoundError
from homeroom.foundation.parts import Parts
from homeroom.oauth import actions as oauth
from homeroom.oauth.declared import ROLES
from homeroom.oauth.queries import App, app_with_client_id
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.registration.actions import own
from homeroom.sandbox.admin.answering import Body
from homeroom.sandbox.developing import EMAIL
from homeroom.sharing.rules import CONTACTS_SCOPE, RESOURCES_SCOPE
from homeroom_wire.attendance import ATTENDANCE_SCOPE

Type = Literal["library", "district_sso", "secure_sync"]
Role = Literal["student", "teacher", "staff", "district_admin"]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]

_SCOPE_OF: Final = {
    "contacts": CONTACTS_SCOPE,
    "resources": RESOURCES_SCOPE,
    "attendance": ATTENDANCE_SCOPE,
}
"""Kind of record -> the scope without which it is not served."""

_LISTING: Final[dict[str, Any]] = {
    "live": True,
    "developer": "A developer of this sandbox (invented)",
    "summary": "An application under test.",
    "description": "This listing belongs to the sandbox; the application behind it is under test.",
    "subjects": ["math"],
    "grades": ["1", "2", "3", "4", "5", "6", "7", "8"],
    "free_offer": "Everything is free here.",
    "pricing": "Nothing is sold here.",
    "devices": ["Any browser"],
    "agreement_version": "sandbox",
    "support": "Nobody: this is a test.",
}


class NewApplication(Body):
    """What is registered; see the reference page."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    types: Annotated[list[Type], msgspec.Meta(min_length=1)]
    user_types: list[Role] = msgspec.field(default_factory=lambda: list(ROLES))
    redirect_uris: Annotated[list[Text], msgspec.Meta(max_length=20)] = msgspec.field(
        default_factory=list
    )
    record_types: list[Text] | None = None
    events: bool = True
    listing: bool = True


def register(parts: Parts, asked: NewApplication) -> dict[str, str]:
    """The application exists, and is the sandbox's developer's; its secret is told this once."""
    if "library" in asked.types and not asked.redirect_uris:
        raise InvalidRequestError("A Library application needs a redirect URI", "no_redirect_uri")
    now = milliseconds(parts.clock.now())
    new = oauth.NewApplication(asked.name, _declaration(asked), tuple(asked.redirect_uris))
    developer = desk_of(parts).people.find(HUB, EMAIL).person
    with parts.store.control.writing() as control:
        made = oauth.register_application(control, now, new)
        if developer is not None:
            own(control, now, made.application, developer.user)
    return {
        "client_id": made.client_id,
        "client_secret": made.client_secret,
        "application": made.application,
    }


def _declaration(asked: NewApplication) -> dict[str, Any]:
    scopes = [
        scope
        for kind, scope in _SCOPE_OF.items()
        if asked.record_types is None or kind in asked.record_types
    ]
    said: dict[str, Any] = {
        "types": list(dict.fromkeys(asked.types)),
        "user_types": list(dict.fromkeys(asked.user_types)),
        "scopes": scopes if "secure_sync" in asked.types else [],
        "events": asked.events,
    }
    if "library" not in asked.types:
        # With the Library's tokens there is no id token (certification.md, LIB-24).
        said |= {"oidc_enabled": True}
    elif asked.listing:
        said["listing"] = _LISTING
    return said


def app_of(parts: Parts, client_id: str) -> App:
    """Return the application; NotFoundError if there is none of this client id."""
    found = None
    if is_text(client_id):
        with parts.store.control.reading() as control:
            found = app_with_client_id(control, client_id)
    if found is None:
        raise NotFoundError(f"There is no application {client_id!r}", "no_such_application")
    return found
