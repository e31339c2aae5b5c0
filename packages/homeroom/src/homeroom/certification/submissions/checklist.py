"""What must be true before a submission is ready (certification.md 3.5). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from homeroom.certification.requirements.reading import SUITE
from homeroom.certification.submissions.reports import Report, Row, Totals, totals_of
from homeroom.certification.submissions.rules import DAY, RUN_DAYS, suite_major

ItemState = Literal["done", "open", "advice"]
_SECURE: Final = "https://"


@dataclass(frozen=True)
class Reached:
    """What came back when the hub last asked for the redirect address."""

    uri: str
    at: int
    is_there: bool
    said: str


@dataclass(frozen=True)
class Ran:
    """A run that was sent in."""

    report: Report
    at: int
    """When it was taken in."""
    ended_at: int


@dataclass(frozen=True)
class Facts:
    """Everything that the checklist looks at."""

    types: frozenset[str]
    is_trained: bool
    has_icon: bool
    has_vector: bool
    redirect_uri: str
    user_types: tuple[str, ...]
    app_version: str
    survey_problems: int
    reached: Reached | None = None
    loopback_counts: bool = False
    """Whether addresses of the hub's own machine may be certified (ruling R35)."""
    has_agreement: bool = False
    listing_missing: tuple[str, ...] = ()
    came_in: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """User type -> the ways by which one of them came in by District SSO: portal, link, app."""
    library_came: frozenset[str] = frozenset()
    """Roles that came in from a sandbox district that is not connected."""
    ran: Ran | None = None
    rows: tuple[Row, ...] = ()
    due_since: int | None = None
    """When it was due again or suspended: only what ran since then shows what it is now."""


@dataclass(frozen=True)
class Item:
    """One line of the checklist."""

    key: str
    label: str
    state: ItemState
    says: str
    below: str = ""
    """The page on which it is done: of the submission, or of the application where it begins with
    an exclamation mark."""


def checklist(facts: Facts, now: int) -> list[Item]:
    """Return every line; the submission is ready when none is open."""
    return [
        *_common(facts),
        *(_library(facts) if "library" in facts.types else ()),
        *(_logins(facts) if "district_sso" in facts.types else ()),
        *_run(facts, now),
    ]


def is_ready(items: Iterable[Item]) -> bool:
    """Whether nothing is left to do; advice stops nobody."""
    return not any(one.state == "open" for one in items)


def _item(key: str, label: str, below: str, *, done: bool, says: str) -> Item:
    return Item(key, label, "done" if done else "open", "" if done else says, below)


def _common(facts: Facts) -> Iterable[Item]:
    yield Item(
        "training", "Training read", "done" if facts.is_trained else "advice",
        "" if facts.is_trained else "Recommended: read the pages and tick them off.", "/training",
    )  # fmt: skip
    yield _item("icon", "Icon for portals", "!/icon", done=facts.has_icon,
                says="Send a PNG of 200 x 200 pixels.")  # fmt: skip
    yield _item("vector", "Vector file of the icon", "!/icon", done=facts.has_vector,
                says="Send a square SVG, or an AI or PDF file.")  # fmt: skip
    yield _item("survey", "Survey complete", "/survey", done=not facts.survey_problems,
                says=_survey_says(facts.survey_problems))  # fmt: skip
    yield _item("version", "Version of the application", "/survey", done=bool(facts.app_version),
                says="Write the version string that is tested.")  # fmt: skip
    yield _redirect(facts)
    yield _item("user_types", "Supported user types", "!/settings", done=bool(facts.user_types),
                says="Tick who signs in, under Settings.")  # fmt: skip


def _survey_says(problems: int) -> str:
    is_one = problems == 1
    return f"{problems} {'answer is' if is_one else 'answers are'} missing or cannot be read."


