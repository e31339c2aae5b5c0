"""A student is in one class: the one that was read last."""

from typing_extensions import override

from homeroom_kit.planning.plan import Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class OneClass(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        super()._carry_out(district, operation)
        if operation.kind == "sections":
            row = self._linked_rows(district, "sections")[operation.clever_id]
            here = {tie.other for tie in row.ties if tie.relation == "students"}
            for other in self.table["sections"].values():
                if other is not row:
                    other.ties = {
                        tie
                        for tie in other.ties
                        if tie.relation != "students" or tie.other not in here
                    }


class Application(RightApplication):
    keeps = OneClass


MUTANT = Mutant(Application, ("SYN-09",), ("SYN-23",))
