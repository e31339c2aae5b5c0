"""`/userinfo`: by GET or POST, the token in the header or in the form (sso.md 7.2)."""

from typing import Final

from homeroom.foundation.errors import InvalidRequestError
from homeroom.oauth.errors import TokenRequestError
from homeroom.oauth.grants.forms import FORM, fields_of
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.guard import API_HEADERS, prove_user, unrecognized
from homeroom.oauth.login.ports import Ports
from homeroom.oauth.openid.people import CLAIMS, person_of, userinfo
from homeroom.web.answers import Answer, json_value
from homeroom.web.request import Request

_BEARER: Final = b"bearer "


def answer(ports: Ports, request: Request, grant: UserGrant) -> Answer:
    """Answer with the claims about the token's owner; never a district-app token's."""
    record = ports.identity.record(request.parts, grant, "v3.1", CLAIMS)
    if record is None:
        raise unrecognized(request)
    return json_value(userinfo(person_of(grant, record), grant))


def posted(ports: Ports, request: Request) -> Answer:
    """Answer a POST, whose token stands in the header or in the form, but not in both."""
    in_header = request.raw_header(b"authorization") or b""
    token = _in_form(request)
    if token and in_header.lower().startswith(_BEARER):
        request.answer_headers += API_HEADERS
        raise InvalidRequestError("The token must be in the header or in the form, not in both")
    return answer(ports, request, prove_user(request, token))


def _in_form(request: Request) -> str:
    kind = (request.raw_header(b"content-type") or b"").partition(b";")[0].strip().lower()
    if kind.decode("latin-1") != FORM:
        return ""
    try:
        return fields_of(request).get("access_token", "")
    except TokenRequestError as error:
        raise InvalidRequestError(error.message) from None


def preflight(request: Request) -> Answer:
    """Tell a browser that any page may ask, with a token (data-api.md 1.1)."""
    request.answer_headers += API_HEADERS
    request.answer_headers.append((b"access-control-max-age", b"600"))
    return Answer(204, ())
