"""Where an install stands and how a login is authorised. Pure: facts in, an answer out.

`standing` is the table of sso.md 8.2, `decide` the function of 8.3 with ruling R46 around it.
"""

from dataclasses import dataclass, field
from typing import Final, Literal

State = Literal["active", "suspended", "superseded", "ended"]
Cause = Literal["", "teacher", "policy", "district", "roster", "app"]
Mode = Literal["open", "limited", "off"]
Approval = Literal["free", "required"]
WhenConnected = Literal["keep", "end"]
Outcome = Literal["district", "teacher", "needs_consent", "denied"]

LIBRARY_ROLES: Final = ("teacher", "student")
"""Who may enter by the Library at all (sso.md 8.1)."""

TESTER: Final = "district_admin"
"""Who enters an application before its launch, to test it (district.md 3.3, D-APP-1)."""

READABLE: Final[tuple[State, ...]] = ("active", "superseded")
"""States in which tokens that were issued before go on reading: an upgrade ends none (8.8)."""


@dataclass(frozen=True)
class Standing:
    """The state of an install, and what brought it there."""

    state: State
    cause: Cause = ""

    @property
    def reads(self) -> bool:
        """Whether tokens that came by the install still open what they did."""
        return self.state in READABLE


ACTIVE: Final = Standing("active")
UNINSTALLED: Final = Standing("ended", "teacher")


@dataclass(frozen=True)
class Policy:
    """What a district allows its teachers (sso.md 8.9); without a choice everything."""

    mode: Mode = "open"
    approval: Approval = "free"
    """Required: only approved and recommended applications can be used."""

    when_connected: WhenConnected = "keep"
    """End: a district connection ends every install of the application (Q8)."""

    abbreviation: str = ""
    blocked: frozenset[str] = frozenset()
    approved: frozenset[str] = frozenset()
    recommended: dict[str, str] = field(default_factory=dict)
    """Application -> the note for teachers."""

    def blocks(self, application: str) -> bool:
        """Whether nobody of the district enters the application by the Library."""
        if self.mode != "open" or application in self.blocked:
            return True
        welcome = application in self.approved or application in self.recommended
        return self.approval == "required" and not welcome


@dataclass(frozen=True)
class Circumstances:
    """Everything beside its own history that an install depends on."""

    blocked: bool = False
    listed: bool = True
    """The application is still in the Library."""

    in_roster: bool = True
    """The teacher is, as a teacher."""

    connected: bool = False
    """The district's own connection signs people in and runs."""

    shares_teacher: bool = False
    when_connected: WhenConnected = "keep"


def standing(now: Standing, facts: Circumstances) -> Standing:
    """Return where an install stands in these circumstances.

    Only an end is for ever: everything else is undone by undoing what caused it, so two causes
    at once cannot restore an install when only one of them is lifted.
    """
    if now.state == "ended":
        return now
    reasons = (
        (facts.connected and facts.when_connected == "end", Standing("ended", "district")),
        (not facts.listed, Standing("suspended", "app")),
        (facts.blocked, Standing("suspended", "policy")),
        (not facts.in_roster, Standing("suspended", "roster")),
        (facts.connected and facts.shares_teacher, Standing("superseded", "district")),
    )
    return next((there for holds, there in reasons if holds), ACTIVE)


# ------------------------------------------------------------------------------- the decision


@dataclass(frozen=True)
class DistrictLink:
    """The district's connection to the application, if it has one that has not ended."""

    connection: str
    state: str
    """running, paused, or what it is before it runs."""

    launched: bool = True
    """Its day has come, if it has one."""

    signs_in: bool = True
    """District SSO, or Secure Sync with it."""

    shares_person: bool = False
    """She is seen through it in the role of this login."""

    accepts_role: bool = True
    """The district agreed that the application takes people of this role."""

    accepts_address: bool | None = None
    """It agreed that its people are sent where this login leads; None: it was never asked."""

    @property
    def there(self) -> bool:
        """Whether both sides agreed to it and nobody paused it."""
        return self.state in ("setting_up", "running")

    def open_to(self, role: str) -> bool:
        """Whether people of a role enter by it now: before the launch those who test (D-APP-1)."""
        return role == TESTER or (self.state == "running" and self.launched)


