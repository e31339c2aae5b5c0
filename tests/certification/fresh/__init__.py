"""Defective and hostile applications by somebody who did not write the checks (issue 6).

None of these defects is in the list of certification.md 6.7. As there, each is a right application
with one code path replaced; nothing that it answers names the defect.
"""

from tests.certification.apps.right import RightApplication
from tests.certification.fresh import following, keeping, losing, overwriting, reading, updating
from tests.certification.mutants import Mutant

__all__ = ["SYNCS"]


def _made(instead: type) -> type[RightApplication]:
    """All have one name, which is the only thing that the hub is told of them."""
    return type("Application", (instead, RightApplication), {})


SYNCS: dict[str, Mutant] = {
    name: Mutant(
        _made(one.instead),
        one.fails, one.also, one.scenarios, one.modes, name, one.answers,
    )
    for found in (reading, keeping, following, losing, updating, overwriting)
    for name, one in found.DEFECTS.items()
}  # fmt: skip
"""By its name, each application that keeps rosters."""
