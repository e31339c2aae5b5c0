"""Named moments at which a process may be killed, so that crashes can be rehearsed.

Every step of a sync calls `checkpoint(name)` with a name of `CHECKPOINTS`. In production that is
a set look-up. A test starts a process with HOMEROOM_KILL_AT=name: the process kills itself there
with SIGKILL, as a power cut would, and the test then looks at what is left (house.md 9).
"""

import os
import signal

CHECKPOINTS = (
    "intake.stored",
    "intake.received",
    "intake.claimed",
    "intake.fenced",
    "intake.read",
    "intake.normalised",
    "intake.validated",
    "intake.derived",
    "intake.identified",
    "intake.rendered",
    "intake.compared",
    "intake.decided",
    "apply.begun",
    "apply.ids",
    "apply.documents",
    "apply.memberships",
    "apply.views",
    "apply.events",
    "apply.before_commit",
    "apply.committed",
    "intake.reported",
    "intake.finished",
)
"""Every checkpoint there is, in the order in which a sync passes them."""

_KNOWN = frozenset(CHECKPOINTS)


def checkpoint(name: str) -> None:
    """Pass the named moment; a rehearsed crash happens here if it was asked for."""
    if name not in _KNOWN:
        message = f"{name} is not in CHECKPOINTS"
        raise LookupError(message)
    if os.environ.get("HOMEROOM_KILL_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
