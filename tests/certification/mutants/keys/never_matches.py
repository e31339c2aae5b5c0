"""Older accounts are never found, though the survey says by what."""

from dataclasses import replace

from typing_extensions import override

from homeroom_kit.matching import Match
from homeroom_kit.sync import Policy
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    @override
    def policy(self) -> Policy:
        match = Match(by_sis_id=False, by_email=False, undecided="create")
        return replace(super().policy(), match=match)


MUTANT = Mutant(Application, ("SYN-02",), scenarios=("SC-02",))
