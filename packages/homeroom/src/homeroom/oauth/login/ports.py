"""What signing in to an application needs of others: who is signed in, and what that allows.

`oauth` stands below the portal and the Library and beside nobody, so whatever they know comes in
by these four protocols. The hub that is switched on states them once, in `login_routes(Ports(..))`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from homeroom.foundation.database import Session
from homeroom.foundation.parts import Parts
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.queries import App
from homeroom.web.answers import Answer, Header
from homeroom.web.request import Request
from homeroom_wire.values import Version

Outcome = Literal["district", "teacher", "needs_consent", "denied"]
Why = Literal["", "again", "other_account", "unknown_district"]


@dataclass(frozen=True)
class SignedIn:
    """The person of a live hub session; `role` is the active one (sso.md 3.5)."""

    person_rid: int
    district: int
    role: str
    session_id: str
    auth_time: int
    """When she proved who she is, in milliseconds."""

    held_roles: tuple[str, ...]
    actor: int | None = None
    """Who of the hub's own staff stands in for her; None: nobody does (sso.md 3.6)."""

    name: str = ""
    """How she is addressed on a page, so that pupils at a shared device see whose turn it is."""

    is_shared: bool = False
    """She signed in at a device of many: whoever launches something may be somebody else by now."""

    @property
    def is_impersonated(self) -> bool:
        """Whether somebody else acts in her name."""
        return self.actor is not None


@dataclass(frozen=True)
class SignInAsked:
    """What the login page is told: where to come back to, and what is known already."""

    return_to: str
    """A path of this hub's own, never an address from outside (sso.md 11.8)."""

    district: int | None = None
    login_hint: str = ""
    why: Why = ""
    app: str = ""
    """The name of the application that is waiting."""


class Door(Protocol):
    """The hub's own sessions; the feature that keeps accounts implements it."""

    def person(self, request: Request) -> SignedIn | None:
        """Return who is signed in in this browser; None if nobody is."""

    def sign_in(self, request: Request, asked: SignInAsked) -> str:
        """Return the path of the login page.

        For "again" and "other_account" a live session does not count there.
        """

    def goes_on(self, session: Session, person: SignedIn) -> bool:
        """True if her hub session has not ended, nor can it before this transaction has.

        `session` writes in the control half; whoever ends the session meanwhile waits.
        """

    def sign_out(self, request: Request, person: SignedIn) -> tuple[Header, ...]:
        """End the hub session; return the header fields that make the browser forget it."""

    def ends_with_application(self, request: Request, person: SignedIn) -> bool:
        """True where a device is shared and leaving an application leaves the hub too."""


@dataclass(frozen=True)
class Decision:
    """How a login is authorised (sso.md 8.3); `reason` is one of 4.5 when it is not."""

    outcome: Outcome
    connection: str = ""
    """The connection whose view the token will read through."""

    reason: str = ""


class Decide(Protocol):
    """The decision function of sso.md 8.3, with R46 before it."""

    def __call__(self, parts: Parts, app: App, person: SignedIn, role: str, to: str) -> Decision:
        """Return whether and by whose authority this person may enter the application.

        `to` is the redirect URI at which she would arrive.
        """


class Identity(Protocol):
    """The one view, asked for the owner of a user token."""

    def record(
        self, parts: Parts, grant: UserGrant, version: Version, tells: tuple[str, ...] = ()
    ) -> Mapping[str, Any] | None:
        """Return the person's document cut to the token's tier; None if she is not seen any more.

        `tells` are the fields that the application is going to be told: the record of
        disclosures has them.

        Everything that `/me`, `/userinfo` and id_tokens say comes from here, so that no route
        filters fields (house.md 4).
        """


@dataclass(frozen=True)
class ConsentAsked:
    """What a consent page needs to show and to send back, all three fields in a POST form."""

    app: App
    person: SignedIn
    action: str
    """Where the form goes; fields `request`, `form`, and `answer` = accept or decline."""

    request: str
    form: str
    """Counts once, for this session only (sso.md 8.4)."""


class Consent(Protocol):
    """A teacher's consent to a Library application (sso.md 8.4)."""

    def page(self, request: Request, asked: ConsentAsked) -> Answer:
        """Return the page that says what is shared; showing it changes nothing."""

    def accept(self, parts: Parts, app: App, person: SignedIn) -> None:
        """The teacher's connection is active; called for a POST that was proved only."""


@dataclass(frozen=True)
class Ports:
    """The four together."""

    door: Door
    decide: Decide
    identity: Identity
    consent: Consent
