"""The sandbox: invented districts to build and test against, and what moves them.

Words: a *preset* is a kind of district (small, middle, library, benchmark); a *school day* is one
later set of files of the same district; what was *kept* is the sandbox's own secrets, which
`homeroom sandbox env` prints again.  The door to the files is `homeroom.sandbox.generator`;
they enter the hub through the real intake, never past it.

Door: `building.build` (makes what is missing), `kept.read_kept`, `resetting.reset`,
`people.introduced`, and `demo`, an application that stands for those outside. Moving the
clock, faults and the admin API are not here yet.
"""

from homeroom.sandbox import building
from homeroom.sandbox.generator import small_files
from homeroom.web.features import Feature

FEATURE = Feature(
    "sandbox", prepare=building.prepare, sandbox_only=True, inventors={"small": small_files}
)

__all__ = ["FEATURE"]
