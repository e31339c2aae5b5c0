"""Whoever is employed twice has two accounts, and the survey says that she has one (EC-23)."""

from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    """Its accounts are right; what was said of them is not."""


MUTANT = Mutant(Application, ("SYN-22",), answers={"Q-Y32": "one account"})
