"""Answers "What do I recommend districts to share, and what waits for them?"."""

from dataclasses import replace
from typing import Any, Final, NamedTuple

from homeroom.developers.districts.standing import Link, links_of
from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.developers.recommending.drafting import (
    KINDS,
    LONGEST_NOTE,
    Draft,
    draft_of,
    read_draft,
    share_of,
)
from homeroom.developers.recommending.publishing import latest, publish_for
from homeroom.foundation.errors import ConflictError
from homeroom.oauth.registration.following import version_untold, version_waiting
from homeroom.oauth.registration.queries import Registration
from homeroom.sharing.pinning.queries import wished
from homeroom.sharing.recommending.queries import published
from homeroom.sharing.recommending.rules import EVERY_DISTRICT
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting.drafting import CHOICES, pressed
from homeroom.sharing.selecting.fields import FILTERED
from homeroom.sharing.widening.queries import widenings_of
from homeroom.sharing.widening.rules import KINDS as ASKED_FOR
from homeroom.sharing.widening.rules import Kind, Widening
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

BELOW: Final = "/recommendation"
_BAD_FORM: Final = 400
_STALE: Final = 409
_SAID: Final = {
    "published": (
        "Published. What it drops is gone at once where districts follow, unless it waits whole;"
        " what it adds waits until each of them accepts it."
    ),
    "back": "Taken back. Districts that follow keep what they accepted.",
    "already": "This was published already; nothing was done a second time.",
}
_STATES: Final = {
    "asked": ("Waits for the district", "look"),
    "accepted": ("Accepted", "good"),
    "declined": ("Declined", "calm"),
}
_ASKED: Final[dict[Kind, str]] = {
    "redirect_host": "Sending people to {}",
    "type": "Integration type {}",
    "user_type": "Signing in: {}",
}


class Follower(NamedTuple):
    """A district that follows the recommendation."""

    name: str
    version: int
    state: tuple[str, str]
    untold: tuple[str, ...]
    """Why the newest version waits whole there: by what it selects that is not received."""


class Asked(NamedTuple):
    """Something beyond what a district agreed to."""

    name: str
    what: str
    asked_at: int
    state: tuple[str, str]


def show_recommendation(request: Request, who: Developer, app: Registration) -> Answer:
    """Show what is recommended, who follows, what waits, and the form that publishes."""
    return _page(request, who, app, Form(), None)


def work_on_recommendation(
    request: Request, who: Developer, app: Registration, form: Form
) -> Answer:
    """The draft after a button: shown again, published, or all is taken back."""
    scope, button = _scope(request, app, form), form.text("do")
    takes_back = button == "back"
    draft, share = read_draft(form), None
    if button == "publish":
        draft, share = share_of(draft, form)
    elif not takes_back:
        draft = replace(draft, selection=pressed(draft.selection, button, form))
    if form.troubles or (draft.selection.troubles and not takes_back):
        return _page(request, who, app, form, draft, _BAD_FORM)
    if button not in ("publish", "back"):
        return _page(request, who, app, form, draft)
    try:
        done = publish_for(request.parts, who, app, scope, share, form)
    except ConflictError as error:
        form.refuse("", f"{error.message.rstrip('.')}.")
        return _page(request, who, app, form, draft, _STALE)
    said = ("back" if takes_back else "published") if done else "already"
    return see_other(path_of(app, f"{BELOW}?said={said}"))


def _scope(request: Request, app: Registration, form: Form) -> int:
    """Return the district that the form is for, 0 for all; what is no connected one is refused."""
    named = form.text("for")
    if not named:
        return EVERY_DISTRICT
    for link in links_of(request.parts, app):
        if link.district.id == named:
            return link.district.number
    form.refuse("for", "Choose all districts, or one that is connected.")
    return EVERY_DISTRICT


def _page(  # noqa: PLR0913 - the page is all of these
    request: Request,
    who: Developer,
    app: Registration,
    form: Form,
    draft: Draft | None,
    status: int = 200,
) -> Answer:
    """Show the page; without a draft the form holds what is published."""
    links = links_of(request.parts, app)
    followers, asked = _standing(request, links)
    with request.parts.store.roster.reading() as session:
        rows = published(session, app.id)
    names = {EVERY_DISTRICT: ""} | {link.district.number: link.district.name for link in links}
    now = {scope: row for scope, row in latest(rows).items() if scope in names}
    query = query_of(request)
    named = form.text("for") or query.text("for")
    chosen = {link.district.id: link.district.number for link in links}.get(named, EVERY_DISTRICT)
    mine = now.get(chosen)
    newest = f"{rows[-1].version if rows else 0}"
    return show_app(
        request,
        who,
        app,
        "recommending/recommendation.html",
        BELOW,
        status=status,
        now=[(names[scope], row, _words(row.share)) for scope, row in now.items()],
        followers=followers,
        whole=[one for one in followers if one.untold],
        asked=asked,
        scopes=[("", "All districts"), *((one.district.id, one.district.name) for one in links)],
        named=named if chosen else "",
        mine=mine,
        # Whoever reads that a later version is there, and what it holds, has seen it.
        shown=newest if status == _STALE else form.text("shown") or newest,
        said=_SAID.get(query.text("said"), ""),
        **_drawn(draft or draft_of(mine), form),
    )


def _drawn(draft: Draft, form: Form) -> dict[str, Any]:
    """Return what the form shows, what it offers, and what is wrong with it."""
    rule = draft.selection.rule
    return {
        "draft": draft,
        "kinds": list(KINDS.items()),
        "choices": CHOICES,
        "fields": [(name, name) for name in FILTERED[rule.kind]] if rule else [],
        "longest": LONGEST_NOTE,
        "troubles": form.troubles | draft.selection.troubles,
    }


def _words(share: Share | None) -> list[str]:
    if share is None:
        return []
    if share.kind == "rules":
        found = [rule.words() for rule in share.rules]
    else:
        also = [("all staff", share.staff), ("district administrators", share.administrators)]
        named = [name for name, is_on in also if is_on]
        found = ["Whole district" + (f", with {' and '.join(named)}" if named else "")]
    return found + ([] if share.contacts else ["No contacts"])


def _standing(request: Request, links: list[Link]) -> tuple[list[Follower], list[Asked]]:
    followers: list[Follower] = []
    asked: list[Asked] = []
    with request.parts.store.roster.reading() as session:
        for link in links:
            number, name = link.district.number, link.district.name
            known = widenings_of(session, number, link.connection.id)
            asked += [_asked(name, one) for one in known if one.kind in ASKED_FOR]
            follows = wished(session, link.connection).share.follows
            if follows is not None:
                waits = version_waiting(session, link.connection)
                said = {one.value: one.state for one in known if one.kind == "recommendation"}
                state = ("In step", "good")
                if waits is not None:
                    kept = said.get(str(waits.version)) == "declined"
                    verb = "Kept what it had before" if kept else "Waits for its answer to"
                    state = (f"{verb} version {waits.version:,}", "calm" if kept else "look")
                untold = version_untold(session, link.connection)
                followers.append(Follower(name, follows.version, state, untold))
    return followers, asked


def _asked(name: str, one: Widening) -> Asked:
    what = _ASKED[one.kind].format(one.value.replace("_", " "))
    return Asked(name, what, one.asked_at, _STATES[one.state])