def _redirect(facts: Facts) -> Item:
    label, uri = "Redirect address reachable by HTTPS", facts.redirect_uri
    if not uri:
        return Item("redirect", label, "open", "Register one under Addresses.", "!/addresses")
    is_secure = uri.startswith(_SECURE)
    if not is_secure and not facts.loopback_counts:
        says = f"{uri} is not HTTPS. Register an address that begins with https://."
        return Item("redirect", label, "open", says, "!/addresses")
    if facts.reached is None or facts.reached.uri != uri:
        return Item("redirect", label, "open", "Press Check again: the hub asks for it.")
    return _item("redirect", label, "!/addresses", done=facts.reached.is_there,
                 says=facts.reached.said)  # fmt: skip


def _library(facts: Facts) -> Iterable[Item]:
    missing = ", ".join(facts.listing_missing)
    yield _item("agreement", "Signed data-sharing agreement", "/files", done=facts.has_agreement,
                says="Attach it as a PDF.")  # fmt: skip
    yield _item("collateral", "Library listing complete", "!/listing",
                done=not facts.listing_missing, says=f"Missing: {missing}.")  # fmt: skip
    left = [one for one in ("teacher", "student") if one in facts.user_types or one == "teacher"]
    left = [one for one in left if one not in facts.library_came]
    yield _item("guide", "Guide to the Library walked through", "!/library", done=not left,
                says=f"Sign in as a {' and as a '.join(left)} of a sandbox district that is not"
                " connected.")  # fmt: skip


def _logins(facts: Facts) -> Iterable[Item]:
    left = [
        f"{role.replace('_', ' ')} by {' and '.join(ways)}"
        for role in facts.user_types
        if (ways := [way for way in ("portal", "link")
                     if way not in facts.came_in.get(role, frozenset())])
    ]  # fmt: skip
    yield _item("logins", "Each user type came in, by portal and by link", "!/district-sso",
                done=not left, says=f"Still to do: {'; '.join(left)}.")  # fmt: skip


def _run(facts: Facts, now: int) -> Iterable[Item]:
    ran = facts.ran
    if ran is None:
        yield Item("run", "Run of the harness", "open",
                   "Run homeroom certify, then homeroom certify submit.", "/runs")  # fmt: skip
        return
    age = (now - ran.ended_at) // DAY
    yield _item("age", f"Run not older than {RUN_DAYS} days", "/runs", done=age <= RUN_DAYS,
                says=f"It is {age} days old. Run the harness again.")  # fmt: skip
    if facts.due_since is not None:
        yield _item("new", "A run since it is due again", "/runs",
                    done=ran.ended_at >= facts.due_since,
                    says="The run is from before. Run the harness again.")  # fmt: skip
    if suite_major(ran.report.suite) != suite_major(SUITE):
        says = f"It was made with suite {ran.report.suite}; this hub certifies with {SUITE}."
        yield Item("suite", "Run made with this hub's suite", "open", says, "/runs")
    said = ran.report.app.version
    yield _item("same", "Run made with this version", "/runs", done=said == facts.app_version,
                says=f"The run tested {said or 'a version without a name'}; the survey says"
                f" {facts.app_version or 'nothing'}.")  # fmt: skip
    if ran.report.local and not facts.loopback_counts:
        says = "The run used a loopback address, which this hub does not certify."
        yield Item("local", "Run against a public address", "open", says, "/runs")
    yield _no_failures(totals_of(facts.rows, ran.report.broken))
    if "secure_sync" in facts.types:
        unseen = _unseen(facts.rows)
        yield _item("scenarios", "All mandatory scenarios run", "/runs", done=not unseen,
                    says=f"The run says nothing about {', '.join(unseen)}.")  # fmt: skip


def _no_failures(totals: Totals) -> Item:
    failed = ", ".join([*(row.requirement.id for row in totals.fails), *totals.broken])
    return _item("passes", "No MUST fails", "/runs", done=not failed,
                 says=f"Failing: {failed}.")  # fmt: skip


def _unseen(rows: Iterable[Row]) -> list[str]:
    """Return the MUST rows with scenarios about which the run says nothing."""
    return [
        row.requirement.id
        for row in rows
        if row.requirement.blocks
        and row.requirement.scenarios
        and row.found == "INCONCLUSIVE"
        and not row.scenarios
    ]
