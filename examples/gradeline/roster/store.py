"""Which field of the hub's records lies in which column of ours."""

from functools import cache
from typing import Final

from gradeline.models import Course, District, Kin, Membership, Person, School, Section, Term
from homeroom_kit import Guard, Holds, Match, Policy
from homeroom_kit.stores.django import DjangoStore, Mapped, TieModel

__all__ = ["POLICY", "store"]

_MAPPED: Final = {
    "districts": Mapped(District, {"name": "name"}, district="district"),
    "schools": Mapped(
        School,
        {"name": "name", "sis_id": "sis_id", "school_number": "number", "low_grade": "low_grade",
         "high_grade": "high_grade"},
        district="district",
    ),
    "terms": Mapped(
        Term, {"name": "name", "start_date": "start", "end_date": "end"}, district="district"
    ),
    "courses": Mapped(Course, {"name": "name", "number": "number"}, district="district"),
    "users": Mapped(
        Person,
        {"name.first": "first", "name.middle": "middle", "name.last": "last", "email": "email",
         "roles": "roles", "school": "school", "schools": "schools",
         "roles.student.grade": "grade", "roles.contact.phone": "phone"},
        district="district",
        sis_ids={"student": "student_sis", "teacher": "teacher_sis", "staff": "staff_sis"},
        references={"school": "schools"},
        ties={"contacts": TieModel(Kin, "contact", "student", "how")},
    ),
    "sections": Mapped(
        Section,
        {"name": "name", "sis_id": "sis_id", "subject": "subject", "grade": "grade",
         "period": "period", "school": "school", "course": "course", "term_id": "term"},
        district="district",
        sis_ids={"section": "sis_id"},
        references={"school": "schools", "course": "courses", "term_id": "terms"},
        ties={
            "students": TieModel(
                Membership, "section", "person", fixed={"role": "student"}
            ),
            "teachers": TieModel(Membership, "section", "person", "how", {"role": "teacher"}),
        },
    ),
}  # fmt: skip

POLICY: Final = Policy(
    # A district's own id links an account from earlier. Whoever else may be one is listed in the
    # run for a person to look at, and has an account of her own meanwhile.
    match=Match(undecided="create"),
    # What people edit here they hold expressly (`editing`), so anything else that differs from the
    # hub is put right.
    holds=Holds(fields={}, memberships="overwrite", absent="clear"),
    guard=Guard(),
)
"""How every district is synced."""


@cache
def store() -> DjangoStore:
    """Our tables, as a sync sees them."""
    return DjangoStore(_MAPPED)
