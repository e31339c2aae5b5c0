"""The tables of an application that was there before its hub: keys, names and habits of its own."""

import sqlalchemy as sa

from homeroom_kit.stores.sqlalchemy import Mapped, SQLAlchemyStore, TieTable

metadata = sa.MetaData()

customer = sa.Table(
    "customer", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(200)),
    sa.Column("archived", sa.Boolean, nullable=False),
)  # fmt: skip
site = sa.Table(
    "site", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer", sa.String(24)),
    sa.Column("title", sa.String(200)),
    sa.Column("nces", sa.String(20)),
    sa.Column("number", sa.String(20)),
    sa.Column("archived", sa.Boolean, nullable=False),
)  # fmt: skip
term = sa.Table(
    "term", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(200)),
    sa.Column("archived", sa.Boolean, nullable=False),
)  # fmt: skip
person = sa.Table(
    "person", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer", sa.String(24)),
    sa.Column("given", sa.String(40), nullable=False),
    sa.Column("family", sa.String(40), nullable=False),
    sa.Column("mail", sa.String(200)),
    sa.Column("does", sa.JSON),
    sa.Column("grade", sa.String(20)),
    sa.Column("site_id", sa.ForeignKey("site.id")),
    sa.Column("student_no", sa.String(40)),
    sa.Column("teacher_no", sa.String(40)),
    sa.Column("points", sa.Integer, nullable=False, server_default="0"),
    sa.Column("archived", sa.Boolean, nullable=False),
)  # fmt: skip
course = sa.Table(
    "class", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(40), nullable=False),
    sa.Column("site_id", sa.ForeignKey("site.id")),
    sa.Column("term_id", sa.ForeignKey("term.id")),
    sa.Column("archived", sa.Boolean, nullable=False),
)  # fmt: skip
member = sa.Table(
    "member", metadata,
    sa.Column("class_id", sa.ForeignKey("class.id"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("is_teacher", sa.Boolean, primary_key=True),
    sa.Column("how", sa.String(20)),
)  # fmt: skip
parent = sa.Table(
    "parent", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("parent_id", sa.ForeignKey("person.id"), nullable=False),
    sa.Column("child_id", sa.ForeignKey("person.id"), nullable=False),
    sa.Column("how", sa.String(80)),
)  # fmt: skip

MAPPED = {
    "districts": Mapped(customer, {"name": "title"}),
    "schools": Mapped(
        site, {"name": "title", "nces_id": "nces", "school_number": "number"}, district="customer"
    ),
    "terms": Mapped(term, {"name": "title"}),
    "users": Mapped(
        person,
        {"name.first": "given", "name.last": "family", "email": "mail", "roles": "does",
         "roles.student.grade": "grade", "school": "site_id"},
        district="customer",
        sis_ids={"student": "student_no", "teacher": "teacher_no"},
        references={"school": "schools"},
        ties={"contacts": TieTable(parent, "parent_id", "child_id", "how")},
    ),
    "sections": Mapped(
        course,
        {"name": "title", "school": "site_id", "term_id": "term_id"},
        references={"school": "schools", "term_id": "terms"},
        ties={
            "students": TieTable(member, "class_id", "person_id", fixed={"is_teacher": False}),
            "teachers": TieTable(member, "class_id", "person_id", "how", {"is_teacher": True}),
        },
    ),
}  # fmt: skip


def a_store(engine: sa.Engine) -> SQLAlchemyStore:
    """The application's tables, empty, and the store on them."""
    metadata.create_all(engine)
    store = SQLAlchemyStore(engine, MAPPED)
    store.create_tables()
    return store
