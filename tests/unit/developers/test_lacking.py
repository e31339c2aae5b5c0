"""How many records of a district lack what an application asks for, as its developer sees it."""

import re

from homeroom.foundation.ids import wire_id
from homeroom.sharing import actions as sharing
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.district_rows import DISTRICT
from tests.unit.developers.workshop import WREN, Workshop, declare, make


def test_a_developer_sees_how_many_records_lack_a_field_and_of_whom_nothing(
    workshop: Workshop,
) -> None:
    desk = workshop.developer()
    made = make(desk)
    with workshop.hub.parts.store.roster.writing() as session:
        link = sharing.connect(
            session, 0, DISTRICT, made.id, "secure_sync", Share("district"), FieldAccess(),
            events=False,
        )  # fmt: skip
    path = f"{made.path}/districts/{link}/lacking"
    assert "nothing is looked at" in desk.shown(path)
    needed = {"need": "required", "reason": "To draw a timetable."}
    asked = {"sections.period": needed, "users.email": needed, "schools.name": needed}
    declare(workshop, made, fields=asked)
    page = desk.shown(path)

    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows]
    assert [["Sections", "sections.period", "2", "Required"]] == cells
    people = [wire_id(rid, DISTRICT) for rid in workshop.town.people.values()]
    assert [] == [one for one in ("@example.org", *people) if one in page]
    assert 404 == workshop.developer(WREN).get(path).status
