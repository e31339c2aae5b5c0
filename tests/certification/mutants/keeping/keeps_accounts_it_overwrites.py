"""Accounts that were made by hand stay, though the survey says that a sync puts them away."""

from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    """Nothing of it is wrong but what it says of itself."""


MUTANT = Mutant(
    Application,
    ("SYN-25",),
    scenarios=("SC-64",),
    answers={"Q-Y18b": "overwritten"},
)
