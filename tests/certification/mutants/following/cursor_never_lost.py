"""A cursor that is too old is used all the same."""

from dataclasses import replace
from datetime import UTC, datetime

from typing_extensions import override

from homeroom_kit.stores import MemoryStore
from homeroom_kit.stores.protocol import State
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Confident(MemoryStore):
    @override
    def state(self, district: str) -> State:
        found = super().state(district)
        if found.cursor is None:
            return found
        return replace(found, read_at=datetime(2100, 1, 1, tzinfo=UTC))


class Application(RightApplication):
    keeps = Confident


MUTANT = Mutant(Application, ("SYN-21",), ("I2",), scenarios=("SC-55",), modes=("events",))
