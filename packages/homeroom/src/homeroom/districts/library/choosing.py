"""The district's choices about the Library; what closes installs is asked about first.

Each choice can be sent twice and means the same as once. Tokens of installs that a choice closes
are revoked with it (`oauth.authority.settling`).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import msgspec

from homeroom.districts.frame import LIBRARY, confirm
from homeroom.districts.guard import Admin
from homeroom.districts.library import stakes
from homeroom.districts.library.stakes import Choice
from homeroom.districts.people.register import row_of
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, InvalidRequestError, NotFoundError
from homeroom.oauth.authority import settling
from homeroom.oauth.authority.settling import Verb
from homeroom.oauth.queries import app_named, apps
from homeroom.roster.actions import hold_district
from homeroom.roster.documents import documents_named
from homeroom.sharing.library import actions, queries
from homeroom.sharing.library.actions import Act, Move
from homeroom.sharing.library.queries import Install
from homeroom.sharing.library.rules import Approval, Mode, Policy, WhenConnected
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, mark_of
from homeroom.web.pages.rendering import counted
from homeroom.web.request import Request

MODES: Final = (
    ("open", "Open: teachers add what they choose"),
    ("limited", "Limited: nothing that signs people in or reads the roster"),
    ("off", "Off: the Library is hidden"),
)
APPROVALS: Final = (
    ("free", "Teachers need no approval"),
    ("required", "Only what you approved or recommended"),
)
WHEN_CONNECTED: Final = (
    ("keep", "Teachers keep what they added"),
    ("end", "The district's connection takes its place"),
)
FIELDS: Final = ("mode", "approval", "when_connected", "abbreviation")
"""Of the policy, what its form shows."""

_LONGEST_NOTE: Final = 300
_LONGEST_ABBREVIATION: Final = 12
_NAMES_SHOWN: Final = 20
_MOVED: Final = (
    "Somebody changed the policy since you loaded the page, so nothing was saved. What you chose is"
    " still here. Open this page in another window to see what holds now; save again if yours is"
    " right."
)


class _Change(NamedTuple):
    """A choice: what would be lost is asked by `choice`, done by `verb`."""

    verb: Verb
    choice: Choice | None
    said: str


class PolicyMovedError(ConflictError):
    """A form of the policy is older than the policy; nothing of it was saved."""

    def __init__(self) -> None:
        super().__init__(_MOVED, "policy_moved")


def mark(policy: Policy) -> str:
    """Return the state of what the form of the policy shows, for it to carry."""
    return mark_of([getattr(policy, name) for name in FIELDS])


def save_policy(request: Request, admin: Admin, form: Form) -> Answer:
    """The policy is as the form says; PolicyMovedError if it is another than the form was of."""
    try:
        mode = msgspec.convert(form.text("mode"), Mode)
        approval = msgspec.convert(form.text("approval"), Approval)
        when = msgspec.convert(form.text("when_connected"), WhenConnected)
    except msgspec.ValidationError:
        raise InvalidRequestError("Choose one of the options for each question.") from None
    abbreviation = form.text("abbreviation")[:_LONGEST_ABBREVIATION]

    def choice(policy: Policy) -> Policy:
        return replace(policy, mode=mode, approval=approval, when_connected=when)

    def verb(session: Session, act: Act) -> list[Move]:
        hold_district(session, admin.number)
        now = queries.policy_of(session, admin.number)
        wanted = replace(choice(now), abbreviation=abbreviation)
        if mark(now) not in (mark(wanted), form.text("seen")):
            raise PolicyMovedError
        moves = actions.set_mode(session, act, mode)
        moves += actions.set_approval(session, act, approval)
        moves += actions.set_when_connected(session, act, when)
        actions.set_abbreviation(session, act, abbreviation)
        return moves

    fields = {"mode": mode, "approval": approval, "when_connected": when}
    asked = fields | {"abbreviation": abbreviation, "seen": form.text("seen")}
    return _done(request, admin, form, _Change(verb, choice, "saved"), f"{LIBRARY}/policy", asked)


def choose(request: Request, admin: Admin, form: Form) -> Answer:
    """The district's choice about one application stands, or is taken back."""
    application, verb = request.path_params["id"], request.path_params["verb"]
    with request.parts.store.control.reading() as session:
        app = app_named(session, application)
    if app is None or "library" not in app.declared.types:
        raise NotFoundError("There is no such application in the Library.", "no_such_app")
    note = form.text("note")[:_LONGEST_NOTE]
    change = _change(verb, application, note)
    return _done(
        request, admin, form, change, f"{LIBRARY}/apps/{application}/{verb}", {"note": note}
    )


def _change(verb: str, application: str, note: str) -> _Change:
    def call(action: Any, *rest: Any) -> Verb:
        return lambda session, act: action(session, act, application, *rest)

    known: dict[str, _Change] = {
        "recommend": _Change(call(actions.recommend, note), None, "recommended"),
        "unrecommend": _Change(
            call(actions.unchoose, "recommended"), stakes.unrecommended(application), "undone"
        ),
        "block": _Change(call(actions.block), stakes.blocked(application), "blocked"),
        "unblock": _Change(call(actions.unblock), None, "undone"),
        "approve": _Change(call(actions.approve), None, "approved"),
        "unapprove": _Change(
            call(actions.unchoose, "approved"), stakes.unapproved(application), "undone"
        ),
    }
    if verb not in known:
        raise NotFoundError("There is no such choice.", "no_such_choice")
    return known[verb]


def _done(  # noqa: PLR0913 - a question and its answer are all of these
    request: Request,
    admin: Admin,
    form: Form,
    change: _Change,
    action: str,
    fields: dict[str, str],
) -> Answer:
    """Carry the choice out, or first ask about what it would close."""
    act = settling.act_of(request.parts, admin.number, admin.signature)
    lost: Sequence[Install] = ()
    if change.choice is not None:
        with request.parts.store.roster.reading() as session:
            lost = stakes.at_stake(session, act, change.choice)
    if lost and form.text("closes") != str(len(lost)):
        return _ask(request, admin, lost, action, fields)
    settling.change(request.parts, act, change.verb)
    return see_other(f"{LIBRARY}?said={change.said}")


def _ask(
    request: Request,
    admin: Admin,
    lost: Sequence[Install],
    action: str,
    fields: dict[str, str],
) -> Answer:
    with request.parts.store.control.reading() as session:
        called = {one.application: one.name for one in apps(session)}
    shown = lost[:_NAMES_SHOWN]
    with request.parts.store.roster.reading() as session:
        rids = {one.teacher for one in shown}
        found = documents_named(session, admin.number, "users", rids)
    names = {one.rid: row_of(one).name for one in found}
    teachers = len({one.teacher for one in lost})
    says = [
        (
            f"{counted(len(lost), 'install')} by {counted(teachers, 'teacher')} stop working"
            " at once, for the teachers and for their students. Whoever is in one of the"
            " applications is signed out of it."
        ),
    ]
    if len(lost) > len(shown):
        says.append(f"The first {len(shown)} are listed below.")
    return confirm(
        request,
        admin,
        LIBRARY,
        title="Do you want to close these?",
        says=says,
        action=action,
        button=f"Save, and close {counted(len(lost), 'install')}",
        back=LIBRARY,
        hidden=fields | {"closes": str(len(lost))},
        listed=[
            (names.get(one.teacher, "a teacher who left"), called.get(one.application, ""))
            for one in shown
        ],
    )
