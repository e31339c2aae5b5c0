"""Why a login did not work, said so that a child can read it.

Every error of the hub's authorize endpoint is here (sso.md 4.4), and what can go wrong on our side.
What the hub wrote beside its error is for the log: a stranger may have written it into the address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["REFUSALS", "Refusal", "refusal_of"]

Asked = Literal["nobody", "teacher", "school", "us"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a page shows.

    Attributes:
        code: A word to tell whoever helps.
        helper: Who can help: nobody is needed, a teacher, the school, or the application's people.
        may_retry: Whether trying again makes sense.
        status: The page's HTTP status. Never above 499, not even when the hub is broken: the page
            was made on purpose, and nothing here is (LIB-14, SSO-10).
    """

    code: str
    title: str
    text: str
    helper: Asked = "nobody"
    may_retry: bool = True
    status: int = 400


def _all(*refusals: Refusal) -> Mapping[str, Refusal]:
    return {one.code: one for one in refusals}


_OURS: Final = "This is our mistake, not yours. Please tell your teacher the word below."
_LATER: Final = "We could not sign you in just now. Wait a little, then try again."

REFUSALS: Final = _all(
    # What the hub says.
    Refusal("access_denied", "You stopped", "You did not finish signing in. That is fine."),
    Refusal(
        "unauthorized-user",
        "You cannot use this yet",
        "Your school has not opened this for you. Please ask your teacher.",
        "school",
        may_retry=False,
        status=403,
    ),
    Refusal("login_required", "Please sign in", "You have to sign in first."),
    Refusal("interaction_required", "One more step", "There is a question to answer first."),
    Refusal("consent_required", "One more step", "A teacher has to say yes first.", "teacher"),
    Refusal("account_selection_required", "Who are you?", "Please choose who you are first."),
    Refusal("invalid_request", "That did not work", _OURS, "us"),
    Refusal("invalid_scope", "That did not work", _OURS, "us"),
    Refusal("unauthorized_client", "That did not work", _OURS, "us", may_retry=False),
    Refusal("unsupported_response_type", "That did not work", _OURS, "us"),
    Refusal("request_not_supported", "That did not work", _OURS, "us"),
    Refusal("request_uri_not_supported", "That did not work", _OURS, "us"),
    Refusal("server_error", "Please try again", _LATER, status=424),
    Refusal("temporarily_unavailable", "Please try again", _LATER, status=424),
    # What we find ourselves.
    Refusal(
        "state_unknown",
        "Please start again",
        "This sign-in did not begin in this browser. Or it is too old. Nobody is signed in.",
    ),
    Refusal("too_late", "Please start again", "That took too long. Nobody is signed in."),
    Refusal("nothing_came", "Please start again", "Something was missing. Nobody is signed in."),
    Refusal(
        "going_round",
        "Please start again",
        "We tried twice. Make sure that your browser keeps cookies, then try again.",
    ),
    Refusal("wrong_hub", "Please start again", "This came from another place than we asked."),
    Refusal("code_refused", "Please start again", "This sign-in was used already, or too old."),
    Refusal("hub_unavailable", "Please try again", _LATER, status=424),
    Refusal("not_understood", "Please try again", _LATER, "us", status=424),
    Refusal("wrong_setup", "That did not work", _OURS, "us", may_retry=False),
    # What the application decides about accounts.
    Refusal(
        "no_account",
        "You have no account here yet",
        "Your school has to make one for you. Please ask your teacher.",
        "school",
        may_retry=False,
        status=403,
    ),
    Refusal(
        "put_away",
        "Your account is put away",
        "Everything in it is kept. Your school can have it opened again for you.",
        "school",
        may_retry=False,
        status=403,
    ),
    Refusal(
        "not_ready",
        "We are still setting up your school",
        "Your account will be here soon. Please try again later today.",
        "school",
        status=403,
    ),
    Refusal(
        "library_role",
        "This is for teachers and students",
        "With your kind of account you cannot use it.",
        may_retry=False,
        status=403,
    ),
    Refusal(
        "user_type",
        "This is not for your kind of account",
        "Please ask your school whether another account of yours fits.",
        "school",
        may_retry=False,
        status=403,
    ),
    Refusal(
        "undecided",
        "We are not sure which account is yours",
        "A person has to look. Please tell your teacher the word below.",
        "us",
        may_retry=False,
        status=403,
    ),
)
_UNKNOWN: Final = Refusal("login_failed", "That did not work", "Please try again.", "us")


def refusal_of(code: str) -> Refusal:
    """The words for a code; those for a code that nobody knows say nothing of it."""
    # RFC 6749 has underscores throughout; Clever's own word has a hyphen (sso.md 4.4).
    code = "unauthorized-user" if code == "unauthorized_user" else code
    return REFUSALS.get(code, _UNKNOWN)
