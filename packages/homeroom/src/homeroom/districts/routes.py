"""Every path of a district's pages."""

from typing import Final

from homeroom.districts import home, troubleshooting
from homeroom.districts.applications import pages as applications
from homeroom.districts.classes import pages as classes
from homeroom.districts.disclosures import pages as disclosures
from homeroom.districts.doors import pages as doors
from homeroom.districts.ids import pages as ids
from homeroom.districts.leaving import pages as leaving
from homeroom.districts.library import pages as library
from homeroom.districts.logs import pages as logs
from homeroom.districts.people import pages as people
from homeroom.districts.quality import pages as quality
from homeroom.districts.records import browsing, sent, showing
from homeroom.districts.reports import pages as reports
from homeroom.districts.runs import pages as runs
from homeroom.districts.settings import pages as settings
from homeroom.districts.sharing import pages as sharing
from homeroom.districts.sign_in import pages as sign_in
from homeroom.districts.tasks import pages as tasks
from homeroom.districts.team import pages as team
from homeroom.districts.uploading import mapping, sending
from homeroom.web.routes import Route

ROUTES: Final[tuple[Route, ...]] = (
    *home.ROUTES,
    *tasks.ROUTES,
    *runs.ROUTES,
    *sending.ROUTES,
    *mapping.ROUTES,
    *settings.ROUTES,
    *browsing.ROUTES,
    *showing.ROUTES,
    *sent.ROUTES,
    *quality.ROUTES,
    *classes.ROUTES,
    *ids.ROUTES,
    *people.ROUTES,
    *troubleshooting.ROUTES,
    *sharing.ROUTES,
    *applications.ROUTES,
    *library.ROUTES,
    *sign_in.ROUTES,
    *team.ROUTES,
    *leaving.ROUTES,
    *doors.ROUTES,
    *logs.ROUTES,
    *disclosures.ROUTES,
    *reports.ROUTES,
)
