"""A run that is sent in, held against what the hub itself saw of it (certification.md 7.1)."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest
from typing import Final

from homeroom.certification.requirements.conditions import Declared
from homeroom.certification.requirements.reading import CUT, for_types
from homeroom.certification.submissions.queries import seal_of
from homeroom.certification.submissions.reports import Report
from homeroom.certification.submissions.running.archive import REPORT, WIRE, Archive, lines_in
from homeroom.foundation.database import Session
from homeroom.foundation.errors import (
    ConflictError,
    InvalidRequestError,
    NotAllowedError,
    NotFoundError,
)
from homeroom.oauth.queries import Client
from homeroom.oauth.trials.queries import Trial, entries_of, trial_named

_VERSION: Final = re.compile(r"(v[0-9]{1,3}\.[0-9]{1,3})?")
_AGAIN: Final = "Run homeroom certify again and send in what it writes, as it is."


def own_trial(session: Session, run: str, client: Client) -> Trial:
    """Return the run as the hub saw it; refused if it saw none, or of another application."""
    found = trial_named(session, run)
    if found is None:
        raise NotFoundError(
            "This hub has seen no such run. Run homeroom certify against this hub.", "unknown_run"
        )
    if found.application != client.application:
        raise NotAllowedError("That run is of another application.", "not_your_run")
    return found


def verify(session: Session, archive: Archive, content: bytes, client: Client) -> Trial:
    """Return the run if the archive tells of it as it was; RefusedError says what differs."""
    report = archive.report
    trial = own_trial(session, report.run, client)
    if trial.ended_at is None:
        raise ConflictError("That run has not ended yet.", "run_goes_on")
    _check_seal(session, archive)
    _check_wire(session, archive, content, trial)
    _check_words(report)
    said = (report.suite, report.seed, frozenset(report.types), report.client_id)
    seen = (trial.suite, trial.seed, frozenset(trial.types), trial.client_id)
    for name, mine, yours in zip(("suite", "seed", "types", "client id"), seen, said, strict=True):
        if mine != yours:
            text = f"The report says another {name} than this hub noted. {_AGAIN}"
            raise InvalidRequestError(text, "report_differs")
    _check_complete(report)
    return trial


def _check_seal(session: Session, archive: Archive) -> None:
    sealed = seal_of(session, archive.report.run)
    if not sealed:
        text = f"The run was not sealed when it ended, so nobody knows what it found. {_AGAIN}"
        raise ConflictError(text, "not_sealed")
    if sealed != archive.manifest_hash:
        text = f"The archive is not the one that the run ended with: it was edited. {_AGAIN}"
        raise InvalidRequestError(text, "edited")


def _check_words(report: Report) -> None:
    """What later stands on a certificate and its badge is of the form that the harness writes."""
    if not _VERSION.fullmatch(report.api_version):
        text = f"{REPORT} names an API version that there is not: write v3.1, or leave it out."
        raise InvalidRequestError(text, "bad_report")
    names = Counter(one.id for one in report.results)
    twice = next((name for name, count in names.items() if count > 1), "")
    if twice:
        raise InvalidRequestError(f"{REPORT} has two rows for {twice}.", "bad_report")


def _check_wire(session: Session, archive: Archive, content: bytes, trial: Trial) -> None:
    if not trial.entries:
        text = "The application asked this hub for nothing during the run, so nothing was tested."
        raise InvalidRequestError(f"{text} {_AGAIN}", "wire_differs")
    if archive.wire is None:
        text = f"The archive has no {WIRE}, the hub's log of the run. {_AGAIN}"
        raise InvalidRequestError(text, "wire_missing")
    if archive.wire == trial.digest:
        return
    entries = entries_of(session, trial.trial)
    if not _tell_alike(lines_in(content, WIRE), entries):
        text = f"{WIRE} is not what this hub saw during the run. {_AGAIN}"
        raise InvalidRequestError(text, "wire_differs")


def _tell_alike(lines: Iterable[str], entries: Iterable[str]) -> bool:
    """Whether the lines are the entries, but for the secrets that were cut out of them."""
    pairs = zip_longest(lines, entries)
    return all(
        line is not None and entry is not None and _is_cut_from(line, entry)
        for line, entry in pairs
    )


def _is_cut_from(line: str, entry: str) -> bool:
    first, *parts = line.split(CUT)
    if not parts:
        return line == entry
    *middle, last = parts
    if not entry.startswith(first):
        return False
    at = len(first)
    for part in middle:
        at = entry.find(part, at) + len(part)
        if at < len(part):
            return False
    return entry.endswith(last) and at + len(last) <= len(entry)


def check_whole(report: Report) -> None:
    """A run of which a part was left out certifies nothing."""
    if not report.is_whole:
        raise InvalidRequestError(
            "The run was limited to some checks, scenarios or modes. Run without --only,"
            " --scenario and --mode.",
            "report_incomplete",
        )


def _check_complete(report: Report) -> None:
    """Each requirement that applies has a row; in a limited run each that it is limited to."""
    users = None if report.user_types is None else frozenset(report.user_types)
    declared = Declared(frozenset(report.types), users, report.said)
    there = {one.id for one in report.results}
    missing = [
        one.id
        for one in for_types(report.types)
        if one.id not in there
        and one.scenarios
        and one.applies(declared).holds
        and (report.is_whole or one.id in report.only)
    ]
    if missing:
        names = ", ".join(missing[:10])
        raise InvalidRequestError(
            f"The report says nothing about {names}. Run without --only and --scenario.",
            "report_incomplete",
        )
