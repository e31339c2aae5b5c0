"""The Data and Events API, v3.0 and v3.1, as Clever's clients know it (data-api.md).

Words: a *path* is one row of the table in `paths`; a *page* is a stretch of a list; a *cursor*
is the id that a page starts after or ends before. One handler serves every row of the table and
asks `sharing.views` what the caller may see; nothing is filtered here. Records leave as the wire
text that they are stored in: a page is spliced from it, never rendered again.

Door: `routes.routes` (the API), `pages.routes` (the explorer and the page on fields).
"""

from homeroom.data_api import pages, routes
from homeroom.web.features import Feature

FEATURE = Feature("data_api", routes=(*routes.routes, *pages.routes))

__all__ = ["FEATURE"]