@dataclass(frozen=True)
class LoginFacts:
    """What the decision is made of."""

    role: str
    user_types: frozenset[str]
    """The roles that the application takes."""

    app_live: bool = True
    sandbox: bool = False
    """The person is of a sandbox district, so that she may enter what is in development."""

    library_live: bool = False
    in_roster: bool = True
    """The person is, in the role of this login."""

    link: DistrictLink | None = None
    blocked: bool = False
    """By the district's policy for the Library."""

    own: str | None = None
    """The teacher's own install, if it is active."""

    teachers: tuple[str, ...] = ()
    """Active installs of those who teach the student's sections, the oldest first."""


@dataclass(frozen=True)
class Verdict:
    """How a login is authorised, or why not (reasons of sso.md 4.5), and what was looked at."""

    outcome: Outcome
    connection: str = ""
    reason: str = ""
    steps: tuple[tuple[str, bool], ...] = ()
    """(Question, answer) in the order asked: what "troubleshoot login" prints."""


class _Trail:
    """Asks, and remembers what was asked."""

    def __init__(self) -> None:
        self._steps: list[tuple[str, bool]] = []

    def finds(self, question: str, *, so: bool) -> bool:
        self._steps.append((question, so))
        return so

    def verdict(self, outcome: Outcome, connection: str = "") -> Verdict:
        return Verdict(outcome, connection, "", tuple(self._steps))

    def denied(self, reason: str) -> Verdict:
        return Verdict("denied", "", reason, tuple(self._steps))


def decide(facts: LoginFacts) -> Verdict:
    """Decide who authorises a login: the district, a teacher, a consent to come, or nobody.

    A connection that is paused or not launched is none here; that it exists only words the last
    refusal (ruling R46).
    """
    trail = _Trail()
    if not trail.finds("application_open_to_person", so=facts.app_live or facts.sandbox):
        return trail.denied("app_not_live")
    if not trail.finds("person_in_roster", so=facts.in_roster):
        return trail.denied("user_inactive")
    return _by_connection(facts, trail)


def _by_connection(facts: LoginFacts, trail: _Trail) -> Verdict:
    """Decide about somebody whom the roster knows."""
    if _leads_astray(facts, trail):
        return trail.denied("redirect_not_accepted")
    link = facts.link if facts.link is not None and facts.link.there else None
    trail.finds("district_connected", so=link is not None)
    if link and not trail.finds("connection_launched", so=link.open_to(facts.role)):
        link = None
    declared = trail.finds("application_takes_role", so=facts.role in facts.user_types)
    takes = declared and (link is None or link.accepts_role)
    signs_in = link is not None and trail.finds("connection_signs_in", so=link.signs_in)
    if link and signs_in and takes and trail.finds("district_shares_person", so=link.shares_person):
        return trail.verdict("district", link.connection)
    library = trail.finds("application_in_library", so=facts.library_live)
    if library and trail.finds("role_of_library", so=facts.role in LIBRARY_ROLES):
        return _by_library(facts, trail, connected=link is not None)
    if link:
        unaccepted = "user_type_not_accepted" if declared else "user_type_unsupported"
        return trail.denied("not_shared" if takes else unaccepted)
    return trail.denied("library_role" if library else _unconnected(facts.link))


def _leads_astray(facts: LoginFacts, trail: _Trail) -> bool:
    """Whether the login leads to a host that a connected district did not accept (ruling R28).

    Not even by the Library: an application that a district connected is known to it by its hosts.
    """
    accepts = None if facts.link is None else facts.link.accepts_address
    return accepts is not None and not trail.finds("address_accepted", so=accepts)


def _by_library(facts: LoginFacts, trail: _Trail, *, connected: bool) -> Verdict:
    if trail.finds("library_blocked_by_district", so=facts.blocked):
        return trail.denied("library_blocked")
    if facts.role == "student":
        if trail.finds("teacher_of_student_installed", so=bool(facts.teachers)):
            return trail.verdict("teacher", facts.teachers[0])
        return trail.denied("library_student_no_teacher")
    if trail.finds("teacher_installed", so=facts.own is not None):
        return trail.verdict("teacher", facts.own or "")
    if connected:
        # No new install beside a district's connection (Q8).
        return trail.denied("not_shared")
    return trail.verdict("needs_consent")


def _unconnected(link: DistrictLink | None) -> str:
    if link is None:
        return "app_not_connected"
    return "paused" if link.state == "paused" else "connection_pending"
