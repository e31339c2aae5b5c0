"""The newest event is asked for after a list was read."""

from typing_extensions import override

from homeroom_kit.client import Hub
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Late(Hub):
    @override
    def newest_event(self) -> str | None:
        list(self.documents("schools"))
        return super().newest_event()


class Application(RightApplication):
    reads = Late


MUTANT = Mutant(Application, ("SYN-20",), modes=("events",))
