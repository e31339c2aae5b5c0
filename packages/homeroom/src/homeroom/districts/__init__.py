"""A district's own pages: what came in, who is there, how they sign in, what teachers may add.

Words: a *place* is one word of the navigation; an *admin* is a person whose active role is
district_admin, at work in her own district; a record *would be lost* when a held run is applied.

Nothing is decided here: runs are the intake's, accounts are `accounts`', the Library is
`sharing.library`'s. Door: `FEATURE`.
"""

from homeroom.districts.joining.pages import ROUTES as JOINING
from homeroom.districts.leaving.certificate import ROUTES as CERTIFICATE
from homeroom.districts.routes import ROUTES
from homeroom.web.features import Feature

FEATURE = Feature("districts", routes=(*JOINING, *CERTIFICATE, *ROUTES))

__all__ = ["FEATURE"]
