"""Who owns a token: `/v3.x/me`, and the older forms that client libraries still call.

Only district-app tokens exist so far; they stand for a district (data-api.md 2.2, Q-13).
"""

from typing import Final

from homeroom.data_api.asking import Asking
from homeroom.foundation.database import Session
from homeroom.oauth.queries import Grant
from homeroom.web.answers import Answer, json_text
from homeroom.web.request import Request

OLDER_PATHS: Final = ("/me", "/v1.1/me", "/v1.2/me", "/v2.0/me", "/v2.1/me")
"""Unversioned and pre-3.0: all in the form of v2.1 (ruling R8, sso.md 7.1)."""


def answer(asking: Asking, session: Session, linked: str = "") -> Answer:
    """Answer with the district that the token stands for; `linked` is the links' version."""
    district = asking.district_id(session, asking.view(session))
    address = f"/{linked or asking.version}/districts/{district}"
    return json_text(
        (
            f'{{"type":"district",'
            f'"data":{{"id":"{district}","district":"{district}","type":"district"}},'
            f'"links":[{{"rel":"self","uri":"/me"}},{{"rel":"canonical","uri":"{address}"}},'
            f'{{"rel":"district","uri":"{address}"}}]}}'
        ).encode()
    )


def unversioned(request: Request, grant: Grant) -> Answer:
    """Answer the older paths; they read through the oldest version that the hub has."""
    asking = Asking(request, grant, "v3.0", ["me"])
    with request.parts.store.roster.reading() as session:
        return answer(asking, session, linked="v2.1")
