"""Staff are kept as staff, though the survey says that they become teachers (Q-Y31)."""

from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    """Its roles are the hub's; what was said of them is not."""


MUTANT = Mutant(Application, ("SYN-22",), answers={"Q-Y31-more": "staff = teacher"})
