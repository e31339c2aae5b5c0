"""A small invented district at the other hub; its records are written by hand from the docs."""

from typing import Any

from tests.kit.otherhub.server import OtherHub, Record

STAMP = "2026-08-01T06:00:00.000Z"


class Town(OtherHub):
    """One district with what happens in it; everything has a name by which tests find it."""

    def settle(self) -> "Town":
        """Two schools and classes, a term, a course, three at work, four pupils, a parent."""
        self.district = self.put(
            "districts",
            {"id": "5f0000000000000000000001", "name": "Other Town", "state": "running"},
        )
        self.elm = self.school("Elm", "E1")
        self.oak = self.school("Oak", "O1")
        self.fall = self.put(
            "terms", {"name": "Fall", "district": self.district, "start_date": "2026-08-17"}
        )
        self.maths = self.put(
            "courses", {"name": "Maths", "number": "M1", "district": self.district}
        )
        self.lee = self.teacher("Lee", "T1", self.elm)
        self.kim = self.teacher("Kim", "T2", self.elm, self.oak)
        self.may = self.user(
            "May", {"staff": {"staff_id": "S1", "schools": [self.elm]}, "district_admin": {}}
        )
        self.ann, self.ben = self.pupil("Ann", "P1", self.elm), self.pupil("Ben", "P2", self.elm)
        self.cat = self.pupil("Cat", "P3", self.elm, self.oak)
        self.dan = self.pupil("Dan", "P4", self.oak, email="")
        self.parent = self.contact("Pat Ash", "C1", self.ann, self.cat)
        self.algebra = self.section(
            "Algebra", "X1", self.elm, [self.lee, self.kim], [self.ann, self.ben, self.cat]
        )
        self.art = self.section("Art", "X2", self.oak, [self.kim], [self.cat, self.dan])
        return self

    def school(self, name: str, sis_id: str) -> str:
        return self.put(
            "schools",
            {"name": name, "sis_id": sis_id, "school_number": sis_id, "district": self.district,
             "created": STAMP, "last_modified": STAMP},
        )  # fmt: skip

    def user(self, first: str, roles: Record, **fields: Any) -> str:
        made = {"name": {"first": first, "last": "Example"}, "roles": roles,
                "district": self.district, "created": STAMP, "last_modified": STAMP,
                "email": f"{first.lower()}@town.example"} | fields  # fmt: skip
        if made["email"] == "":
            del made["email"]
        return self.put("users", made)

    def teacher(self, first: str, sis_id: str, *schools: str) -> str:
        return self.user(
            first, {"teacher": {"sis_id": sis_id, "school": schools[0], "schools": [*schools]}}
        )

    def pupil(self, first: str, sis_id: str, *schools: str, **fields: Any) -> str:
        role = {"sis_id": sis_id, "school": schools[0], "schools": [*schools], "grade": "7",
                "enrollments": [{"school": schools[0], "start_date": "2026-08-17"}]}  # fmt: skip
        return self.user(first, {"student": role}, **fields)

    def contact(self, name: str, sis_id: str, *students: str) -> str:
        links = [{"student": one, "relationship": "Parent", "type": "Primary"} for one in students]
        role = {"sis_id": sis_id, "phone": "555-0100", "student_relationships": links}
        return self.put(
            "users",
            {"name": {"last": name}, "roles": {"contact": role}, "district": self.district,
             "created": STAMP, "last_modified": STAMP},
        )  # fmt: skip

    def section(
        self, name: str, sis_id: str, school: str, teachers: list[str], students: list[str]
    ) -> str:
        return self.put(
            "sections",
            {"name": name, "sis_id": sis_id, "school": school, "district": self.district,
             "subject": "math", "teacher": teachers[0], "teachers": teachers,
             "students": sorted(students), "term_id": self.fall, "course": self.maths,
             "created": STAMP, "last_modified": STAMP},
        )  # fmt: skip

    def enroll(self, section: str, *students: str) -> None:
        named = self.records["sections"][section]["students"]
        self.change("sections", section, students=sorted({*named, *students}))

    def leave(self, section: str, *students: str) -> None:
        named = self.records["sections"][section]["students"]
        self.change("sections", section, students=[one for one in named if one not in students])
