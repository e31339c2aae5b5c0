"""Whoever is employed twice has one account, and the survey says that she has two (EC-23)."""

from tests.certification.apps.joining import JoiningApplication
from tests.certification.mutants import Mutant


class Application(JoiningApplication):
    """Its accounts are right; what was said of them is not."""


MUTANT = Mutant(Application, ("SYN-22", "SYN-01"), answers={"Q-Y32": "two accounts"})
