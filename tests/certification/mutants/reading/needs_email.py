"""A person without e-mail ends the sync."""

from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Strict(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Create) and operation.kind == "users":
            email = operation.seen.values.get("email")
            if not isinstance(email, str) or "@" not in email:
                raise LookupError("An account needs an address.")
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = Strict


MUTANT = Mutant(Application, ("SYN-07",), ("I2", "SYN-01"))
