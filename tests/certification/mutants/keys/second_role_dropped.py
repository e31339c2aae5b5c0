"""Only the first role of a person is read."""

from typing import Any

from typing_extensions import override

from tests.certification.apps.right import RightApplication
from tests.certification.bending import BendingHub
from tests.certification.mutants import Mutant


class FirstRole(BendingHub):
    @override
    def bend(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        if kind == "users" and len(document.get("roles", {})) > 1:
            name = max(document["roles"])
            return {**document, "roles": {name: document["roles"][name]}}
        return document


class Application(RightApplication):
    reads = FirstRole


MUTANT = Mutant(Application, ("SYN-22",), ("SYN-23",))
