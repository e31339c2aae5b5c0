"""A class keeps the term and the course with which it came."""

from dataclasses import replace

from typing_extensions import override

from homeroom_kit.planning.plan import Operation, Update
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Settled(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Update) and operation.kind == "sections":
            changes = operation.changes.items()
            kept = {name: one for name, one in changes if name not in {"term_id", "course"}}
            operation = replace(operation, changes=kept)
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = Settled


MUTANT = Mutant(Application, ("SYN-27",), scenarios=("SC-42", "SC-43"))
