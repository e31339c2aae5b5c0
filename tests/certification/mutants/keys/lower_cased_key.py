"""The district's numbers are compared in small letters (EC-44)."""

from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


def _small(sis_ids: frozenset[str]) -> set[str]:
    return {one.lower() for one in sis_ids}


class Small(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Create) and operation.kind == "users":
            wanted = _small(operation.seen.sis_ids)
            for row in self.table["users"].values():
                if row.district == district and wanted & _small(row.sis_ids):
                    row.values.update(operation.seen.values)
                    self._link(row, district, operation.clever_id)
                    return
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = Small


MUTANT = Mutant(Application, ("SYN-01",), ("I2",))
