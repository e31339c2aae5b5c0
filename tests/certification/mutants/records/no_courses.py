"""Courses are not kept, though the survey says that they are."""

from homeroom_kit.stores import MemoryStore
from homeroom_kit.stores.memory import EVERYTHING
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Less(MemoryStore):
    def __init__(self) -> None:
        super().__init__({kind: kept for kind, kept in EVERYTHING.items() if kind != "courses"})


class Application(RightApplication):
    record_types = ("school", "term", "section", "contact")
    keeps = Less


MUTANT = Mutant(Application, ("SYN-11",))
