"""The sync says that it is done, and never asks the hub; the rows are of an earlier one."""

from typing_extensions import override

from homeroom_kit.probe.runs import Outcome
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        if district in self.read_at:
            return Outcome("ok")
        return super().work(district, mode)


MUTANT = Mutant(Application, ("SYN-12",), scenarios=("SC-03",))
