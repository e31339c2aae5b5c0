"""Every path of a district's pages."""

from typing import Final

from homeroom.districts import home, troubleshooting, uploading
from homeroom.districts.library import pages as library
from homeroom.districts.people import pages as people
from homeroom.districts.runs import pages as runs
from homeroom.districts.sign_in import pages as sign_in
from homeroom.web.routes import Route

ROUTES: Final[tuple[Route, ...]] = (
    *home.ROUTES,
    *runs.ROUTES,
    *uploading.ROUTES,
    *people.ROUTES,
    *troubleshooting.ROUTES,
    *library.ROUTES,
    *sign_in.ROUTES,
)
