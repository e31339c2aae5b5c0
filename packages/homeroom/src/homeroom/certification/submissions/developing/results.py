"""Answers "What did the run find, and what do I mend?" and "What happened so far?"."""

from typing import Final

from homeroom.certification.submissions import queries
from homeroom.certification.submissions.developing.frame import show_one, the
from homeroom.certification.submissions.guard import Asked
from homeroom.certification.submissions.seeing import sight_of
from homeroom.web.answers import Answer
from homeroom.web.request import Request

ORDER: Final = {"FAIL": 0, "INCONCLUSIVE": 1, "REVIEW": 2, "WARN": 3, "PASS": 4, "SKIP": 5}
TONES: Final = {"FAIL": "loss", "INCONCLUSIVE": "look", "REVIEW": "look", "WARN": "look",
                "PASS": "good", "SKIP": "calm"}  # fmt: skip


def show_runs(request: Request, asked: Asked) -> Answer:
    """Show the newest run row by row, what fails first, and how to make another."""
    one = the(asked)
    sight = sight_of(request.parts, one, asked.who.now)
    with request.parts.store.control.reading() as session:
        runs = queries.runs_of(session, one.id)
    return show_one(
        request,
        asked,
        "runs.html",
        "/runs",
        rows=sorted(sight.rows, key=lambda row: ORDER[row.verdict]),
        tones=TONES,
        counts=sorted(sight.totals.counts.items(), key=lambda pair: ORDER[pair[0]]),
        run=sight.run,
        runs=runs,
        contradictions=sight.contradictions,
        hub=request.parts.settings.base_url,
    )


def show_history(request: Request, asked: Asked) -> Answer:
    """Show every record, the newest first."""
    with request.parts.store.control.reading() as session:
        records = queries.records_of(session, the(asked).id)
    return show_one(request, asked, "history.html", "/history", records=records[::-1])
