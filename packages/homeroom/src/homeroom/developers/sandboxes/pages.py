"""Answers "Which sandboxes have I, and how do they stand?"; makes, sets back, deletes them."""

from typing import Final

from homeroom.developers.frame import SANDBOXES, path_of, show
from homeroom.developers.guard import Developer
from homeroom.developers.sandboxes import connecting, ending, making, showing, standing
from homeroom.developers.sandboxes.guard import ONE, Own, finished
from homeroom.developers.sandboxes.kinds import KINDS
from homeroom.foundation.errors import ConflictError, InvalidRequestError, NotFoundError
from homeroom.intake.runs import actions as runs
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import runs_of
from homeroom.oauth.connecting import disconnect as disconnect_application
from homeroom.roster.sandboxes.queries import sandboxes_of
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

NEW: Final = f"{SANDBOXES}/new"
_BAD_FORM: Final = 400
_LONGEST: Final = 80
_SAID: Final = {
    "made": "The sandbox is made. Its people are here as soon as it is ready.",
    "reset": "The sandbox is being set back to what it was made as.",
    "connected": "The application is connected and reads everybody. Its token is on its page.",
    "disconnected": "The application is disconnected. Its tokens open nothing any more.",
    "approved": "The change goes on.",
    "discarded": "The change is discarded. Everything is as it was.",
    "upload": "Your files are on their way in. What is wrong in them will be listed here.",
    "saved": "Saved. The change is being taken in.",
    "deleted": "The sandbox is deleted.",
}


def show_mine(request: Request, who: Developer) -> Answer:
    """List her sandboxes, the newest first."""
    with request.parts.store.control.reading() as session:
        found = [
            (one, runs_of(session, one.number, 1)) for one in sandboxes_of(session, who.number)
        ]
    rows = [
        (one, ONE.format(id=one.id), standing.told(newest[0] if newest else None)["state"])
        for one, newest in found
    ]
    said = _SAID.get(query_of(request).text("said"), "")
    return show(request, who, "sandboxes/mine.html", SANDBOXES, rows=rows, kinds=KINDS, said=said)


def show_new(request: Request, who: Developer) -> Answer:
    """Ask for a name and a kind; the form carries what makes it count once."""
    return _new(request, who, Form({"ticket": [making.new_ticket(request.parts, who.number)]}))


def create(request: Request, who: Developer, form: Form) -> Answer:
    """The sandbox is there; its people arrive with its first sync."""
    name, kind = form.text("name"), form.text("kind")
    if not any(letter.isalnum() for letter in name):
        form.refuse("name", "Type a name with a letter or a digit.")
    elif len(name) > _LONGEST:
        form.refuse("name", f"Use at most {_LONGEST} letters.")
    if kind not in making.kinds_of(request.parts):
        form.refuse("kind", "Choose one of the kinds.")
    if form.troubles:
        return _new(request, who, form, _BAD_FORM)
    made = making.create(request.parts, who, making.Asked(form.text("ticket"), name, kind))
    return see_other(f"{ONE.format(id=made.id)}?said=made")


def show_overview(request: Request, mine: Own) -> Answer:
    """Show how it stands, who reads it, and what can be done with it."""
    parts = request.parts
    run = standing.newest_of(parts, mine)
    readers = standing.readers_of(parts, mine)
    return showing.show_one(
        request,
        mine,
        "one.html",
        kind=KINDS.get(mine.made.kind),
        people=standing.people_in(parts, mine),
        problems=standing.problems_in(parts, run),
        connected=[(one, path_of(one.app)) for one in readers if one.connection],
        free=[(one.app.id, one.app.app.name) for one in readers if not one.connection],
        said=_SAID.get(query_of(request).text("said"), ""),
        base_url=parts.settings.base_url,
    )


def finish(request: Request, mine: Own, form: Form) -> Answer:
    """What a hub that was stopped meanwhile left undone is done."""
    del form
    making.complete(request.parts, mine.who, mine.made)
    return see_other(f"{mine.path}?said=made")


