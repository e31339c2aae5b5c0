"""People are known by their e-mail address (EC-10, EC-15, EC-16)."""

from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class ByEmail(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Create) and operation.kind == "users":
            email = operation.seen.values.get("email")
            for row in self.table["users"].values():
                if row.district == district and email and row.values.get("email") == email:
                    row.values.update(operation.seen.values)
                    self._link(row, district, operation.clever_id)
                    return
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = ByEmail


MUTANT = Mutant(Application, ("SYN-01",), ("I2", "SYN-07", "SYN-22", "SYN-29"))
