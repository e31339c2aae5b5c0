"""The sandbox: invented districts to build and test against, and what moves them.

Words: a *preset* is a kind of district (small, middle, library, benchmark); a *school day* is one
later set of files of the same district; what was *kept* is the sandbox's own secrets, which
`homeroom sandbox env` prints again.  The door to the files is `homeroom.sandbox.generator`;
they enter the hub through the real intake, never past it.

Door: `building.build` (makes what is missing), `kept.read_kept`, `resetting.reset`,
`people.introduced`, `demo`, an application that stands for those outside, and `admin`, the powers
over HTTP: districts that are played, faults, clocks, the wire log. `year` plays one from August
to June.
"""

from homeroom.foundation.inventing import Inventor
from homeroom.sandbox import admin, building, year
from homeroom.sandbox.generator import small_files
from homeroom.sandbox.lantern.offering import LANTERNS
from homeroom.web.features import Feature

FEATURE = Feature(
    "sandbox",
    routes=admin.ROUTES,
    commands=year.commands,
    prepare=building.prepare,
    finish=admin.finish,
    sandbox_only=True,
    inventors={"small": Inventor(small_files), **LANTERNS},
    around=admin.around,
)

__all__ = ["FEATURE"]
