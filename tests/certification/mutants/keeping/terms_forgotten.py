"""Terms and courses are never archived."""

from typing_extensions import override

from homeroom_kit.planning.plan import Archive, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Eternal(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Archive) and operation.kind in {"terms", "courses"}:
            return
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = Eternal


MUTANT = Mutant(Application, ("SYN-06",), ("I2",), scenarios=("SC-42", "SC-43"))
