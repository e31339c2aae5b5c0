"""Answers "Who else works on this application?"; invites, and takes out."""

from dataclasses import dataclass
from typing import Final

from homeroom.accounts.queries import account_of
from homeroom.accounts.rules import HUB, objection_to_email, plain_name
from homeroom.developers.frame import confirm, path_of, show, show_app
from homeroom.developers.guard import Developer
from homeroom.developers.signing_in.login import HOME
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.oauth.registration import owners
from homeroom.oauth.registration.actions import held
from homeroom.oauth.registration.queries import Registration, owners_of
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

BELOW: Final = "/owners"
JOIN: Final = "/developers/join"
_SAID: Final = {"removed": "Taken out. The application is not in that developer's list any more."}
_STILL_KNOWS: Final = (
    "Whoever left may still know its secret and tokens. Replace them under Keys and Districts if"
    " that matters."
)
_BAD_FORM: Final = 400
_NUMBER_DIGITS: Final = 19


@dataclass(frozen=True)
class Owner:
    """A developer whose the application is."""

    number: int
    name: str
    email: str


def show_owners(request: Request, who: Developer, app: Registration) -> Answer:
    """List the owners, with a form for one more."""
    return _page(request, who, app, Form())


def invite(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """Show an invitation for an address, the same whether or not anybody here has it."""
    email = form.text("email")
    trouble = objection_to_email(email)
    if trouble:
        form.refuse("email", trouble)
        return _page(request, who, app, form, _BAD_FORM)
    login = plain_name(email)
    text = owners.invite(request.parts.sealer, who.now, app.id, who.number, login)
    request.parts.log.info("developer invited", application=app.id)
    return show_app(
        request, who, app, "owners/invited.html", BELOW,
        email=email, link=f"{request.parts.settings.base_url}{JOIN}?invitation={text}",
    )  # fmt: skip


def ask_remove(request: Request, who: Developer, app: Registration) -> Answer:
    """Say what taking an owner out does, before it is done."""
    with request.parts.store.control.reading() as session:
        one = _owner(session, app, query_of(request).text("owner"))
    is_self = one.number == who.number
    return confirm(
        request,
        who,
        app,
        BELOW,
        title="Leave this application?" if is_self else f"Take {one.name} out?",
        says=[
            f"{'You do' if is_self else f'{one.name} does'} not see the application any more.",
            _STILL_KNOWS,
        ],
        action=path_of(app, f"{BELOW}/remove"),
        button="Leave it" if is_self else f"Take {one.name} out",
        hidden={"owner": str(one.number)},
    )


def remove(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The application is not hers any more; done twice it is done once."""
    number = _number(form.text("owner"))
    with request.parts.store.control.writing() as session:
        kept = held(session, who.number, app.id, who.now)
        owners.remove(session, kept, number, who.now)
    request.parts.log.info("owner removed", application=app.id)
    is_self = number == who.number
    return see_other(HOME if is_self else path_of(app, f"{BELOW}?said=removed"))


def show_invitation(request: Request, who: Developer) -> Answer:
    """Say which application somebody is invited to; opening it changes nothing."""
    text = query_of(request).text("invitation")
    with request.parts.store.control.reading() as session:
        invitation = _invitation(request, who, text)
        app = owners.inviting(session, invitation, who.number, who.now)
        by = _known(session, invitation.by)
    return show(
        request, who, "owners/join.html", HOME,
        called=app.app.name, by=by, invitation=text, path=JOIN,
    )  # fmt: skip


def join(request: Request, who: Developer, form: Form) -> Answer:
    """The application is in her list."""
    invitation = _invitation(request, who, form.text("invitation"))
    with request.parts.store.control.writing() as session:
        owners.join(session, invitation, who.number, who.now)
    request.parts.log.info("owner joined", application=invitation.application)
    return see_other(f"/developers/apps/{invitation.application}")


def _invitation(request: Request, who: Developer, text: str) -> owners.Invitation:
    login = plain_name(who.visit.person.email)
    return owners.invitation_of(request.parts.sealer, text, who.now, login)


def _page(
    request: Request, who: Developer, app: Registration, form: Form, status: int = 200
) -> Answer:
    with request.parts.store.control.reading() as session:
        found = [_known(session, one) for one in owners_of(session, app.id)]
    return show_app(
        request,
        who,
        app,
        "owners/owners.html",
        BELOW,
        status=status,
        owners=found,
        me=who.number,
        typed=form.text("email"),
        troubles=form.troubles,
        said=_SAID.get(query_of(request).text("said"), ""),
    )


def _owner(session: Session, app: Registration, text: str) -> Owner:
    number, known = _number(text), owners_of(session, app.id)
    if number not in known:
        raise NotFoundError("There is no such owner of this application.", "no_such_owner")
    if len(known) == 1:
        raise ConflictError("An application keeps at least one owner. Invite another one first.")
    return _known(session, number)


def _known(session: Session, number: int) -> Owner:
    account = account_of(session, HUB, number)
    if account is None:
        return Owner(number, "Somebody without an account", "")
    return Owner(number, account.name or account.login, account.login)


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS
    return int(text) if is_number else -1
