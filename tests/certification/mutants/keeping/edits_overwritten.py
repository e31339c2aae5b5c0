"""Who was added to a class by hand, or taken out, is put back, though the survey says: it stays."""

from dataclasses import replace

from typing_extensions import override

from homeroom_kit.planning import Holds
from homeroom_kit.sync import Policy
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    @override
    def policy(self) -> Policy:
        return replace(super().policy(), holds=Holds(memberships="overwrite"))


MUTANT = Mutant(Application, ("SYN-25",), scenarios=("SC-61", "SC-62"))
