"""A word that is in no list of words ends the sync."""

from dataclasses import replace

from typing_extensions import override

from homeroom_kit.sync import Policy
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    @override
    def policy(self) -> Policy:
        return replace(super().policy(), drift="freeze")


MUTANT = Mutant(Application, ("CORE-10",), scenarios=("SC-09",))
