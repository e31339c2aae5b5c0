"""The default way to do the same: csv + one ORM entity per row, FastAPI + ORM + response model."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    """The tables of the default way."""


class School(Base):
    __tablename__ = "orm_school"
    id: Mapped[int] = mapped_column(primary_key=True)
    sis_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    number: Mapped[str]
    low_grade: Mapped[str]
    high_grade: Mapped[str]


class Student(Base):
    __tablename__ = "orm_student"
    id: Mapped[int] = mapped_column(primary_key=True)
    sis_id: Mapped[str] = mapped_column(unique=True)
    school_id: Mapped[int] = mapped_column(sa.ForeignKey("orm_school.id"), index=True)
    number: Mapped[str]
    state_id: Mapped[str]
    last_name: Mapped[str]
    first_name: Mapped[str]
    grade: Mapped[str]
    gender: Mapped[str]
    dob: Mapped[str]
    race: Mapped[str]
    hispanic: Mapped[str]
    email: Mapped[str]
    street: Mapped[str]
    city: Mapped[str]
    state: Mapped[str]
    zip: Mapped[str]
    username: Mapped[str]
    school: Mapped[School] = relationship()
    contacts: Mapped[list["Contact"]] = relationship(back_populates="student")


class Contact(Base):
    __tablename__ = "orm_contact"
    id: Mapped[int] = mapped_column(primary_key=True)
    sis_id: Mapped[str]
    student_id: Mapped[int] = mapped_column(sa.ForeignKey("orm_student.id"), index=True)
    relationship_: Mapped[str]
    type: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]
    phone_type: Mapped[str]
    student: Mapped[Student] = relationship(back_populates="contacts")


class Teacher(Base):
    __tablename__ = "orm_teacher"
    id: Mapped[int] = mapped_column(primary_key=True)
    sis_id: Mapped[str] = mapped_column(unique=True)
    school_id: Mapped[int] = mapped_column(sa.ForeignKey("orm_school.id"), index=True)
    email: Mapped[str]
    first_name: Mapped[str]
    last_name: Mapped[str]
    title: Mapped[str]
    username: Mapped[str]
    school: Mapped[School] = relationship()


class Section(Base):
    __tablename__ = "orm_section"
    id: Mapped[int] = mapped_column(primary_key=True)
    sis_id: Mapped[str] = mapped_column(unique=True)
    school_id: Mapped[int] = mapped_column(sa.ForeignKey("orm_school.id"), index=True)
    teacher_id: Mapped[int] = mapped_column(sa.ForeignKey("orm_teacher.id"), index=True)
    number: Mapped[str]
    course_name: Mapped[str]
    course_number: Mapped[str]
    period: Mapped[str]
    subject: Mapped[str]
    term_name: Mapped[str]
    term_start: Mapped[str]
    term_end: Mapped[str]
    school: Mapped[School] = relationship()
    teacher: Mapped[Teacher] = relationship()


class Enrollment(Base):
    __tablename__ = "orm_enrollment"
    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("orm_section.id"), index=True)
    student_id: Mapped[int] = mapped_column(sa.ForeignKey("orm_student.id"), index=True)
    section: Mapped[Section] = relationship()
    student: Mapped[Student] = relationship()


class Token(Base):
    __tablename__ = "orm_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)


def engine_at(home: str, database_url: str) -> sa.Engine:
    """Open the same kind of store, as durable as the hub's."""
    if database_url:
        return sa.create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    engine = sa.create_engine(f"sqlite:///{home}/default.db")

    @sa.event.listens_for(engine, "connect")
    def _durable(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def load(engine: sa.Engine, folder: Path) -> None:
    """Add one entity for each row of each file, and commit at the end."""
    with Session(engine) as session:
        schools, teachers, students, sections = {}, {}, {}, {}
        for row in _rows(folder, "schools.csv"):
            schools[row["School_id"]] = school = School(
                sis_id=row["School_id"],
                name=row["School_name"],
                number=row["School_number"],
                low_grade=row["Low_grade"],
                high_grade=row["High_grade"],
            )
            session.add(school)
        for row in _rows(folder, "teachers.csv"):
            teachers[row["Teacher_id"]] = teacher = Teacher(
                sis_id=row["Teacher_id"],
                school=schools[row["School_id"]],
                email=row["Teacher_email"],
                first_name=row["First_name"],
                last_name=row["Last_name"],
                title=row["Title"],
                username=row["Username"],
            )
            session.add(teacher)
        for row in _rows(folder, "students.csv"):
            students[row["Student_id"]] = student = _student(row, schools[row["School_id"]])
            session.add(student)
            if row["Contact_name"]:
                session.add(_contact(row, student))
        for row in _rows(folder, "sections.csv"):
            sections[row["Section_id"]] = section = _section(
                row, schools[row["School_id"]], teachers[row["Teacher_id"]]
            )
            session.add(section)
        for row in _rows(folder, "enrollments.csv"):
            session.add(
                Enrollment(section=sections[row["Section_id"]], student=students[row["Student_id"]])
            )
        session.commit()


def _student(row: dict[str, str], school: School) -> Student:
    return Student(
        sis_id=row["Student_id"],
        school=school,
        number=row["Student_number"],
        state_id=row["State_id"],
        last_name=row["Last_name"],
        first_name=row["First_name"],
        grade=row["Grade"],
        gender=row["Gender"],
        dob=row["DOB"],
        race=row["Race"],
        hispanic=row["Hispanic_Latino"],
        email=row["Student_email"],
        street=row["Student_street"],
        city=row["Student_city"],
        state=row["Student_state"],
        zip=row["Student_zip"],
        username=row["Username"],
    )


def _contact(row: dict[str, str], student: Student) -> Contact:
    return Contact(
        sis_id=row["Contact_sis_id"],
        student=student,
        relationship_=row["Contact_relationship"],
        type=row["Contact_type"],
        name=row["Contact_name"],
        phone=row["Contact_phone"],
        phone_type=row["Contact_phone_type"],
    )


def _section(row: dict[str, str], school: School, teacher: Teacher) -> Section:
    return Section(
        sis_id=row["Section_id"],
        school=school,
        teacher=teacher,
        number=row["Section_number"],
        course_name=row["Course_name"],
        course_number=row["Course_number"],
        period=row["Period"],
        subject=row["Subject"],
        term_name=row["Term_name"],
        term_start=row["Term_start"],
        term_end=row["Term_end"],
    )
