"""Answers "What do I recommend districts to share, and what waits for them?"."""

from typing import Any, Final, NamedTuple

from homeroom.developers.districts.standing import Link, links_of
from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.developers.recommending.publishing import (
    LONGEST_NOTE,
    latest,
    publish_for,
    share_in,
    written,
)
from homeroom.developers.taking.drafting import in_words
from homeroom.foundation.errors import ConflictError
from homeroom.oauth.registration.following import version_waiting
from homeroom.oauth.registration.queries import Registration
from homeroom.sharing.pinning.queries import wished
from homeroom.sharing.recommending.queries import published
from homeroom.sharing.recommending.rules import EVERY_DISTRICT
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting.fields import names_of
from homeroom.sharing.selecting.rules import OPERATORS, RULE_KINDS
from homeroom.sharing.widening.queries import widenings_of
from homeroom.sharing.widening.rules import KINDS, Kind, Widening
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

BELOW: Final = "/recommendation"
_BAD_FORM: Final = 400
_STALE: Final = 409
_SAID: Final = {
    "published": (
        "Published. What it drops is gone at once where districts follow; what it adds waits until"
        " each of them accepts it."
    ),
    "back": "Taken back. Districts that follow keep what they accepted.",
    "already": "This was published already; nothing was done a second time.",
}
EXAMPLE: Final = (
    '[{"kind": "student", "filters": [{"field": "grade", "operator": "equals_any",'
    ' "values": ["6", "7", "8"]}], "sections": true}]'
)
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


class Asked(NamedTuple):
    """Something beyond what a district agreed to."""

    name: str
    what: str
    asked_at: int
    state: tuple[str, str]


def show_recommendation(request: Request, who: Developer, app: Registration) -> Answer:
    """Show what is recommended, who follows, what waits, and the form that publishes."""
    return _page(request, who, app, Form())


def save(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The recommendation is published, or taken back."""
    scope = _scope(request, app, form)
    takes_back = form.text("do") == "back"
    share = None if takes_back else share_in(form)
    if form.troubles:
        return _page(request, who, app, form, _BAD_FORM)
    try:
        done = publish_for(request.parts, who, app, scope, share, form)
    except ConflictError as error:
        form.refuse("", f"{error.message.rstrip('.')}.")
        return _page(request, who, app, form, _STALE)
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


def _page(
    request: Request, who: Developer, app: Registration, form: Form, status: int = 200
) -> Answer:
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
    return show_app(
        request,
        who,
        app,
        "recommending/recommendation.html",
        BELOW,
        status=status,
        now=[(names[scope], row, _words(row.share)) for scope, row in now.items()],
        followers=followers,
        asked=asked,
        scopes=[("", "All districts"), *((one.district.id, one.district.name) for one in links)],
        named=named if chosen else "",
        mine=mine,
        shown=rows[-1].version if rows else 0,
        typed=_typed(form, mine.share if mine else None, mine.note if mine else ""),
        fields={kind: ", ".join(names_of(kind)) for kind in RULE_KINDS},
        operators=", ".join(OPERATORS),
        example=EXAMPLE,
        longest=LONGEST_NOTE,
        troubles=form.troubles,
        said=_SAID.get(query.text("said"), ""),
    )


def _typed(form: Form, share: Share | None, note: str) -> dict[str, Any]:
    """Return what the form shows: what was typed, or what is published."""
    if form.fields:
        return {
            "kind": form.text("kind"),
            "also": form.all("also"),
            "rules": form.raw("rules"),
            "note": form.text("note"),
        }
    if share is None:
        return {"kind": "rules", "also": ["contacts"], "rules": EXAMPLE, "note": ""}
    on = {"staff": share.staff, "administrators": share.administrators, "contacts": share.contacts}
    return {
        "kind": share.kind,
        "also": [name for name, is_on in on.items() if is_on],
        "rules": written(share.rules) if share.rules else EXAMPLE,
        "note": note,
    }


def _words(share: Share | None) -> list[str]:
    if share is None:
        return []
    if share.kind == "rules":
        found = [
            in_words(rule) + (", with their sections" if rule.sections else "")
            for rule in share.rules
        ]
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
            asked += [_asked(name, one) for one in known if one.kind in KINDS]
            follows = wished(session, link.connection).share.follows
            if follows is not None:
                waits = version_waiting(session, link.connection)
                said = {one.value: one.state for one in known if one.kind == "recommendation"}
                state = ("In step", "good")
                if waits is not None:
                    kept = said.get(str(waits.version)) == "declined"
                    verb = "Kept what it had before" if kept else "Waits for its answer to"
                    state = (f"{verb} version {waits.version:,}", "calm" if kept else "look")
                followers.append(Follower(name, follows.version, state))
    return followers, asked


def _asked(name: str, one: Widening) -> Asked:
    what = _ASKED[one.kind].format(one.value.replace("_", " "))
    return Asked(name, what, one.asked_at, _STATES[one.state])
