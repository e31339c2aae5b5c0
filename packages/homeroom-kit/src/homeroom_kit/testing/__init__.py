"""For the tests of applications, and of stores that others write.

`store_checks` is what any store must pass; `payloads` are records written by hand from the
documentation; `ManualClock` is a clock that nobody waits for; `running_hub` starts a hub in a
process of its own.
"""

from homeroom_kit.testing.clocks import ManualClock
from homeroom_kit.testing.hubs import RunningHub, running_hub
from homeroom_kit.testing.showing_checks import check_shown
from homeroom_kit.testing.store_checks import CHECKS, check_store

__all__ = ["CHECKS", "ManualClock", "RunningHub", "check_shown", "check_store", "running_hub"]
