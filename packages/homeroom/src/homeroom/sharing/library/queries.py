"""Installs and policy as they are stored, and the facts that logins are decided by."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

import msgspec
import sqlalchemy as sa
from pyroaring import BitMap64

from homeroom.foundation.database import Among, Prepared, Row, Session
from homeroom.sharing import queries as connections
from homeroom.sharing.library.rules import (
    ACTIVE,
    TESTER,
    Approval,
    Cause,
    Circumstances,
    DistrictLink,
    LoginFacts,
    Mode,
    Policy,
    Standing,
    State,
    WhenConnected,
    standing,
)
from homeroom.sharing.members import members_of, related, whole
from homeroom.sharing.models import (
    library_change,
    library_choice,
    library_connection,
    library_policy,
)
from homeroom.sharing.queries import ENDED, PAUSED, Connection

_D: Final[sa.BindParameter[int]] = sa.bindparam("district")
_INSTALL_COLUMNS = (
    library_connection.c.connection,
    library_connection.c.application,
    library_connection.c.teacher,
    library_connection.c.consent,
    library_connection.c.state,
    library_connection.c.cause,
    library_connection.c.listed,
    library_connection.c.consent_version,
    library_connection.c.consented_at,
    library_connection.c.ended_at,
)
_INSTALLS = (
    sa.select(*_INSTALL_COLUMNS)
    .where(library_connection.c.district == _D)
    .order_by(library_connection.c.consented_at, library_connection.c.connection)
)
_OF_APPLICATION = library_connection.c.application == sa.bindparam("application")
_LASTING = library_connection.c.state != ENDED
_ALL = Prepared(_INSTALLS)
_LIVE = Prepared(_INSTALLS.where(_LASTING))
_OF_TEACHER = Prepared(_INSTALLS.where(library_connection.c.teacher == sa.bindparam("teacher")))
_OF_TEACHERS = Prepared(_INSTALLS.where(_LASTING, Among(library_connection.c.teacher, "teachers")))
_OF_APP_BY_TEACHERS = Prepared(
    _INSTALLS.where(_LASTING, _OF_APPLICATION, Among(library_connection.c.teacher, "teachers"))
)
_CONSENTS = Prepared(
    _INSTALLS.where(_OF_APPLICATION, library_connection.c.teacher == sa.bindparam("teacher"))
)
_CHANGES = Prepared(
    sa.select(
        library_change.c.connection,
        library_change.c.at,
        library_change.c.state,
        library_change.c.cause,
        library_change.c.actor,
    )
    .where(library_change.c.district == _D)
    .order_by(library_change.c.at, library_change.c.connection, library_change.c.state)
)
_POLICY = Prepared(
    sa.select(
        library_policy.c.mode,
        library_policy.c.approval,
        library_policy.c.when_connected,
        library_policy.c.abbreviation,
    ).where(library_policy.c.district == _D)
)
_CHOICES = Prepared(
    sa.select(library_choice.c.application, library_choice.c.choice, library_choice.c.note).where(
        library_choice.c.district == _D
    )
)


@dataclass(frozen=True)
class Install:
    """A teacher's consent to an application."""

    connection: str
    application: str
    teacher: int
    consent: int
    """1 for her first to this application."""

    stored: Standing
    """Where it stood when that was last worked out."""

    listed: bool
    consent_version: str
    consented_at: int
    ended_at: int | None


@dataclass(frozen=True)
class Change:
    """Something that became of an install."""

    connection: str
    at: int
    after: Standing
    by: str


@dataclass(frozen=True)
class App:
    """What the hub knows of an application that a login is for."""

    application: str
    user_types: frozenset[str]
    live: bool = True
    library_live: bool = False
    signs_in: bool = True
    """Its district connections sign people in: District SSO, or Secure Sync with it."""


@dataclass(frozen=True)
class Login:
    """Somebody who wants to enter an application, in one of her roles."""

    district: int
    person: int
    role: str
    sandbox: bool = False
    """Her district is a sandbox."""

    today: str = ""
    """The district's own day, by which connections are launched; `""`: only those without one."""

    host: str = ""
    """The host to which the application wants her sent."""


def installs_of(session: Session, district: int) -> list[Install]:
    """Every install of the district, ended ones too, oldest first."""
    return [_install(row) for row in session.all(_ALL, district=district)]


