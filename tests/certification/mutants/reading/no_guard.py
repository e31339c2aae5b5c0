"""Nobody is asked before most of a type is archived, whatever the district's state is."""

from dataclasses import replace
from typing import Any

from msgspec import structs
from typing_extensions import override

from homeroom_kit.client import Hub
from homeroom_kit.sync import Policy
from homeroom_wire.records import District
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Confident(Hub):
    @override
    def districts(self) -> Any:
        found: list[District] = list(super().districts())
        return [structs.replace(one, state="running") for one in found]


class Application(RightApplication):
    reads = Confident

    @override
    def policy(self) -> Policy:
        return replace(super().policy(), guard=None)


MUTANT = Mutant(Application, ("SYN-R2",), ("SYN-18",), scenarios=("SC-07",))
