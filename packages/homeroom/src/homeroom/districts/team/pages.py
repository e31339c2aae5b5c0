"""Answers "Who runs our district here, and what may each of us do?"."""

from datetime import datetime
from typing import Final, NamedTuple

from homeroom.accounts.desk import desk_of
from homeroom.accounts.proof.factors import has_factor
from homeroom.accounts.rules import objection_to_email
from homeroom.districts.frame import TEAM, confirm, isolated, show
from homeroom.districts.guard import Admin, form, page
from homeroom.districts.people.register import USERS, row_of
from homeroom.districts.permissions import ROLE_NAMES
from homeroom.districts.team import actions
from homeroom.districts.team.actions import By
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.ids import wire_id
from homeroom.roster.documents import documents_named
from homeroom.roster.queries import time_of
from homeroom.roster.team.queries import (
    INVITED,
    OWNER,
    Member,
    member_named,
    members,
    open_invitations,
)
from homeroom.sharing import bitmaps
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route

INVITE: Final = f"{TEAM}/invite"
HAND_OVER: Final = f"{TEAM}/hand-over"
_BAD_FORM: Final = 400
_MEANS: Final = {
    "administrator": "Administrator: everything but handing the district over",
    "help_desk": "Help desk: looks, and helps people sign in; changes no settings and no sharing",
}
_SAID: Final = {
    "withdrawn": "The invitation is withdrawn; its link leads nowhere.",
    "role": "The role is changed. It holds from the next page on.",
    "already": "This was done already; nothing was done a second time.",
    "removed": "This person is out of the team, and signed out everywhere.",
    "handed-over": "The district is handed over. You are an administrator now.",
}


class Line(NamedTuple):
    """One person of the table."""

    id: str
    name: str
    email: str
    role: str
    role_name: str
    joined_at: int | None
    has_factor: bool
    is_me: bool
    from_file: bool


def show_team(request: Request, admin: Admin) -> Answer:
    """Everybody who may open these pages, and who is invited to."""
    return _page(request, admin, Form(), said=_SAID.get(query_of(request).text("said"), ""))


def invite(request: Request, admin: Admin, sent: Form) -> Answer:
    """The link is shown, this once."""
    email, role = sent.text("email"), sent.text("role")
    trouble = objection_to_email(email)
    if trouble:
        sent.refuse("email", trouble)
    if role not in INVITED:
        sent.refuse("role", "Choose a role.")
    with request.parts.store.roster.reading() as session:
        known = {one.email.casefold() for one in members(session, admin.number)}
    if email.casefold() in known:
        sent.refuse("email", "Somebody of your team has this address already.")
    if sent.troubles:
        return _page(request, admin, sent, status=_BAD_FORM)
    token = actions.invite(desk_of(request.parts), _by(admin), email, role)
    return show(
        request,
        admin,
        "team/invited.html",
        TEAM,
        email=email,
        role=ROLE_NAMES[role],
        link=f"{request.parts.settings.base_url}/districts/join?link={token}",
    )


def withdraw(request: Request, admin: Admin, sent: Form) -> Answer:
    """The link leads nowhere; withdrawn twice is withdrawn."""
    actions.withdraw(desk_of(request.parts), _by(admin), sent.text("invitation"))
    return see_other(f"{TEAM}?said=withdrawn")


def change_role(request: Request, admin: Admin, sent: Form) -> Answer:
    """The member has the chosen role, if she still had the one that was shown."""
    becomes = sent.text("role")
    if becomes not in INVITED:
        sent.refuse("", "Choose a role.")
        return _page(request, admin, sent, status=_BAD_FORM)
    member = _member(request, admin)
    desk = desk_of(request.parts)
    done = actions.change_role(desk, _by(admin), member.person, sent.text("was"), becomes)
    return see_other(f"{TEAM}?said={'role' if done else 'already'}")


def ask_remove(request: Request, admin: Admin) -> Answer:
    """Say what removing means."""
    member = _member(request, admin)
    if member.role == OWNER:
        return confirm(
            request,
            admin,
            TEAM,
            title="The owner cannot be removed",
            says=["The owner hands the district over to somebody else of the team first."],
            action="",
            button="",
            back=TEAM,
        )
    return confirm(
        request,
        admin,
        TEAM,
        title=f"Remove {isolated(member.name)} from the team?",
        says=[
            f"{isolated(member.name)} ({member.email}) is signed out at once and cannot sign in.",
            "What this person decided stays, and stays in the log.",
        ],
        action=f"{TEAM}/{wire_id(member.person, admin.number)}/remove",
        button=f"Remove {member.email}",
        back=TEAM,
    )


