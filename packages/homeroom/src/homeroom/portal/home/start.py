"""What can I open? The first page of students, teachers and staff."""

from homeroom.accounts.sessions import Visit
from homeroom.portal import finding
from homeroom.portal.home.icons import icons_of
from homeroom.portal.home.messages import messages_of
from homeroom.portal.home.showing import home_page
from homeroom.web.answers import Answer
from homeroom.web.request import Request


def show(request: Request, visit: Visit) -> Answer:
    """Show her icons; the hub's own staff have none."""
    parts = request.parts
    district = finding.of_number(parts, visit.person.district)
    icons = icons_of(parts, visit, district) if district else []
    messages = messages_of(parts, visit) if district else []
    return home_page(parts, "start.html", visit, district=district, icons=icons, messages=messages)
