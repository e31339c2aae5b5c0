"""The default way to serve: FastAPI, one ORM session a request, pydantic response models."""

from collections.abc import Iterator
from typing import Annotated

import sqlalchemy as sa
from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session, selectinload

from benchmarks import orm


class _Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Name(BaseModel):
    first: str
    last: str


class Location(BaseModel):
    address: str
    city: str
    state: str
    zip: str


class Contact(_Shown):
    id: int
    sis_id: str
    name: str
    type: str
    phone: str


class StudentRole(BaseModel):
    sis_id: str
    student_number: str
    state_id: str
    school: int
    schools: list[int]
    grade: str
    gender: str
    dob: str
    race: str
    hispanic_ethnicity: str
    username: str
    location: Location
    contacts: list[Contact]


class Roles(BaseModel):
    student: StudentRole


class User(BaseModel):
    id: int
    district: str
    email: str
    name: Name
    roles: Roles


class UserEnvelope(BaseModel):
    data: User
    uri: str


class Link(BaseModel):
    rel: str
    uri: str


class Users(BaseModel):
    data: list[UserEnvelope]
    links: list[Link]


def _envelope(one: orm.Student) -> UserEnvelope:
    role = StudentRole(
        sis_id=one.sis_id,
        student_number=one.number,
        state_id=one.state_id,
        school=one.school_id,
        schools=[one.school_id],
        grade=one.grade,
        gender=one.gender,
        dob=one.dob,
        race=one.race,
        hispanic_ethnicity=one.hispanic,
        username=one.username,
        location=Location(address=one.street, city=one.city, state=one.state, zip=one.zip),
        contacts=[Contact.model_validate(contact) for contact in one.contacts],
    )
    user = User(
        id=one.id,
        district="benchmark",
        email=one.email,
        name=Name(first=one.first_name, last=one.last_name),
        roles=Roles(student=role),
    )
    return UserEnvelope(data=user, uri=f"/users/{one.id}")


def application(engine: sa.Engine) -> FastAPI:
    """Return the application; a token is looked up on every request, as the hub does."""
    app = FastAPI()

    def session() -> Iterator[Session]:
        with Session(engine) as opened:
            yield opened

    Opened = Annotated[Session, Depends(session)]  # noqa: N806 - a type

    def signed_in(request: Request, opened: Opened) -> orm.Token:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        found = opened.scalar(sa.select(orm.Token).where(orm.Token.token == token))
        if found is None:
            raise HTTPException(401)
        return found

    @app.get("/users", dependencies=[Depends(signed_in)])
    def users(opened: Opened, limit: int = 100, starting_after: int = 0) -> Users:
        asked = sa.select(orm.Student).options(selectinload(orm.Student.contacts))
        asked = asked.where(orm.Student.id > starting_after).order_by(orm.Student.id).limit(limit)
        listed = [_envelope(one) for one in opened.scalars(asked)]
        last = listed[-1].data.id if listed else 0
        return Users(data=listed, links=[Link(rel="next", uri=f"/users?starting_after={last}")])

    @app.get("/users/{number}", dependencies=[Depends(signed_in)])
    def user(opened: Opened, number: int) -> UserEnvelope:
        found = opened.get(orm.Student, number)
        if found is None:
            raise HTTPException(404)
        return _envelope(found)

    return app
