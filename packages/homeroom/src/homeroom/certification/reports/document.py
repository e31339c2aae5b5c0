"""The report as one JSON document; everything else is made from it (certification.md 7.1).

The order is that of the guides, records are named by their keys in the district's source, and what
differs from run to run with the same seed stands in fields of its own: `hub`, `run`, `client_id`,
`started`, `finished`, the seconds and the hashes of evidence.
"""

import hashlib
import json
import platform
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from homeroom.certification.harness.checks.invariants import INVARIANTS
from homeroom.certification.harness.checks.people.questions import QUESTIONS
from homeroom.certification.harness.judging import Result
from homeroom.certification.harness.outcomes import Outcome, Verdict
from homeroom.certification.harness.running import SUITE, Finished
from homeroom.certification.reports.verdicts import type_verdict
from homeroom.certification.requirements.reading import GUIDES, every
from homeroom.foundation.clock import wire_time

__all__ = ["SCHEMA", "document_of"]

SCHEMA: Final = 1
_CONTRACT: Final = 1


def document_of(finished: Finished) -> dict[str, Any]:
    """Return the report of a run."""
    trial, asked = finished.trial, finished.asked
    sums = trial.evidence.sums()
    rows = [_row(one, sums) for one in finished.results]
    results = [row for row in rows if row["id"] not in INVARIANTS]
    invariants = [row for row in rows if row["id"] in INVARIANTS]
    return {
        **_head(finished),
        "verdicts": _verdicts(finished, [*results, *invariants]),
        "totals": dict(sorted(Counter(row["verdict"] for row in results).items())),
        "results": results,
        "invariants": invariants,
        "contradictions": list(_contradictions(finished, rows)),
        "for_reviewer": [
            {"id": row["id"], "question": QUESTIONS.get(row["id"], row["title"])}
            for row in results
            if row["verdict"] == Verdict.REVIEW or row["id"] in QUESTIONS
        ],
        "environment": {"python": platform.python_version(), "browser": asked.with_browser},
    }


def _head(finished: Finished) -> dict[str, Any]:
    """Return what was run, of what, and when."""
    trial, asked = finished.trial, finished.asked
    application = trial.application
    return {
        "schema": SCHEMA,
        "suite": SUITE,
        "contract": _CONTRACT,
        "hub": {"url": trial.hub.url, "version": finished.hub_version},
        "run": finished.run,
        "client_id": application.client_id,
        "app": {"name": trial.info.app or application.name, "version": trial.info.version},
        "types": list(application.types),
        "user_types": sorted(trial.user_types) or None,
        "modes": list(finished.modes),
        "seed": str(asked.seed),
        "only": sorted(asked.only),
        "scenarios": sorted(asked.scenarios),
        "modes_left_out": list(finished.modes_left_out),
        "types_left_out": list(asked.left_out),
        "limited": list(_limits(finished)),
        "local": application.local,
        "level": "attested" if trial.probe is None else "certified",
        "api_version": _version(finished),
        "started": wire_time(finished.started_at),
        "finished": wire_time(finished.finished_at),
        "survey_sha256": _sum(trial.answers.given),
        "district_sha256": dict(sorted(trial.notes.items())),
        "answers": {name: trial.answers.given[name] for name in sorted(trial.answers.given)},
    }


def _limits(finished: Finished) -> Iterator[str]:
    """Say what of the suite was left out, for whoever reads any form of the report."""
    asked = finished.asked
    if asked.only:
        yield f"only {', '.join(sorted(asked.only))} looked at"
    if asked.scenarios:
        yield f"only {', '.join(sorted(asked.scenarios))} played"
    for mode in finished.modes_left_out:
        yield f"no sync in {mode} mode"
    for one in asked.left_out:
        yield f"{GUIDES[one]} not run"


