"""A small district of which every record has a name, and how tests connect to it and read it."""

import json
from dataclasses import dataclass
from typing import Any

from homeroom.foundation.database import Session
from homeroom.foundation.ids import parse_id
from homeroom.sharing import actions, views
from homeroom.sharing.relations import RELATIONS
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.views import Ask, View
from homeroom_wire.values import Version
from tests.support.district_rows import DISTRICT, DistrictRows, a_district

SCOPES = frozenset({"read:student_contacts", "read:resources"})
EVERYONE = Share("district", staff=True, administrators=True)
FULL = FieldAccess(scopes=SCOPES)
NOW = 1_760_000_000_000


@dataclass
class Small:
    """Two schools with a section each, a third that only a double-enrolled pupil knows."""

    rows: DistrictRows

    def __post_init__(self) -> None:
        r = self.rows
        self.elm, self.oak, self.ash = r.school("Elm"), r.school("Oak"), r.school("Ash")
        self.course, self.other_course = r.course(), r.course("Biology", "B1")
        self.term, self.other_term = r.term(), r.term("S2")
        self.ann, self.ben = r.student(self.elm), r.student(self.elm, self.ash)
        self.cat, self.dan = r.student(self.oak), r.student(self.oak)
        self.lee = r.teacher(self.elm)
        self.kim = r.teacher(self.oak, staff_at=[self.elm])
        self.may = r.staff(self.elm)
        self.zed = r.staff(self.oak)
        self.chief = r.administrator()
        self.parent = r.contact(self.ann, self.cat)
        self.bens = r.contact(self.ben)
        self.cats = r.contact(self.cat)
        # Cat of Oak is enrolled in a section of Elm as well; Kim of Oak helps there.
        self.maths = r.section(
            self.elm, [self.lee, self.kim], [self.ann, self.ben, self.cat], self.course, self.term
        )
        self.science = r.section(
            self.oak, [self.kim], [self.cat, self.dan], self.other_course, self.other_term
        )
        self.primer = r.resource()
        self.manual = r.resource("Manual", ["teacher"])
        self.foreign = r.resource("Not ours")


def a_small_district(session: Session) -> Small:
    """Write the district, with resources of `app` and one of another application."""
    made = Small(a_district())
    made.rows.write(session)
    for resource in (made.primer, made.manual):
        actions.link_resource(session, DISTRICT, "app", resource, [made.course])
    actions.link_resource(session, DISTRICT, "other", made.foreign, [made.course])
    return made


def connected(
    session: Session,
    share: Share = EVERYONE,
    access: FieldAccess = FULL,
    *,
    application: str = "app",
    version: Version = "v3.1",
) -> View:
    """Connect an application and return what it sees."""
    name = actions.connect(
        session, NOW, DISTRICT, application, access.tier, share, access, events=True
    )
    return views.view_of(session, DISTRICT, name, version)


def listed(session: Session, view: View, kind: str, **more: Any) -> list[int]:
    """The record numbers of a page."""
    found = views.page(session, view, Ask(kind, **more))
    return [rid_in(body) for body in found.bodies]


def under(
    session: Session, view: View, above: tuple[str, int], name: str, **more: Any
) -> list[int]:
    """The record numbers below a record; the count must say the same."""
    ask = Ask(RELATIONS[above[0], name].target, relation=(*above, name), **more)
    found = views.page(session, view, ask)
    assert views.count(session, view, ask) == len(found.bodies)
    return [rid_in(body) for body in found.bodies]


def rid_in(body: str | bytes) -> int:
    """The record number of a document."""
    parsed = parse_id(json.loads(body)["id"])
    assert parsed is not None
    return parsed[0]
