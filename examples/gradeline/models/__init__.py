"""The tables: what a district sends, what people make here, and how far each sync is.

Every row keeps its own key, whatever becomes of it at the hub; nothing is ever deleted, only
archived. Which row is which record of the hub, the kit's store remembers in tables of its own.
"""

from gradeline.models.making import Group, Mark
from gradeline.models.people import Kin, Membership, Person
from gradeline.models.places import Course, District, School, Section, Term
from gradeline.models.running import Connection, Run, Setting

__all__ = [
    "Connection",
    "Course",
    "District",
    "Group",
    "Kin",
    "Mark",
    "Membership",
    "Person",
    "Run",
    "School",
    "Section",
    "Setting",
    "Term",
]
