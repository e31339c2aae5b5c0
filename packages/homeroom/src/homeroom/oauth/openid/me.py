"""`/me` in every version, for tokens of people and of districts (sso.md 7.1, ruling R8)."""

from typing import Final

from homeroom.foundation.errors import NotFoundError, NotSignedInError
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.guard import unrecognized
from homeroom.oauth.login.ports import Ports
from homeroom.oauth.openid import people
from homeroom.oauth.queries import Grant
from homeroom.sharing import views
from homeroom.sharing.views import Ask
from homeroom.web.answers import Answer, json_value
from homeroom.web.request import Request
from homeroom_wire.values import Version

VERSIONS: Final[tuple[Version, ...]] = ("v3.0", "v3.1")
OLDER_PATHS: Final = ("/me", "/v1.1/me", "/v1.2/me", "/v2.0/me", "/v2.1/me")
PATHS: Final = (*(f"/{version}/me" for version in VERSIONS), *OLDER_PATHS)

_DISTRICT: Final = Ask(kind="districts", limit=1)
_ID: Final = slice(7, 31)  # a document begins {"id":"<24 hex>"


def answer(ports: Ports, request: Request, grant: Grant | UserGrant) -> Answer:
    """Answer who owns the token, in the form of the path's version."""
    named = request.route_path.split("/")[1]
    version: Version = "v3.1" if named == "v3.1" else "v3.0"
    is_old = named not in VERSIONS
    if isinstance(grant, Grant):
        return _district(request, grant, version, "v2.1" if is_old else version)
    tells = people.CLAIMS if is_old else people.ME
    record = ports.identity.record(request.parts, grant, version, tells)
    if record is None:
        raise unrecognized(request)
    person = people.person_of(grant, record)
    return json_value(people.old_me(person) if is_old else people.me(person, grant, version))


def _district(request: Request, grant: Grant, version: Version, linked: str) -> Answer:
    """Answer with the district that a district-app token stands for (Q14)."""
    with request.parts.store.roster.reading() as session:
        try:
            view = views.view_of(session, grant.district, grant.connection, version)
        except NotSignedInError:
            raise unrecognized(request) from None
        found = views.page(session, view, _DISTRICT)
    if not found.bodies:
        raise NotFoundError("Resource not found")
    district = found.bodies[0][_ID].decode()
    address = f"/{linked}/districts/{district}"
    return json_value(
        {
            "type": "district",
            "data": {"id": district, "district": district, "type": "district"},
            "links": [
                {"rel": "self", "uri": "/me"},
                {"rel": "canonical", "uri": address},
                {"rel": "district", "uri": address},
            ],
        }
    )
