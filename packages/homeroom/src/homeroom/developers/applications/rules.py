"""What a developer may choose about an application, and what is missing until it is live.

Values in, values out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from homeroom.oauth.declared import ROLES
from homeroom.oauth.registration.queries import Registration
from homeroom.oauth.registration.rules import needs_of, without_reason

TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "library": ("Library", "Teachers add it for their own classes."),
    "district_sso": ("District SSO", "People whom a district shares sign in."),
    "secure_sync": ("Secure Sync", "You read the roster that a district shares."),
}
USER_TYPES: Final[Mapping[str, str]] = {
    "student": "Students",
    "teacher": "Teachers",
    "staff": "School staff",
    "district_admin": "District administrators",
}
_OF_THE_LIBRARY: Final = frozenset({"student", "teacher"})
_SIGNING_IN: Final = frozenset({"library", "district_sso"})

SWITCHES: Final[Mapping[str, tuple[str, str]]] = {
    "oidc_enabled": (
        "OpenID Connect",
        "An id_token comes with each token of a District SSO login; never with the Library.",
    ),
    "send_iss": (
        "Send iss",
        "The redirect names this hub, against mix-ups; libraries that do not expect it fail.",
    ),
    "require_pkce": (
        "Require PKCE",
        "No code without a challenge (S256); leave it off for code written for Clever long ago.",
    ),
    "basic_only": (
        "Secret in the header only",
        "The token endpoint takes the secret by HTTP Basic and refuses it in the body.",
    ),
    "blank_email": (
        "Blank e-mail address",
        'A person without an address has email: "" instead of no key, for code that needs it.',
    ),
    "rich_user_tokens": (
        "Rich user tokens",
        "With Secure Sync, a person's own token shows her sections, students and teachers too.",
    ),
    "email_verified_true": (
        "Call addresses verified",
        (
            "email_verified is true in the id_token, though nobody proved the address: never join"
            " accounts by it."
        ),
    ),
    "always_confirm_students": (
        "Ask students each time",
        "Each login of a student asks whether it is she, for devices that are passed around.",
    ),
}
"""Switch -> its name and what it is for."""

EVENTS: Final = (
    "Events",
    "New connections record what changes, so that you need not read everything anew.",
)
PROFILES: Final = (
    ("clever", "Clever's: name is an object"),
    ("oidc", "OpenID Connect's: name is a string"),
)
ME_TYPES: Final = (
    ("user", "user, as Clever documents it"),
    ("role", "The role, for code that was written against older answers"),
)
LONGEST_WORD: Final = 40


@dataclass(frozen=True)
class Chosen:
    """What a form says about an application."""

    name: str
    types: tuple[str, ...]
    user_types: tuple[str, ...]


@dataclass(frozen=True)
class Answers:
    """How the hub words its answers about people, for one application."""

    profile: str
    me_type: str
    words: Mapping[str, str]
    """Kind of people -> its word, where it is not the hub's own."""

    def declared(self) -> dict[str, Any]:
        """Return it as the application declares it."""
        return {
            "userinfo_profile": self.profile,
            "me_data_type": self.me_type,
            "user_type_words": dict(self.words),
        }

    def troubles(self) -> dict[str, str]:
        """Return what cannot stay as it was chosen, by field."""
        found = {
            f"word_{role}": f"Type at most {LONGEST_WORD} characters, on one line."
            for role, word in self.words.items()
            if len(word) > LONGEST_WORD or not word.isprintable()
        }
        if self.profile not in dict(PROFILES):
            found["userinfo_profile"] = "Choose one of the two."
        if self.me_type not in dict(ME_TYPES):
            found["me_data_type"] = "Choose one of the two."
        return found


LONGEST_NAME: Final = 80


def troubles_with(chosen: Chosen) -> dict[str, str]:
    """Return what cannot stay as it was chosen, by field."""
    found = {}
    if not chosen.name or len(chosen.name) > LONGEST_NAME or not chosen.name.isprintable():
        found["name"] = f"Type a name with at most {LONGEST_NAME} characters."
    if not chosen.types:
        found["types"] = "Choose at least one integration type."
    if not chosen.user_types:
        found["user_types"] = "Choose at least one kind of people."
    elif chosen.types == ("library",) and set(chosen.user_types) - _OF_THE_LIBRARY:
        found["user_types"] = "Only students and teachers use the Library; take the others out."
    return found


