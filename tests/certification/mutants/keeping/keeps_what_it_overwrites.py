"""Who was added to a class by hand, or taken out, stays so, though the survey says otherwise."""

from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    """Nothing of it is wrong but what it says of itself."""


MUTANT = Mutant(
    Application,
    ("SYN-25",),
    scenarios=("SC-61", "SC-62"),
    answers={"Q-Y18e": "overwritten"},
)