def connect(request: Request, mine: Own, form: Form) -> Answer:
    """One of her applications reads everybody from now on; sent twice, it is connected once."""
    finished(mine)
    connecting.connect(request.parts, mine.who, mine.made, _reader(request, mine, form).app)
    return see_other(f"{mine.path}?said=connected")


def disconnect(request: Request, mine: Own, form: Form) -> Answer:
    """The connection ends, as a district ends it (ruling R13)."""
    found = _reader(request, mine, form)
    if found.connection:
        disconnect_application(request.parts, mine.made.number, found.connection)
    return see_other(f"{mine.path}?said=disconnected")


def decide(request: Request, mine: Own, form: Form) -> Answer:
    """A change that waits for a word goes on, or is let go."""
    run = standing.newest_of(request.parts, mine)
    if run is None or run.run != form.text("seen") or run.state != "held":
        raise ConflictError("This was decided already. Look at the sandbox again.")
    desk, by = Desk.of(request.parts), making.sender(mine.who)
    if form.text("answer") == "discard":
        runs.discard(desk, finished(mine), run.run, by)
        return see_other(f"{mine.path}?said=discarded")
    if form.text("answer") != "approve":
        raise InvalidRequestError("Choose one of the two: let the change go on, or discard it.")
    runs.approve(desk, run.run, by, "approved in the developer's dashboard", alone=True)
    return see_other(f"{mine.path}?said=approved")


def ask_reset(request: Request, mine: Own) -> Answer:
    """Say what a reset does, before it is done."""
    finished(mine)
    run = standing.newest_of(request.parts, mine)
    return showing.confirm(
        request,
        mine,
        "",
        title="Set this sandbox back?",
        says=[
            "Every edit and every upload is undone: people and classes are as they were made.",
            "Records keep their ids. Applications are told by ordinary events, and stay connected.",
        ],
        action=f"{mine.path}/reset",
        button="Set it back",
        hidden={"seen": run.run if run else ""},
    )


def reset(request: Request, mine: Own, form: Form) -> Answer:
    """The files that it was made of are on their way in."""
    finished(mine)
    making.set_back(request.parts, mine.who, mine.made, form.text("seen"))
    return see_other(f"{mine.path}?said=reset")


def ask_delete(request: Request, mine: Own) -> Answer:
    """Say what is lost, and ask for the name."""
    return _ask_delete(request, mine, Form())


def delete(request: Request, mine: Own, form: Form) -> Answer:
    """Nothing of the sandbox is left, if its name was typed."""
    if form.text("name").casefold() != mine.made.name.casefold():
        form.refuse("name", f"Type the name as it stands here: {mine.made.name}")
        return _ask_delete(request, mine, form, _BAD_FORM)
    ending.delete(request.parts, mine.made)
    return see_other(f"{SANDBOXES}?said=deleted")


def _reader(request: Request, mine: Own, form: Form) -> standing.Reader:
    for one in standing.readers_of(request.parts, mine):
        if one.app.id == form.text("application"):
            return one
    raise NotFoundError("There is no such application of yours.", "no_such_app")


def _ask_delete(request: Request, mine: Own, form: Form, status: int = 200) -> Answer:
    return showing.confirm(
        request,
        mine,
        "",
        title="Delete this sandbox?",
        says=[
            "Its people, classes, files and history are gone for good.",
            "Connected applications are cut off at once: their tokens open nothing any more.",
        ],
        action=f"{mine.path}/delete",
        button="Delete it for good",
        hidden={},
        typed=mine.made.name,
        troubles=form.troubles,
        status=status,
    )


def _new(request: Request, who: Developer, form: Form, status: int = 200) -> Answer:
    offered = making.kinds_of(request.parts)
    return show(
        request,
        who,
        "sandboxes/new.html",
        SANDBOXES,
        status=status,
        kinds=[(kind, f"{KINDS[kind].title}: {KINDS[kind].text}") for kind in offered],
        typed=form.text("name"),
        kind=form.text("kind") or (offered[0] if offered else ""),
        ticket=form.text("ticket"),
        troubles=form.troubles,
    )
