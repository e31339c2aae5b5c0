"""It syncs when it is told to, and at no other time."""

from datetime import timedelta

from typing_extensions import override

from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    @override
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)


MUTANT = Mutant(Application, ("SYN-03",), scenarios=("DAILY",))
