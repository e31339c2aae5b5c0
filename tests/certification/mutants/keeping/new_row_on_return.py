"""Whoever returns gets a new row; the old one stays archived."""

from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation, Restore
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Anew(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Restore):
            links = self._linked_rows(district, operation.kind)
            old = links.pop(operation.clever_id)
            old.clever_id = None
            operation = Create(operation.kind, operation.clever_id, operation.seen)
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = Anew


MUTANT = Mutant(
    Application, ("SYN-05", "I4"), ("I6", "SYN-08", "SYN-26"), scenarios=("SC-19", "SC-23")
)
