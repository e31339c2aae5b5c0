"""The district's numbers are read as numbers, so `00042` and `42` are one person (EC-42)."""

from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


def _numbers(sis_ids: frozenset[str]) -> set[tuple[str, int]]:
    parts = [one.rpartition(":") for one in sis_ids]
    return {(role, int(number)) for role, _, number in parts if number.isdecimal()}


class ByNumber(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Create) and operation.kind == "users":
            wanted = _numbers(operation.seen.sis_ids)
            for row in self.table["users"].values():
                if row.district == district and wanted & _numbers(row.sis_ids):
                    self._link(row, district, operation.clever_id)
                    return
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = ByNumber


MUTANT = Mutant(Application, ("SYN-01",), ("I2", "SYN-11"))
