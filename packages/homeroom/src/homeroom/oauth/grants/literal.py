"""The five test tokens that Clever's documentation prints, which everybody knows.

They open something only in a sandbox that is told to take them, whose people are invented
(data-api.md 2, ruling R27). Everywhere else each start ends them, whatever the store was before:
one that was such a sandbox's may be served by another hub.
"""

from typing import Final

from homeroom.foundation.database import Session
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import hash_secret
from homeroom.foundation.settings import Settings
from homeroom.oauth.actions import end_token
from homeroom.oauth.grants.user_tokens import revoke_token

DISTRICT: Final = "TEST_TOKEN"
PEOPLE: Final = {
    "student": "ilc_DEMO_STUDENT_TOKEN",
    "teacher": "ilc_DEMO_TEACHER_TOKEN",
    "staff": "ilc_DEMO_SCHOOL_ADMIN_TOKEN",
    "district_admin": "ilc_DEMO_DISTRICT_ADMIN_TOKEN",
}
"""Role -> the token of somebody who holds it."""


def are_taken(settings: Settings) -> bool:
    """True of a hub where they open something."""
    return settings.sandbox and settings.demo_tokens


def end(session: Session) -> None:
    """None of them opens anything any more."""
    end_token(session, DISTRICT)
    for token in PEOPLE.values():
        revoke_token(session, hash_secret(token))


def repair(parts: Parts) -> None:
    """Where they are not taken there are none."""
    if not are_taken(parts.settings):
        with parts.store.control.writing() as session:
            end(session)
