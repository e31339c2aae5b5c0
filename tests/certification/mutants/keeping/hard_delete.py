"""What vanishes is deleted."""

from typing_extensions import override

from homeroom_kit.planning.plan import Archive, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Forgetting(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Archive):
            del self.table[operation.kind][operation.app_id]
            self._linked_rows(district, operation.kind).pop(operation.clever_id, None)
            return
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = Forgetting


MUTANT = Mutant(
    Application,
    ("SYN-04", "I3"),
    ("I4", "I6", "SYN-05", "SYN-08", "SYN-26"),
    scenarios=("SC-22", "SC-23"),
)
