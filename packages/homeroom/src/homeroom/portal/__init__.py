"""What people see of the hub itself: signing in, and the page with their applications.

Words: the *entry* is what the login page is told or was typed into it; a *place* is a district
that can be found there by name; what is still missing after a sign-in (a second factor, a role)
is a *step*; an *icon* is an application that this person can open now; *home* is `/portal`, for a
district's administrator `/district`.

Nothing is decided here: who may sign in is for `accounts`, who may open what is for
`oauth.authority`, which answers for an icon as it will answer for the launch itself.

Door: `FEATURE`, and `rules` with the paths of the homes.
"""

from homeroom.portal import work
from homeroom.portal.routes import ROUTES
from homeroom.web.features import Feature

FEATURE = Feature("portal", routes=ROUTES, work=work.tidy_now_and_then, finish=work.close)

__all__ = ["FEATURE"]
