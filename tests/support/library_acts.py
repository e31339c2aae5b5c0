"""What others do to installs, for tests of the Library."""

from homeroom.oauth.authority import settling
from tests.support.library import School, hidden


def settle(school: School) -> None:
    settling.settle_district(school.hub.parts, school.district.number)


def change(school: School, verb: settling.Verb) -> None:
    parts = school.hub.parts
    settling.change(parts, settling.act_of(parts, school.district.number, "admin"), verb)


def remove(school: School, name: str, client_id: str) -> None:
    browser = school.browser(name)
    path = f"/library/{client_id}/remove"
    page = browser.get(path)
    for _ in range(2):  # pressed twice is removed once
        answer = browser.post(path, {"csrf": hidden(page)["csrf"]})
        assert (303, f"/library?removed={client_id}") == (
            answer.status,
            answer.headers["location"],
        )
