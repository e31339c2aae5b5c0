"""What the pages of a district teach that has nothing yet."""

from homeroom.accounts.people import Person
from homeroom.accounts.queries import KeptSession
from homeroom.accounts.sessions import Visit
from homeroom.districts import home
from homeroom.districts.guard import Admin
from homeroom.districts.library import pages as library
from homeroom.districts.people import pages as people
from homeroom.districts.quality import pages as quality
from homeroom.districts.records import browsing
from homeroom.districts.runs import pages as runs
from homeroom.hub import Hub
from homeroom.intake.runs import founding
from homeroom.intake.runs.desk import Desk
from homeroom.web.request import Request


def test_pages_of_an_empty_district_name_the_next_step(hub: Hub) -> None:
    district = founding.found(Desk.of(hub.parts), "Empty Valley")
    person = Person(district.number, 1, ("district_admin",), "Cho", "Vale")
    kept = KeptSession(
        district.number, "h", 1, "district_admin", "", "password", "c", False, "", 0, 0, 0
    )
    admin = Admin(Visit(person, kept), district)
    shows = {
        home.show_home: "Upload the first files",
        runs.show_runs: "Upload the first files",
        people.show_people: "Upload the first files",
        library.show_library: "Nothing was added yet",
        browsing.show_records: "The students of your roster will be here",
        quality.show_quality: "It is known once a sync was applied",
    }

    for handler, taught in shows.items():
        scope = {"type": "http", "method": "GET", "headers": [], "query_string": b""}
        page = handler(Request(scope, hub.parts, "/district", "/district"), admin)
        assert 200 == page.status
        assert taught in page.body.decode(), handler