def live_installs_of(session: Session, district: int) -> list[Install]:
    """Every install that has not ended."""
    return [_install(row) for row in session.all(_LIVE, district=district)]


def installs_by(session: Session, district: int, teacher: int) -> list[Install]:
    """Every install of a teacher, ended ones too."""
    return [_install(row) for row in session.all(_OF_TEACHER, district=district, teacher=teacher)]


def consents_of(session: Session, district: int, application: str, teacher: int) -> list[Install]:
    """A teacher's consents to one application, oldest first."""
    rows = session.all(_CONSENTS, district=district, application=application, teacher=teacher)
    return sorted((_install(row) for row in rows), key=lambda one: one.consent)


def changes_of(session: Session, district: int) -> list[Change]:
    """What became of the district's installs, oldest first."""
    return [
        Change(connection, at, Standing(state, cause), by)
        for connection, at, state, cause, by in session.all(_CHANGES, district=district)
    ]


def policy_of(session: Session, district: int) -> Policy:
    """What the district allows its teachers."""
    row = session.one(_POLICY, district=district)
    mode, approval, when_connected, abbreviation = row or ("open", "free", "keep", "")
    chosen: dict[str, dict[str, str]] = {"blocked": {}, "approved": {}, "recommended": {}}
    for application, choice, note in session.all(_CHOICES, district=district):
        chosen[choice][application] = note
    return Policy(
        mode=msgspec.convert(mode, Mode),
        approval=msgspec.convert(approval, Approval),
        when_connected=msgspec.convert(when_connected, WhenConnected),
        abbreviation=str(abbreviation),
        blocked=frozenset(chosen["blocked"]),
        approved=frozenset(chosen["approved"]),
        recommended=chosen["recommended"],
    )


# ------------------------------------------------------------------------- where installs stand


@dataclass(frozen=True)
class Surroundings:
    """What of a district every install of one application depends on."""

    application: str
    policy: Policy
    teachers: BitMap64
    """Everyone who is in the roster as a teacher."""

    link: Connection | None
    """The district's own connection, if there is one that has not ended."""

    shared: BitMap64 | None
    """Teachers seen by that connection; None if it is not launched or signs nobody in."""

    launched: bool = False
    """The connection is, by the day that was asked with."""

    def standing_of(self, install: Install) -> Standing:
        """Where the install stands now, whatever was stored."""
        facts = Circumstances(
            blocked=self.policy.blocks(self.application),
            listed=install.listed,
            in_roster=install.teacher in self.teachers,
            connected=self.shared is not None,
            shares_teacher=self.shared is not None and install.teacher in self.shared,
            when_connected=self.policy.when_connected,
        )
        return standing(install.stored, facts)


def near(
    session: Session,
    district: int,
    applications: Iterable[str],
    without_sign_in: Collection[str] = (),
    today: str = "",
) -> dict[str, Surroundings]:
    """Gather the surroundings of applications, by their ids.

    `without_sign_in` names those whose Secure Sync signs nobody in. A connection takes the place
    of installs once it is launched (sso.md 8.8); without `today`, the district's day, none with a
    day of launch is.
    """
    policy = policy_of(session, district)
    links = {
        one.application: one
        for one in connections.connections_of(session, district)
        if one.state != ENDED
    }
    teachers = whole(session, district, "users.teacher")
    found = {}
    for name in set(applications):
        link = links.get(name)
        launched = link is not None and link.launched(today)
        enters = launched and name not in without_sign_in
        silent = link is None or not link.may_sign_in
        shared = seen_through(session, link, "teacher") if link and enters and not silent else None
        found[name] = Surroundings(name, policy, teachers, link, shared, launched)
    return found


def installs_among(
    session: Session, district: int, application: str, teachers: Iterable[int]
) -> list[Install]:
    """The installs of an application by any of these teachers that have not ended."""
    rows = session.all(
        _OF_APP_BY_TEACHERS,
        district=district,
        application=application,
        teachers=session.among(teachers),
    )
    return [_install(row) for row in rows]


def teachers_of_student(session: Session, district: int, student: int) -> BitMap64:
    """Everyone who teaches one of the student's sections, first or second."""
    sections = related(session, district, "users", "sections", [student])
    return related(session, district, "sections", "teachers", sections)


