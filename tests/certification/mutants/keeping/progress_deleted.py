"""Progress goes when its person is archived."""

from typing_extensions import override

from homeroom_kit.planning.plan import Archive, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Cleaning(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        super()._carry_out(district, operation)
        if isinstance(operation, Archive):
            self.table[operation.kind][operation.app_id].own.clear()


class Application(RightApplication):
    keeps = Cleaning


MUTANT = Mutant(Application, ("SYN-08", "SYN-26", "I6"), scenarios=("SC-22", "SC-23"))
