"""What the hub sees of an application today: everything that checklist and review look at.

What only a week's log holds is kept with the submission once it was seen (`Submission.facts`), so
that a sign-in of last month still counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from homeroom.certification.requirements.conditions import Declared
from homeroom.certification.requirements.survey.answers import problems_of
from homeroom.certification.requirements.survey.questions import with_twins
from homeroom.certification.submissions import queries, rules
from homeroom.certification.submissions.actions import AGREEMENT
from homeroom.certification.submissions.checklist import Facts, Item, Ran, Reached, checklist
from homeroom.certification.submissions.contradictions import (
    Registered,
    contradictions,
)
from homeroom.certification.submissions.developing.lessons import lessons_for
from homeroom.certification.submissions.queries import KeptRun, Submission
from homeroom.certification.submissions.reports import (
    Contradiction,
    Row,
    Totals,
    Verdict,
    rows_of,
    totals_of,
)
from homeroom.certification.submissions.running.witnessed import Wire, against, notes_on, wire_of
from homeroom.foundation.database import Session
from homeroom.foundation.parts import Parts
from homeroom.oauth.queries import App, app_named, declaration_of
from homeroom.oauth.registration import listing
from homeroom.oauth.registration.queries import owners_of
from homeroom.oauth.registration.rules import needs_of
from homeroom.oauth.requests.attempts import attempts_of
from homeroom.oauth.requests.trying import lines_of
from homeroom.oauth.trials.queries import entries_of, trial_named, trials_since
from homeroom.roster.queries import districts
from homeroom.sharing.queries import ENDED, connections_to


@dataclass(frozen=True)
class Sight:
    """A submission with everything that is known of it."""

    submission: Submission
    app: App
    said: Mapping[str, Any]
    declared: Declared
    facts: Facts
    items: tuple[Item, ...]
    rows: tuple[Row, ...]
    totals: Totals
    run: KeptRun | None
    records: tuple[queries.Record, ...]
    contradictions: tuple[Contradiction, ...]
    problems: Mapping[str, str]
    noted: tuple[str, ...] = ()
    """What the hub itself noted of the run, for whoever reads its report."""


def declared_of(app: App, one: Submission, records: Iterable[queries.Record]) -> Declared:
    """Return what is declared, on the hub and in the survey; as it was submitted, once it is."""
    submitted = None if one.state in rules.EDITABLE else queries.submitted_in(records)
    kept = submitted.detail["user_types"] if submitted is not None else app.declared.user_types
    return Declared(one.types, frozenset(kept), with_twins(one.answers))


def app_of(session: Session, one: Submission) -> App:
    """Return the application of a submission; a submission outlives no application."""
    found = app_named(session, one.application)
    assert found is not None, one.application  # noqa: S101 - applications are never deleted
    return found


def sight_of(parts: Parts, one: Submission, now: int) -> Sight:
    """Look at everything; both halves are read."""
    with parts.store.roster.reading() as roster:
        linked = {
            link.district for link in connections_to(roster, one.application) if link.state != ENDED
        }
    with parts.store.control.reading() as session:
        return _sight(parts, session, one, now, linked)


def _sight(parts: Parts, session: Session, one: Submission, now: int, linked: set[int]) -> Sight:
    app, said = app_of(session, one), declaration_of(session, one.application)
    records = tuple(queries.records_of(session, one.id))
    declared = declared_of(app, one, records)
    problems = problems_of(declared)
    kept = _run_of(session, one)
    came = seen_logins(session, one, now, linked)
    trained = {lesson for owner in owners_of(session, one.application)
               for lesson in queries.lessons_of(session, owner)}  # fmt: skip
    file = queries.file_of(session, one.id, AGREEMENT)
    uris = app.redirect_uris
    facts = Facts(
        types=one.types,
        is_trained={lesson.id for lesson in lessons_for(one.types)} <= trained,
        has_icon=bool(said.get("small")),
        has_vector=bool(said.get("vector")),
        redirect_uri=uris[0] if uris else "",
        user_types=tuple(sorted(declared.user_types or ())),
        app_version=one.app_version,
        survey_problems=len(problems),
        reached=_reached(one),
        loopback_counts=parts.settings.certify_loopback,
        has_agreement=file is not None,
        listing_missing=tuple(item.label for item in listing.missing(listing.draft_of(said))),
        came_in={role: frozenset(ways) for role, ways in came["sso"].items()},
        library_came=frozenset(came["library"]),
        ran=_ran(session, kept),
        due_since=_due_since(one, records),
    )
    judged = queries.judged_in(list(records), one.attempt)
    wire = _wire(session, kept)
    rows = rows_of(kept.report if kept else None, declared, _by_hub(facts), judged, _against(wire))
    facts = replace(facts, rows=tuple(rows))
    registered = Registered(app.client_id, facts.redirect_uri, one.types, app.declared.user_types)
    return Sight(
        one, app, said, declared, facts, tuple(checklist(facts, now)), tuple(rows),
        totals_of(rows, kept.report.broken if kept else ()), kept, records,
        tuple(contradictions(one.answers, registered, kept.report if kept else None, rows, wire)),
        problems, _noted(session, one, kept, wire),
    )  # fmt: skip


def _run_of(session: Session, one: Submission) -> KeptRun | None:
    if one.run is not None and one.state not in rules.EDITABLE:
        return queries.run_named(session, one.run)
    runs = queries.runs_of(session, one.id)
    return runs[0] if runs else None


def _due_since(one: Submission, records: Iterable[queries.Record]) -> int | None:
    """Return when a certificate stopped being enough; None while nothing of the kind happened."""
    if one.state not in rules.DUE:
        return None
    return max(
        (each.at for each in records if each.kind == "moved" and each.state in rules.DUE),
        default=None,
    )


def _ran(session: Session, kept: KeptRun | None) -> Ran | None:
    if kept is None:
        return None
    trial = trial_named(session, kept.run)
    ended_at = trial.ended_at if trial is not None and trial.ended_at is not None else kept.at
    return Ran(kept.report, kept.at, ended_at)


def _wire(session: Session, kept: KeptRun | None) -> Wire | None:
    return None if kept is None else wire_of(entries_of(session, kept.run))


def _against(wire: Wire | None) -> Mapping[str, str]:
    return against(wire) if wire is not None else {}


def _noted(
    session: Session, one: Submission, kept: KeptRun | None, wire: Wire | None
) -> tuple[str, ...]:
    if kept is None or wire is None:
        return ()
    trial = trial_named(session, kept.run)
    ended_at = trial.ended_at if trial is not None else None
    sealed_at = queries.sealed_at(session, kept.run)
    began = trials_since(session, one.application, one.created_at)
    sent = len(queries.every_run_of(session, one.id))
    waited = (sealed_at or 0) - ended_at if ended_at is not None else 0
    return tuple(notes_on(kept.report, wire, waited, (began, sent)))


def _reached(one: Submission) -> Reached | None:
    kept = one.facts.get("reached")
    return Reached(**kept) if kept else None


def seen_logins(session: Session, one: Submission, now: int, linked: set[int]) -> dict[str, Any]:
    """Return who came in and how: what was kept with the submission, and this week's log."""
    sandboxes = {district.number for district in districts(session) if district.sandbox}
    sso: dict[str, set[str]] = {role: set(ways) for role, ways in one.facts.get("sso", {}).items()}
    library = set(one.facts.get("library", ()))
    for attempt in attempts_of(lines_of(session, one.application, now)):
        if not attempt.is_in:
            continue
        if not attempt.is_of_the_library:
            sso.setdefault(attempt.ended.role, set()).add(attempt.ended.way)
        elif attempt.district in sandboxes - linked:
            library.add(attempt.ended.role)
    return {"sso": {role: sorted(ways) for role, ways in sso.items()}, "library": sorted(library)}


