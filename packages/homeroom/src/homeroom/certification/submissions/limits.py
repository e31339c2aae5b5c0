"""How much may be sent in. What is sent is kept for good, so it is kept in small numbers.

A file that is sent again, byte for byte, and a run that is known are no new ones.
"""

from typing import Final

import sqlalchemy as sa

from homeroom.certification.models import submission_file, submission_run
from homeroom.certification.submissions.queries import Submission
from homeroom.certification.submissions.rules import DAY
from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.errors import ConflictError, TooManyRequestsError

FILES_A_DAY: Final = 10
FILES: Final = 50
RUNS_A_DAY: Final = 20
RUNS: Final = 300
_HOUR_SECONDS: Final = 3600
_NAMED: Final[sa.BindParameter[str]] = sa.bindparam("named")
_SINCE: Final[sa.BindParameter[int]] = sa.bindparam("since")
_FILES: Final = Prepared(
    sa.select(sa.func.count())
    .select_from(submission_file)
    .where(submission_file.c.submission == _NAMED, submission_file.c.at > _SINCE)
)
_KNOWN: Final = Prepared(
    sa.select(submission_file.c.sha256).where(
        submission_file.c.submission == _NAMED, submission_file.c.sha256 == sa.bindparam("sha256")
    )
)
_RUNS: Final = Prepared(
    sa.select(sa.func.count())
    .select_from(submission_run)
    .where(submission_run.c.submission == _NAMED, submission_run.c.at > _SINCE)
)


def check_files(session: Session, now: int, one: Submission, sha256: str) -> None:
    """Refuse one more document than a submission may hold, or than a day may bring."""
    if session.one(_KNOWN, named=one.id, sha256=sha256) is None:
        _check(session, now, one, _FILES, "documents", FILES_A_DAY, FILES)


def check_runs(session: Session, now: int, one: Submission) -> None:
    """Refuse one more run than a submission may hold, or than a day may bring."""
    _check(session, now, one, _RUNS, "runs", RUNS_A_DAY, RUNS)


def _check(  # noqa: PLR0913 - a limit is all of this
    session: Session, now: int, one: Submission, counted: Prepared, what: str, daily: int, most: int
) -> None:
    if _count(session, counted, one, 0) >= most:
        text = f"This submission holds {most} {what} already. Ask a reviewer to end it, and begin"
        raise ConflictError(f"{text} a new one.", "too_many")
    if _count(session, counted, one, now - DAY) >= daily:
        text = f"A submission takes {daily} {what} in 24 hours, and these were sent."
        refused = TooManyRequestsError(f"{text} Try again later.", "too_many_today")
        refused.retry_after = _HOUR_SECONDS
        raise refused


def _count(session: Session, counted: Prepared, one: Submission, since: int) -> int:
    row = session.one(counted, named=one.id, since=since)
    return 0 if row is None else int(row[0])
