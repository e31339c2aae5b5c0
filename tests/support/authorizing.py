"""What tests of `/oauth/authorize` share."""

from typing import Any

from homeroom.oauth.login.ports import Decision
from tests.support.hubs import Reply
from tests.support.signing_in import World, sent

SCOPE = (
    "read%3Adistrict_admins_basic%20read%3Aschool_admins_basic%20read%3Astudents_basic%20"
    "read%3Ateachers_basic%20read%3Auser_id"
)


CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def is_shown(answer: Reply) -> bool:
    """A page, and nobody is sent anywhere."""
    return answer.status == 400 and "location" not in answer.headers


def error_of(answer: Reply) -> str:
    assert answer.status in (302, 303), answer.body
    return sent(answer)["error"]


def code_in(answer: Reply) -> str:
    return sent(answer)["code"]


def deny(world: World, app: Any, person: Any, reason: str) -> None:
    world.decide.said[app.client_id, person.person_rid] = Decision("denied", reason=reason)


def deny_as(world: World, app: Any, person: Any, role: str, reason: str) -> None:
    """The person may not enter in this role; in others she may."""
    refused = Decision("denied", reason=reason)
    world.decide.refused[app.client_id, person.person_rid, role] = refused
