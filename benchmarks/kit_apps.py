"""An application that takes users in: with the kit, and in the default way, into the same table."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx2
import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from benchmarks import orm
from homeroom_kit import Hub, sync
from homeroom_kit.stores import sqlalchemy as kit


class _Base(DeclarativeBase):
    """The application's tables."""


class Person(_Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    clever_id: Mapped[str | None] = mapped_column(sa.String(24), unique=True)
    district: Mapped[str | None] = mapped_column(sa.String(24))
    given: Mapped[str | None]
    family: Mapped[str | None]
    mail: Mapped[str | None] = mapped_column(index=True)
    grade: Mapped[str | None]
    student_number: Mapped[str | None] = mapped_column(index=True)
    teacher_number: Mapped[str | None] = mapped_column(index=True)
    archived: Mapped[bool] = mapped_column(default=False)


_MAPPED: Final = {
    "users": kit.Mapped(
        sa.inspect(Person).local_table,  # type: ignore[arg-type]
        {"name.first": "given", "name.last": "family", "email": "mail",
         "roles.student.grade": "grade"},
        district="district",
        sis_ids={"student": "student_number", "teacher": "teacher_number"},
    )
}  # fmt: skip


class Name(BaseModel):
    first: str | None = None
    middle: str | None = None
    last: str | None = None


class Role(BaseModel):
    sis_id: str | None = None
    school: str | None = None
    schools: list[str] = []
    grade: str | None = None


class Roles(BaseModel):
    student: Role | None = None
    teacher: Role | None = None
    contact: dict[str, Any] | None = None


class User(BaseModel):
    id: str
    district: str
    email: str | None = None
    name: Name
    roles: Roles


class Envelope(BaseModel):
    data: User


class Page(BaseModel):
    data: list[Envelope]
    links: list[dict[str, str]] = []


@contextmanager
def opened(home: str, database_url: str) -> Iterator[sa.Engine]:
    """Give the application's database, as durable as the hub's."""
    Path(home).mkdir(parents=True, exist_ok=True)
    engine = orm.engine_at(home, database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def create(engine: sa.Engine) -> None:
    """Create the empty tables."""
    _Base.metadata.create_all(engine)
    kit.SQLAlchemyStore(engine, _MAPPED).create_tables()


def people_in(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(Person)).scalar() or 0


def by_kit(engine: sa.Engine, port: int, token: str) -> int:
    """Sync as the documentation tells, all settings at their defaults."""
    with Hub(f"http://127.0.0.1:{port}", token) as hub:
        report = sync(hub, kit.SQLAlchemyStore(engine, _MAPPED))
    assert (report.state, report.comparison) == ("done", "agrees"), report
    return report.count("create")


def again_by_kit(engine: sa.Engine, port: int, token: str) -> None:
    with Hub(f"http://127.0.0.1:{port}", token) as hub:
        report = sync(hub, kit.SQLAlchemyStore(engine, _MAPPED))
    assert (report.state, report.written) == ("done", 0), report


def by_row(engine: sa.Engine, port: int, token: str) -> int:
    """Follow pages of the default size; look each person up, then add or change her."""
    path: str | None = "/v3.1/users?limit=100"
    count = 0
    headers = {"Authorization": f"Bearer {token}"}
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:
        while path is not None:
            page = Page.model_validate(client.get(path).raise_for_status().json())
            with Session(engine) as session:
                for one in page.data:
                    _take(session, one.data)
                session.commit()
            count += len(page.data)
            path = next((one["uri"] for one in page.links if one["rel"] == "next"), None)
    return count


def _take(session: Session, user: User) -> None:
    person = session.scalar(sa.select(Person).where(Person.clever_id == user.id))
    if person is None:
        person = Person(clever_id=user.id)
        session.add(person)
    student, teacher = user.roles.student, user.roles.teacher
    person.district = user.district
    person.given, person.family, person.mail = user.name.first, user.name.last, user.email
    person.grade = student.grade if student else None
    person.student_number = student.sis_id if student else None
    person.teacher_number = teacher.sis_id if teacher else None
    person.archived = False
