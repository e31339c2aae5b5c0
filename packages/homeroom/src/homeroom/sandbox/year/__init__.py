"""A school year played in a running sandbox, from August to June, while others look on.

Words: the *plan* says on which day what happens; a *week* of the district takes a moment of ours.
Everything is done through the sandbox's admin API, so whoever reads the Data API or the events of
the district meanwhile sees what an application sees in a year.

Door: `commands` (`homeroom year run`).
"""

from homeroom.sandbox.year.commands import commands

__all__ = ["commands"]
