"""Only the primary teacher of a class is read."""

from typing import Any

from typing_extensions import override

from tests.certification.apps.right import RightApplication
from tests.certification.bending import BendingHub
from tests.certification.mutants import Mutant


class Primary(BendingHub):
    @override
    def bend(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        if kind == "sections" and document.get("teacher"):
            return {**document, "teachers": [document["teacher"]]}
        return document


class Application(RightApplication):
    reads = Primary


MUTANT = Mutant(Application, ("SYN-R8",), ("SYN-09", "SYN-23"))
