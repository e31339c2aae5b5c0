"""Brings a submission up to what is true: draft or ready, and what was seen is kept with it."""

from dataclasses import asdict, replace

from homeroom.certification.submissions import actions
from homeroom.certification.submissions.checklist import Reached, is_ready
from homeroom.certification.submissions.queries import Submission
from homeroom.certification.submissions.seeing import is_local, sight_of
from homeroom.foundation.outbound.client import Outbound, OutboundError, Sent
from homeroom.foundation.parts import Parts

_BROKEN = 500


def settled(parts: Parts, one: Submission, now: int, reached: Reached | None = None) -> Submission:
    """Return the submission as the checklist has it, with what was seen so far noted on it.

    What is looked at lies in both halves, so it is read first; the state changes afterwards, and
    submitting looks once more.
    """
    if reached is not None:
        with parts.store.control.writing() as session:
            held = actions.held(session, one.id)
            facts = {**held.facts, "reached": asdict(reached)}
            one = actions.save(session, replace(held, facts=facts))
    sight = sight_of(parts, one, now)
    came = {role: sorted(ways) for role, ways in sight.facts.came_in.items()}
    seen = {"sso": came, "library": sorted(sight.facts.library_came)}
    with parts.store.control.writing() as session:
        held = actions.held(session, one.id)
        held = actions.save(session, replace(held, facts={**held.facts, **seen}))
        return actions.settle(session, now, held, is_ready=is_ready(sight.items))


def reach(parts: Parts, uri: str, now: int) -> Reached:
    """Ask for the redirect address, as a browser would come there; slow, so never in a session.

    What it answers does not matter, as long as it is no crash: without a code it has nothing to do.
    """
    allowed = parts.settings.sandbox or parts.settings.certify_loopback
    try:
        heard = Outbound(own_machine=allowed and is_local(uri)).send(Sent("GET", uri))
    except OutboundError as error:
        return Reached(uri, now, is_there=False, said=error.message)
    if heard.status >= _BROKEN:
        said = f"It answered {heard.status}. Mend what fails there."
        return Reached(uri, now, is_there=False, said=said)
    return Reached(uri, now, is_there=True, said=f"It answered {heard.status}.")