def remove(request: Request, admin: Admin, sent: Form) -> Answer:
    """The member is out; who is out already stays out."""
    del sent
    try:
        member = _member(request, admin)
    except NotFoundError:
        return see_other(f"{TEAM}?said=already")
    actions.remove(desk_of(request.parts), _by(admin), member.person, _moment(request, admin))
    return see_other(f"{TEAM}?said=removed")


def ask_hand_over(request: Request, admin: Admin) -> Answer:
    """Ask to whom, and for her address to be typed."""
    return _ask_hand_over(request, admin, Form())


def hand_over(request: Request, admin: Admin, sent: Form) -> Answer:
    """The chosen member is the owner, and who was it is an administrator."""
    with request.parts.store.roster.reading() as session:
        others = [one for one in members(session, admin.number) if one.role != OWNER]
    chosen = next((one for one in others if one.email == sent.text("to")), None)
    if chosen is None:
        sent.refuse("to", "Choose somebody of your team.")
    elif sent.text("typed").casefold() != chosen.email.casefold():
        sent.refuse("typed", f"Type the address as it is written: {chosen.email}")
    if chosen is None or sent.troubles:
        return _ask_hand_over(request, admin, sent, _BAD_FORM)
    mine = admin.visit.person.user
    actions.hand_over(desk_of(request.parts), _by(admin), mine, chosen.person)
    return see_other(f"{TEAM}?said=handed-over")


def _ask_hand_over(request: Request, admin: Admin, sent: Form, status: int = 200) -> Answer:
    with request.parts.store.roster.reading() as session:
        others = [one for one in members(session, admin.number) if one.role != OWNER]
    return show(
        request,
        admin,
        "team/hand_over.html",
        TEAM,
        status=status,
        others=[(one.email, f"{one.name}, {one.email}") for one in others],
        typed=sent,
        troubles=sent.troubles,
        action=HAND_OVER,
    )


def _page(
    request: Request, admin: Admin, sent: Form, *, status: int = 200, said: str = ""
) -> Answer:
    now = desk_of(request.parts).now()
    with request.parts.store.roster.reading() as session:
        invitations = open_invitations(session, admin.number, now)
    return show(
        request,
        admin,
        "team/team.html",
        TEAM,
        status=status,
        said=said,
        lines=_lines(request, admin),
        invitations=[(one, ROLE_NAMES[one.role]) for one in invitations],
        roles=[("", "Choose a role"), *((one, _MEANS[one]) for one in INVITED)],
        role_names=[(one, ROLE_NAMES[one]) for one in INVITED],
        typed=sent,
        troubles=sent.troubles,
    )


def _lines(request: Request, admin: Admin) -> list[Line]:
    with request.parts.store.roster.reading() as session:
        team = members(session, admin.number)
        rids = bitmaps.bitmap(session, admin.number, bitmaps.WHOLE_DISTRICT, "users.district_admin")
        own = {one.person for one in team}
        others = documents_named(session, admin.number, USERS, sorted(set(rids or ()) - own))
    rows = [row_of(one) for one in others]
    team += [Member(row.rid, "", row.name, row.email, 0, "") for row in rows]
    return [_line(request, admin, one) for one in team]


def _line(request: Request, admin: Admin, one: Member) -> Line:
    desk = desk_of(request.parts)
    found = desk.people.active(admin.number, one.person)
    with request.parts.store.control.reading() as control:
        factor = found is not None and has_factor(control, found)
    return Line(
        wire_id(one.person, admin.number),
        one.name,
        one.email,
        one.role,
        ROLE_NAMES[one.role or "administrator"],
        one.joined_at or None,
        factor,
        one.person == admin.visit.person.user,
        not one.role,
    )


def _member(request: Request, admin: Admin) -> Member:
    rid = admin.number_of(request.path_params["id"])
    with request.parts.store.roster.reading() as session:
        found = None if rid is None else member_named(session, admin.number, rid)
    if found is None:
        raise NotFoundError("There is no such person in your team.", "no_such_member")
    return found


def _by(admin: Admin) -> By:
    return By(admin.number, admin.signature)


def _moment(request: Request, admin: Admin) -> datetime:
    with request.parts.store.control.reading() as session:
        return time_of(session, admin.number, request.parts.clock.now())


ROUTES: Final[tuple[Route, ...]] = (
    page(TEAM, show_team),
    form(INVITE, invite),
    form(f"{TEAM}/withdraw", withdraw),
    page(HAND_OVER, ask_hand_over),
    form(HAND_OVER, hand_over),
    form(f"{TEAM}/{{id}}/role", change_role),
    page(f"{TEAM}/{{id}}/remove", ask_remove),
    form(f"{TEAM}/{{id}}/remove", remove),
)
