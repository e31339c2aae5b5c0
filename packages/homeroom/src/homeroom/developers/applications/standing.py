"""Answers "Where do I stand on the way to live?"."""

from homeroom.developers.applications import rules
from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.oauth.registration.queries import Registration
from homeroom.oauth.registration.together import submissions
from homeroom.sharing.queries import ENDED, connections_to
from homeroom.web.answers import Answer
from homeroom.web.request import Request


def show_standing(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the state, the steps that are done and the next one."""
    with request.parts.store.roster.reading() as session:
        links = [one for one in connections_to(session, app.id) if one.state != ENDED]
    steps = rules.steps_of(app, len(links))
    together = submissions(frozenset(app.app.declared.types))
    return show_app(
        request,
        who,
        app,
        "standing.html",
        "",
        steps=[(one, path_of(app, one.below) if one.below else "") for one in steps],
        next_step=next((one for one in steps if one.state == "open"), None),
        types=rules.TYPES,
        together=[" and ".join(rules.TYPES[one][0] for one in types) for types in together],
    )
