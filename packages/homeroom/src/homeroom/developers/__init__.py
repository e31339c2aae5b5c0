"""The developers' dashboard: applications, their keys and addresses, what they ask for, and why.

Words: a *developer* is one of the hub's own staff with that duty (`accounts`, district 0); an
application is *hers* if she is among its owners, and for everybody else it does not exist; a
*step* is one thing between an application and being live; the *picker* says which integration
type fits, by four questions.

Applications, secrets and declarations are `oauth`'s, connections `sharing`'s; nothing is kept
here. Door: `FEATURE`.
"""

from homeroom.developers.commands import commands
from homeroom.developers.routes import ROUTES
from homeroom.events.webhooks.rounds import work
from homeroom.web.features import Feature

FEATURE = Feature("developers", routes=ROUTES, commands=commands, work=work)

__all__ = ["FEATURE"]