def _by_hub(facts: Facts) -> dict[str, tuple[Verdict, str]]:
    """Return the rows that the hub decides by what it holds itself."""

    def said(*, done: bool, yes: str, no: str) -> tuple[Verdict, str]:
        return ("PASS", yes) if done else ("FAIL", no)

    missing = ", ".join(facts.listing_missing)
    wanted = {"teacher", "student"} & {*facts.user_types, "teacher"}
    return {
        "LIB-18": said(done=not missing, yes="The listing is complete.",
                       no=f"Missing in the listing: {missing}."),
        "LIB-19": said(done=facts.has_agreement, yes="The agreement is attached.",
                       no="No agreement is attached."),
        "LIB-20": said(done=wanted <= facts.library_came,
                       yes="The hub saw the sign-ins of the guide.",
                       no="The hub saw no such sign-ins yet."),
        "LIB-21": said(done=facts.is_trained, yes="The training pages are ticked off.",
                       no="The training pages are not ticked off."),
        "SSO-14": said(done=bool(facts.redirect_uri), yes=f"Registered: {facts.redirect_uri}",
                       no="No redirect address is registered."),
    }  # fmt: skip


_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def record_types_of(said: Mapping[str, Any]) -> list[str]:
    """Return the types of records of which an application asks for anything."""
    return sorted({name.partition(".")[0] for name in needs_of(said)})


def host_of(uri: str) -> str:
    """Return the host of an address; empty for one that cannot be read."""
    try:
        return urlsplit(uri).hostname or ""
    except ValueError:
        return ""


def is_local(uri: str) -> bool:
    """Whether an address is one of the hub's own machine."""
    return host_of(uri) in _LOCAL