def first_declaration(chosen: Chosen, *, is_new_code: bool, is_public: bool) -> dict[str, Any]:
    """Return what a new application declares: as little as it can, as safe as its code allows.

    Code that was written for Clever may know nothing of PKCE (sso.md 11.1); new code shall.
    """
    return {
        "types": list(chosen.types),
        "user_types": list(chosen.user_types),
        "require_pkce": is_new_code,
        "public": is_public,
        "live": False,
        "events": True,
        "fields": {},
        "scopes": [],
        "opt_ins": [],
    }


def known(names: Iterable[str], of: Iterable[str]) -> tuple[str, ...]:
    """Return the names that there are, in their usual order."""
    given = set(names)
    return tuple(one for one in of if one in given)


def known_user_types(names: Iterable[str]) -> tuple[str, ...]:
    """Return the kinds of people that there are."""
    return known(names, ROLES)


StepState = Literal["done", "open", "later"]


@dataclass(frozen=True)
class Step:
    """One thing between an application and being live."""

    title: str
    says: str
    state: StepState
    below: str = ""
    """The page of the application where it is done; empty for none."""


def steps_of(app: Registration, connected: int) -> list[Step]:
    """Return the way to live, in the order in which it is usually gone."""
    declared = app.app.declared
    needs = needs_of(app.said)
    unreasoned = len(without_reason(needs))
    steps = [Step("Register", "The application has a client id of its own.", "done", "/keys")]
    if _SIGNING_IN & set(declared.types):
        steps.append(_redirects(app.app.redirect_uris))
    steps.append(_vector(is_there=bool(app.said.get("vector"))))
    if "library" in declared.types:
        steps.append(_listing(is_published=declared.listing.live))
    if {"district_sso", "secure_sync"} & set(declared.types):
        steps.append(_fields(len(needs), unreasoned))
        steps.append(_try_out(connected))
    return [*steps, _certify(is_live=declared.live)]


def _redirects(uris: Sequence[str]) -> Step:
    if uris:
        return Step("Say where people arrive", f"First: {uris[0]}", "done", "/addresses")
    says = "Without a redirect URI nobody can sign in."
    return Step("Say where people arrive", says, "open", "/addresses")


def _vector(*, is_there: bool) -> Step:
    title = "Give it an icon"
    if is_there:
        return Step(title, "There is a vector file, as the certification asks.", "done", "/icon")
    says = "So far the letters of its name stand for it. The certification asks for a vector file."
    return Step(title, says, "open", "/icon")


def _listing(*, is_published: bool) -> Step:
    title = "Describe it for the Library"
    if is_published:
        return Step(title, "The listing is published.", "done", "/listing")
    return Step(title, "Teachers find it once its listing is published.", "open", "/listing")


def _fields(asked: int, unreasoned: int) -> Step:
    title = "Say which data you need, and why"
    if not asked:
        return Step(title, "So far you receive ids and roles, and nothing else.", "open", "/fields")
    if unreasoned:
        says = f"{unreasoned} of {asked} fields have no reason yet. Districts read the reasons."
        return Step(title, says, "open", "/fields")
    return Step(title, f"{asked} fields, each with a reason.", "done", "/fields")


def _try_out(connected: int) -> Step:
    title = "Try it with a district"
    if connected:
        districts = "1 district" if connected == 1 else f"{connected} districts"
        return Step(title, f"Connected to {districts}.", "done", "/districts")
    says = "No district is connected. In development only sandbox districts let people in."
    return Step(title, says, "open", "/districts")


def _certify(*, is_live: bool) -> Step:
    if is_live:
        return Step("Go live", "It is live: people of every connected district come in.", "done")
    says = (
        "Answer the survey, run the harness and submit. Once it is certified, the hub makes an"
        " application for production of this one, which goes live."
    )
    return Step("Be certified and go live", says, "open", "/certification")
