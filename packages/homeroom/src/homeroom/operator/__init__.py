"""The operator's door: is the hub alive, is it ready, what has it counted; and her pages.

Words: *alive* means that requests are served and the sandbox is complete (`/health`), *ready*
that nothing at all is waited for (`/ready`). The *operator* is one of the hub's own staff with
that duty (`accounts`, district 0): she sees districts, applications, jobs, storage, keys and
retention (decisions.md R34), turns an application off and on, and rotates keys.

She has no way to any student's data, on no page and by no command. Its door is `FEATURE`. Whoever
holds the machine copies all of it, puts it back and looks whether it is well: `backups`, `checkup`.
"""

from homeroom.operator.commands import commands
from homeroom.operator.routes import ROUTES
from homeroom.web import Feature

__all__ = ["FEATURE"]

FEATURE = Feature(name="operator", routes=ROUTES, commands=commands)
