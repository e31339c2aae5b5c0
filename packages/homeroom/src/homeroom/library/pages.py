"""The pages of the Library: what there is, one application, what goes if it is removed.

Adding is a link to the login of the application itself, which asks for consent on its way; only
removing is a form here, and its page says first what is lost.
"""

from functools import partial
from typing import Final
from urllib.parse import urlencode

from homeroom.accounts import guard
from homeroom.accounts.sessions import Visit
from homeroom.library import telling
from homeroom.library.queries import Entry, history_of, loss_by
from homeroom.library.rules import Asked, became
from homeroom.library.visiting import PATH, Visitor, path_of, visitor
from homeroom.oauth.authority import settling
from homeroom.oauth.requests.trying import PORTAL
from homeroom.sharing.library import actions
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import form_of, query_of
from homeroom.web.request import Request

_ONE: Final = f"{PATH}/{{client_id}}"
_REMOVE: Final = f"{_ONE}/remove"
_RECOMMEND: Final = f"{_ONE}/recommend"
_LONGEST: Final = 200


def library(request: Request, visit: Visit) -> Answer:
    """Answer: what can I add from the Library."""
    there = visitor(request, visit)
    if isinstance(there, Answer):
        return there
    query = query_of(request)
    said = (query.text(name)[:_LONGEST] for name in ("words", "subject", "grade"))
    asked = Asked(*said)
    # Told after a removal; who only writes the address is told nothing that is not so.
    gone = there.shelf.find(query.text("removed"))
    gone = None if gone is None or gone.is_hers else gone
    if there.shelf.policy.mode == "off":
        hers = [one for one in there.shelf.entries if one.is_hers]
        return there.page("off.html", entries=hers, gone=gone)
    return there.page("library.html", asked=asked, entries=there.shelf.chosen(asked), gone=gone)


def listing(request: Request, visit: Visit) -> Answer:
    """Answer: what is this app, and where does it stand for me."""
    there = visitor(request, visit)
    if isinstance(there, Answer):
        return there
    entry = there.entry()
    if there.shelf.policy.mode == "off" and not entry.is_hers:
        return see_other(PATH)
    changes = history_of(request.parts, there.teacher, entry)
    first = {one.connection: one.at for one in changes}  # the oldest comes last
    history = [
        (one.at, became(one.after, first=one.at == first[one.connection])) for one in changes
    ]
    return there.page(
        "listing.html",
        entry=entry,
        launch=_launch(there, entry),
        history=history,
        recommended_by=telling.recommended_by(there, entry),
    )


def removal(request: Request, visit: Visit) -> Answer:
    """Answer: what goes if I remove it."""
    there = visitor(request, visit)
    if isinstance(there, Answer):
        return there
    entry = there.entry()
    if not entry.is_hers:
        return see_other(path_of(entry))
    loss = loss_by(request.parts, there.teacher, entry)
    return there.page("remove.html", entry=entry, loss=loss)


def removed(request: Request, visit: Visit) -> Answer:
    """Her install has ended; pressed twice it has ended once."""
    guard.check_form(request, visit, form_of(request).text("csrf"))
    there = visitor(request, visit)
    if isinstance(there, Answer):
        return there
    entry = there.shelf.find(request.path_params["client_id"])
    if entry is None:  # it had left the Library, and she has removed it a moment ago
        return see_other(PATH)
    person = there.teacher.person
    act = settling.act_of(request.parts, there.teacher.district, str(person))
    application = entry.app.application
    settling.change(
        request.parts, act, partial(actions.uninstall, application=application, teacher=person)
    )
    return see_other(f"{PATH}?removed={entry.app.client_id}")


def _launch(there: Visitor, entry: Entry) -> str:
    asked = {
        "client_id": entry.app.client_id,
        "district_id": there.shelf.district.id,
        "start": PORTAL,
    }
    return f"/oauth/instant-login?{urlencode(asked)}"


ROUTES: Final = (
    guard.signed_in.route(PATH, library, page=True),
    guard.signed_in.route(_ONE, listing, page=True),
    guard.signed_in.route(_REMOVE, removal, page=True),
    guard.signed_in.route(_REMOVE, removed, ("POST",), body="memory", page=True),
    guard.signed_in.route(_RECOMMEND, telling.ask, page=True),
    guard.signed_in.route(_RECOMMEND, telling.told, ("POST",), body="memory", page=True),
    guard.signed_in.route(
        f"{_ONE}/put-away", telling.put_away, ("POST",), body="memory", page=True
    ),
)
