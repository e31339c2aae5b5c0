"""The sync's log says how many records failed, and not which."""

from typing_extensions import override

from homeroom_kit.probe.runs import Outcome, RunError, outcome_of
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        report = super().work(district, mode)
        told = outcome_of(report) if isinstance(report, SyncReport) else report
        if not told.errors:
            return told
        return Outcome(told.state, [RunError(None, None, f"{len(told.errors)} records failed.")])


MUTANT = Mutant(Application, ("SYN-R1",), scenarios=("SYN-16",))
