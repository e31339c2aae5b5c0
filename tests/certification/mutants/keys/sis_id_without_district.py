"""People are known by the district's number alone, whatever the district (EC-71)."""

from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class BySisId(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Create) and operation.kind == "users":
            for row in self.table["users"].values():
                if row.district != district and row.sis_ids & operation.seen.sis_ids:
                    row.values.update(operation.seen.values)
                    self._link(row, district, operation.clever_id)
                    return
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = BySisId


MUTANT = Mutant(Application, ("SYN-01", "I7"), scenarios=("SC-54",))
