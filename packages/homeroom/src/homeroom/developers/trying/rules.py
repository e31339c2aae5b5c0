"""What a developer reads about an attempt to sign in. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from homeroom.oauth.login.pages import reason_of
from homeroom.oauth.requests.attempts import Attempt

Tone = Literal["calm", "good", "look", "loss"]

LIFETIME: Final = 60_000
"""How long a code lives, in milliseconds (sso.md 3.3)."""


@dataclass(frozen=True)
class Outcome:
    """What a developer reads about an attempt."""

    text: str
    tone: Tone
    next: str


NEXT: Final[Mapping[str, str]] = {
    "not_shared": "Take a person whom the district shares, or ask it to share this one.",
    "user_type_unsupported": "Tick this kind of people under Settings, or take another person.",
    "user_type_not_accepted": "Wait until the district accepts this kind of people.",
    "redirect_not_accepted": "Wait until the district accepts the host, or use one it knows.",
    "app_not_connected": "Connect a sandbox district under Districts.",
    "connection_pending": "Set the launch date of the connection under Districts.",
    "paused": "End the pause, or take the change that waits for you under Districts.",
    "user_inactive": "The person left the roster. Take another one.",
    "app_not_live": "In development only people of sandbox districts come in. Take one of those.",
    "app_suspended": "The certification is suspended: certify again, then teachers may add it.",
    "logged_in_as": "Log in as somebody opens only what is in development, and your own.",
    "library_student_no_teacher": "A teacher of this student adds the application first.",
    "library_role": "Only teachers and students use the Library. Take one of them.",
    "library_blocked": "The district switched the Library off, or blocked the application.",
    "invalid_request": "Look at the parameters that your application sends.",
    "unsupported_response_type": "Your application sends response_type=code.",
    "login_required": "Leave prompt=none out, unless somebody is signed in already.",
    "interaction_required": "Leave prompt=none out: somebody must answer a question.",
}
"""Reason of a refusal, or name of an error -> what a developer does next."""


def outcome_of(one: Attempt | None, now: int) -> Outcome:
    """Return an attempt in words; None is one that nobody made."""
    if one is None:
        return Outcome("Not tried yet", "calm", "Try it with one of the links above.")
    if one.ended.end == "code":
        return _of_code(one, now)
    if one.ended.end == "denied":
        means = reason_of(one.ended.reason).means.removesuffix(".")
        next_step = NEXT.get(one.ended.reason, "Ask the district.")
        return Outcome(f"Refused: {means}", "loss", next_step)
    if one.ended.end == "asked":
        return Outcome("Consent was asked for", "look", "The teacher accepts on that page.")
    if one.ended.end == "declined":
        says = "Your application shows a friendly page for error=access_denied."
        return Outcome("The teacher said no", "look", says)
    next_step = NEXT.get(one.ended.reason, "Read error_description at your redirect URI.")
    return Outcome("Not begun: the request was wrong", "loss", next_step)


def _of_code(one: Attempt, now: int) -> Outcome:
    if one.traded == "token":
        return Outcome("Signed in", "good", "Nothing.")
    if one.went_on:
        return Outcome("Signed in", "good", "Nothing: it began a sign-in of its own, and came in.")
    if one.traded == "refused":
        says = (
            "Bring each code once, within 60 seconds, with the same redirect_uri, and with the"
            " code_verifier if a challenge was sent."
        )
        return Outcome("The code was refused", "loss", says)
    if now - one.at < LIFETIME:
        return Outcome("A code is on its way", "look", "Your application brings it within 60 s.")
    says = "Your callback sends the code to /oauth/tokens, with the client id and the secret."
    return Outcome("Nobody brought the code", "loss", says)
