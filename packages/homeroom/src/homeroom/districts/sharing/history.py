"""Answers "What was shared before, and who changed it?"; each state can be gone back to."""

from dataclasses import replace

from homeroom.districts.frame import APPLICATIONS, show
from homeroom.districts.guard import Admin
from homeroom.districts.sharing import words
from homeroom.districts.sharing.connected import Connected, connected
from homeroom.districts.sharing.previewing import school_names, show_preview
from homeroom.districts.sharing.proposals import chosen
from homeroom.foundation.errors import NotFoundError
from homeroom.sharing.changing.queries import State, state_named, states_of
from homeroom.sharing.changing.rules import Agreement, agreement_of
from homeroom.web.answers import Answer
from homeroom.web.request import Request

_LONGEST_POSITION = 9


def show_history(request: Request, admin: Admin) -> Answer:
    """The last states, the one in force first."""
    of = connected(request, admin)
    with request.parts.store.roster.reading() as session:
        states = states_of(session, admin.number, of.connection.id)
        past = [gone_back(of, one) for one in states]
        names = school_names(session, admin.number, *past)
    in_force = agreement_of(of.connection)
    return show(
        request,
        admin,
        "sharing/history.html",
        APPLICATIONS,
        of=of,
        states=[
            (
                one,
                words.share_in_words(one.share, names),
                words.access_in_words(one.access, of.app.declared),
                agreement == in_force,
                agreement != of.agreement,
            )
            for one, agreement in zip(states, past, strict=True)
        ],
    )


def show_past(request: Request, admin: Admin) -> Answer:
    """What going back to a state would change, with the button that does it."""
    of = connected(request, admin)
    text = request.path_params["position"]
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_POSITION):
        raise NotFoundError("There is no such state of the sharing.", "no_such_state")
    with request.parts.store.roster.reading() as session:
        state = state_named(session, admin.number, of.connection.id, int(text))
    return show_preview(request, admin, of, gone_back(of, state), "past")


def gone_back(of: Connected, state: State) -> Agreement:
    """Return a state as it could be in force now.

    What the application may ask for, and what it stopped recommending, is not gone back.
    """
    access = chosen(
        of,
        replace(
            of.agreement.access,
            opt_ins=state.access.opt_ins,
            refused=state.access.refused,
            roles=state.access.roles,
            extensions=state.access.extensions,
        ),
    )
    return replace(of.agreement, share=of.in_step(state.share, access), access=access)
