"""A record that does not read as one ends the whole sync."""

from typing import Any

from typing_extensions import override

from homeroom_kit.errors import RetryError
from tests.certification.apps.right import RightApplication
from tests.certification.bending import BendingHub
from tests.certification.mutants import Mutant


class Pedantic(BendingHub):
    @override
    def bend(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        name = document.get("name")
        parts = name.values() if isinstance(name, dict) else [name]
        if not all(isinstance(one, str | None) for one in parts):
            raise RetryError("not_understood", f"One of the {kind} is none.")
        return document


class Application(RightApplication):
    reads = Pedantic


MUTANT = Mutant(Application, ("SYN-16",), ("SYN-R1",), scenarios=("SYN-16",))
