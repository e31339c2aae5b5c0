"""A person of whom only the last name is known ends the sync (EC-13)."""

from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Formal(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Create) and operation.kind == "users":
            first, last = (operation.seen.values.get(f"name.{one}") for one in ("first", "last"))
            if not first or not last:
                raise LookupError("A name has two parts.")
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = Formal


MUTANT = Mutant(Application, ("SYN-07",), ("I2", "SYN-01"))
