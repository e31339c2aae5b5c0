"""A name that people gave a class is put back by the sync."""

from dataclasses import replace

from typing_extensions import override

from homeroom_kit.planning import Holds
from homeroom_kit.sync import Policy
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    @override
    def policy(self) -> Policy:
        return replace(super().policy(), holds=Holds(fields={}))


MUTANT = Mutant(Application, ("SYN-R3",), scenarios=("SC-60",))