def login_facts(session: Session, login: Login, app: App) -> LoginFacts:
    """Gather what `decide` asks for, in the one role that the login is for."""
    district, person, role = login.district, login.person, login.role
    silent = () if app.signs_in else (app.application,)
    here = near(session, district, [app.application], silent, login.today)[app.application]
    teachers: Iterable[int] = ()
    if role == "teacher":
        teachers = [person]
    elif role == "student":
        teachers = teachers_of_student(session, district, person)
    active = [
        one.connection
        for one in installs_among(session, district, app.application, teachers)
        if here.standing_of(one) == ACTIVE
    ]
    return LoginFacts(
        role=role,
        user_types=app.user_types,
        app_live=app.live,
        sandbox=login.sandbox,
        library_live=app.library_live,
        in_roster=person in whole(session, district, f"users.{role}"),
        link=_link(session, here.link, login, app) if here.link else None,
        blocked=here.policy.blocks(app.application),
        own=active[0] if active and role == "teacher" else None,
        teachers=tuple(active) if role == "student" else (),
    )


# ------------------------------------------------------------------------- for pages and portals


def applications_of_student(
    session: Session, district: int, student: int, without_sign_in: Collection[str] = ()
) -> frozenset[str]:
    """The applications that a student enters by her teachers' installs: her icons."""
    teachers = teachers_of_student(session, district, student)
    return _active_by(session, district, teachers, without_sign_in)


def applications_of_teacher(
    session: Session, district: int, teacher: int, without_sign_in: Collection[str] = ()
) -> frozenset[str]:
    """The applications that a teacher enters by installs of her own."""
    return _active_by(session, district, [teacher], without_sign_in)


def applications_beside(
    session: Session,
    district: int,
    teacher: int,
    without_sign_in: Collection[str] = (),
    today: str = "",
) -> frozenset[str]:
    """What a teacher's co-teachers added and she did not (sso.md 8.5)."""
    sections = related(session, district, "users", "sections", [teacher])
    others = related(session, district, "sections", "teachers", sections) - BitMap64([teacher])
    theirs = _active_by(session, district, others, without_sign_in, today)
    return theirs - _active_by(session, district, [teacher], without_sign_in, today)


def reach_of(session: Session, district: int, application: str) -> tuple[int, int]:
    """How many teachers and students use the application by installs (sso.md 8.8, step 1)."""
    here = near(session, district, [application])[application]
    teachers = BitMap64(
        one.teacher
        for one in live_installs_of(session, district)
        if one.application == application and here.standing_of(one) == ACTIVE
    )
    taught = related(session, district, "users", "sections", teachers)
    return len(teachers), len(related(session, district, "sections", "students", taught))


def _active_by(
    session: Session,
    district: int,
    teachers: Iterable[int],
    without_sign_in: Collection[str],
    today: str = "",
) -> frozenset[str]:
    rows = session.all(_OF_TEACHERS, district=district, teachers=session.among(teachers))
    installs = [_install(row) for row in rows]
    here = near(session, district, (one.application for one in installs), without_sign_in, today)
    return frozenset(
        one.application for one in installs if here[one.application].standing_of(one) == ACTIVE
    )


def _link(session: Session, link: Connection, login: Login, app: App) -> DistrictLink:
    launched, signs_in = link.launched(login.today), app.signs_in and link.may_sign_in
    looks = launched or (login.role == TESTER and link.state != PAUSED)
    seen = looks and signs_in and login.person in seen_through(session, link, login.role)
    found = DistrictLink(link.id, link.state, launched, signs_in, seen)
    if link.allowance is None:
        return found
    leads = not login.host or link.allows("redirect_host", login.host)
    takes = link.allows("user_type", login.role)
    return replace(found, accepts_role=takes, accepts_address=leads)


def seen_through(session: Session, link: Connection, role: str) -> BitMap64:
    """Who is seen through the connection in a role."""
    view = connections.view_through(session, link, "v3.1")
    return members_of(session, view, f"users.{role}") or BitMap64()


def _install(row: Row) -> Install:
    connection, application, teacher, consent, state, cause, listed, version, at, ended = row
    return Install(
        connection=connection,
        application=application,
        teacher=teacher,
        consent=consent,
        stored=Standing(msgspec.convert(state, State), msgspec.convert(cause, Cause)),
        listed=bool(listed),
        consent_version=version,
        consented_at=at,
        ended_at=ended,
    )
