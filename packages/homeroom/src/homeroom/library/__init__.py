"""The Library as a teacher sees it: what there is, what she added, what she may add (sso.md 8).

Words: a *listing* is how an application shows itself; a *shelf* is all listings with where each
stands for one teacher; *adding* is an install, which the consent page of `oauth.authority` makes;
*removing* ends it; a *tip* is what a teacher recommends to her colleagues. What the district
provides or forbids is said here and decided in `sharing`.

Door: `FEATURE`: the pages, and the worker that settles installs after whatever they depend on.
"""

from homeroom.library.pages import ROUTES
from homeroom.library.settling import work
from homeroom.web.features import Feature

FEATURE = Feature("library", routes=ROUTES, work=work)

__all__ = ["FEATURE"]
