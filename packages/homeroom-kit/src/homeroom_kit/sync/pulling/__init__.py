"""Reading a hub to the end, into a file, before anything is done with what was read.

`full` reads every list, `incremental` the feed of events; both bring a `Pulled`, so that what
comes after is the same for both and ends in the same rows.
"""

from homeroom_kit.sync.pulling.pulled import Accepting, OfKind, Pulled
from homeroom_kit.sync.pulling.spool import BATCH, Spool, uncollected

__all__ = ["BATCH", "Accepting", "OfKind", "Pulled", "Spool", "uncollected"]