def _verdicts(finished: Finished, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a verdict for each type: its guide's rows, those of every type, the invariants."""
    return {
        one: dict(
            type_verdict(
                [row for row in rows if row["guide"] in (one, "core", "invariants")],
                is_whole=finished.is_whole,
            )
        )
        for one in finished.trial.application.types
    }


def _row(result: Result, sums: Mapping[str, str]) -> dict[str, Any]:
    row = every().get(result.requirement)
    names = sorted({name for one in result.outcomes for name in one.evidence})
    return {
        "id": result.requirement,
        "guide": row.guide if row is not None else "invariants",
        "level": row.level if row is not None else "MUST",
        "title": row.title if row is not None else INVARIANTS[result.requirement],
        "verdict": result.verdict.value,
        "why": result.why,
        "fix": row.fix if row is not None else "",
        "page": row.page if row is not None else "",
        "applies_because": result.because,
        "scenarios": list(dict.fromkeys(one.scenario for one in result.outcomes)),
        "evidence": [{"path": name, "sha256": sums[name]} for name in names if name in sums],
        "outcomes": [_outcome(one) for one in result.outcomes],
        "seconds": round(sum(one.seconds for one in result.outcomes), 3),
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "scenario": outcome.scenario,
        "step": outcome.step,
        "mode": outcome.mode,
        "check": outcome.check,
        "verdict": outcome.verdict.value,
        "why": outcome.why,
        "differences": [
            {"what": one.what, "expected": one.expected, "found": one.found}
            for one in outcome.differences
        ],
        "evidence": list(outcome.evidence),
    }


def _version(finished: Finished) -> str:
    versions = {one.version for one in finished.wire.with_data()}
    return versions.pop() if len(versions) == 1 else ""


def _sum(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _contradictions(
    finished: Finished, rows: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, str]]:
    """What the survey says and the run saw otherwise (certification.md 2, `x`)."""
    trial = finished.trial
    answers, info = trial.answers, trial.info
    verdicts = {row["id"]: row["verdict"] for row in rows}
    version = _version(finished)
    said = answers.choice("Q-Y01")
    if version and said and said != version:
        yield _contradiction("Q-Y01", said, f"every request went to {version}")
    modes = answers.choices("Q-Y16") or ()
    if "events" in modes and trial.probe is not None and "events" not in info.sync_modes:
        yield _contradiction("Q-Y16", "events", "the probe knows no sync by events")
    types = answers.choices("Q-Y09")
    if types is not None and info.user_types and set(types) != set(info.user_types):
        yield _contradiction("Q-Y09", ", ".join(types), ", ".join(info.user_types))
    if answers.choice("Q-Y21") == "archive" and verdicts.get("SYN-04") == Verdict.FAIL:
        yield _contradiction("Q-Y21", "archive", "records that vanished were not archived")
    if answers.yes("Q-Y22") and verdicts.get("SYN-05") == Verdict.FAIL:
        yield _contradiction("Q-Y22", "yes", "records that came back were not restored")
    if answers.choice("Q-Y02") == "clever_id" and verdicts.get("SYN-01") == Verdict.FAIL:
        yield _contradiction("Q-Y02", "clever_id", "ids and records do not stand one to one")
    accounts = next(_seen_otherwise(rows, "Q-Y32"), "")
    if accounts:
        yield _contradiction("Q-Y32", answers.choice("Q-Y32"), accounts)
    if answers.of("Q-Y31-more") and verdicts.get("SYN-22") == Verdict.FAIL:
        found = "people with several roles have not these roles under these names"
        yield _contradiction("Q-Y31-more", str(answers.of("Q-Y31-more")), found)


def _seen_otherwise(rows: Sequence[Mapping[str, Any]], question: str) -> Iterator[str]:
    """Give what checks found instead of what an answer says, where they name the question."""
    for row in rows:
        for outcome in row["outcomes"]:
            for one in outcome["differences"]:
                if f"as {question} says" in str(one["expected"]):
                    yield f"{one['what']}: {one['found']}"


def _contradiction(question: str, says: str, found: str) -> dict[str, str]:
    return {"question": question, "says": says, "found": found}
