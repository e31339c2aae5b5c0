"""A school whose teachers use the Library; every surname, e-mail and number in it is planted."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from homeroom.foundation.database import Session
from homeroom.roster.models import district_setting, document, membership
from homeroom.sharing.library import actions, queries
from homeroom.sharing.library.actions import Act
from homeroom.sharing.library.personal import Bearer
from homeroom.sharing.library.queries import App, Login
from homeroom.sharing.library.rules import Verdict, decide
from tests.support.district_rows import DISTRICT, DistrictRows, a_district

NOW = 1_760_000_000_000
APP = "reader"
READER = App(APP, frozenset({"student", "teacher"}), library_live=True)


@dataclass
class Campus:
    """Ann and Bob teach a section together, Cy one alone; Zoe has none."""

    rows: DistrictRows

    def __post_init__(self) -> None:
        r = self.rows
        self.school = r.school("Elm")
        self.ann, self.bob = self._teacher("Annton"), self._teacher("Bobstone")
        self.cy, self.zoe = self._teacher("Cyfield"), self._teacher("Zoebrook")
        self.pia, self.quin = self._student("Piahidden"), self._student("Quinhidden")
        self.ron = self._student("Ronhidden")
        self.head = r.staff(self.school)
        self.course, self.term = r.course(), r.term()
        self.shared = self._section([self.ann, self.bob], [self.pia, self.quin])
        self.alone = self._section([self.cy], [self.quin, self.ron])

    def _named(self, rid: int, last: str) -> int:
        body = self.rows.rows[rid].body
        body["name"] = {"first": f"First{last[:3]}", "middle": f"M{last}", "last": last}
        body["email"] = f"{last.lower()}@school.example"
        return rid

    def _teacher(self, last: str) -> int:
        return self._named(self.rows.teacher(self.school, teacher_number="secret-number"), last)

    def _student(self, last: str) -> int:
        more: dict[str, Any] = {"student_number": "secret-number", "state_id": "secret-state"}
        return self._named(self.rows.student(self.school, **more), last)

    def _section(self, teachers: list[int], students: list[int]) -> int:
        more = {"section_number": "2", "grade": "4", "period": "secret-period"}
        return self.rows.section(self.school, teachers, students, self.course, self.term, **more)

    def id(self, rid: int) -> str:
        return self.rows.id(rid)

    def leaves(self, student: int, section: int) -> None:
        """The student is not in the section any more."""
        self.rows.neighbours["sections", section, "students"].remove(student)
        self.rows.neighbours["users", student, "sections"].remove(section)

    def gone(self, rid: int) -> Any:
        """The person's document is not there any more; give back what `back` needs."""
        return self.rows.rows.pop(rid)

    def rewrite(self, session: Session) -> None:
        """Put the rows as they are now in the place of what is stored."""
        for table in (document, membership, district_setting):
            session.run(sa.delete(table))
        self.rows.write(session)


def a_campus(session: Session) -> Campus:
    made = Campus(a_district())
    made.rows.write(session)
    return made


def act(after: int = 0, by: str = "someone") -> Act:
    return Act(NOW + after, DISTRICT, by)


def installed(session: Session, teacher: int, application: str = APP, after: int = 0) -> str:
    return actions.install(session, act(after), application, teacher, "1")


def state_of(session: Session, connection: str) -> tuple[str, str]:
    found = next(
        one for one in queries.installs_of(session, DISTRICT) if one.connection == connection
    )
    return found.stored.state, found.stored.cause


def entering(session: Session, person: int, role: str, app: App = READER) -> Verdict:
    return decide(queries.login_facts(session, Login(DISTRICT, person, role), app))


def bearer(person: int, role: str, connection: str) -> Bearer:
    return Bearer(DISTRICT, person, role, APP, connection, "teacher")
