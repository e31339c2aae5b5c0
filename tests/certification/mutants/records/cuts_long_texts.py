"""Names have room for a hundred characters."""

from dataclasses import replace

from homeroom_kit.stores import MemoryStore
from homeroom_kit.stores.memory import EVERYTHING
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant

_ROOM = 100


class Narrow(MemoryStore):
    def __init__(self) -> None:
        super().__init__(
            {
                kind: replace(
                    kept,
                    fields={
                        name: _ROOM if name.startswith("name") else most
                        for name, most in kept.fields.items()
                    },
                )
                for kind, kept in EVERYTHING.items()
            }
        )


class Application(RightApplication):
    keeps = Narrow


MUTANT = Mutant(Application, ("SYN-R5",))
