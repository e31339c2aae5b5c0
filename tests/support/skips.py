"""Counts skipped tests with their reasons; a reason that is not allowed fails the run.

A skip hides a missing piece, so each reason is a decision that somebody wrote down here.
"""

from collections import Counter
from typing import Any, Final

import pytest

ALLOWED: Final = (
    "the public contract files are not beside the project",
    "the shared data sets are not beside the project",
)
"""Reasons for which a test may be skipped, as their beginning."""

_seen: Counter[str] = Counter()
_files: Counter[str] = Counter()
"""Whole files that were skipped: each of several workers collects them all."""


def _reason(report: Any) -> str:
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return said.removeprefix("Skipped: ")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _seen[_reason(report)] += 1


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _seen[_reason(report)] += 1
        _files[_reason(report)] += 1


def pytest_testnodedown(node: Any, error: object) -> None:
    """Take over what a worker saw while it collected, which no report tells us."""
    del error
    _seen.update(getattr(node, "workeroutput", {}).get("skipped_files", {}))


def refused() -> list[str]:
    """Return the reasons seen that nobody allowed."""
    return [reason for reason in _seen if not reason.startswith(ALLOWED)]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["skipped_files"] = dict(_files)
    if refused() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    terminalreporter.write_line(f"skipped: {sum(_seen.values())}")
    for reason, number in sorted(_seen.items()):
        verdict = "allowed" if reason.startswith(ALLOWED) else "NOT ALLOWED, so this run fails"
        terminalreporter.write_line(f"  {number} x {reason} ({verdict})")
