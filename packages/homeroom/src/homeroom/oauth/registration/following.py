"""What districts agreed to follows what an application declares and recommends (ruling R28).

What is taken back is gone at once; what is added waits, connection by connection. The declaration
or the recommendation comes first, in its own transaction, and each connection follows in one of
its own, with its events: no action writes both halves of the store, and no district waits for
another. It may be called as often as one likes: what a hub that was stopped in between left
undone is done when it starts (`repair`). Meanwhile nothing is open that should not be, since a
login needs both what is declared and what was agreed.
"""

from dataclasses import replace
from typing import Final

from homeroom.events import agreements
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.parts import Parts
from homeroom.oauth.queries import App, app_named, apps
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.registration.rules import Needs, first_access
from homeroom.roster.actions import hold_district
from homeroom.roster.queries import districts, time_of
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.pinning.queries import wished
from homeroom.sharing.queries import ENDED, Connection, connection_named, connections_to
from homeroom.sharing.recommending.queries import published_for
from homeroom.sharing.recommending.rules import InForce, untold, waiting
from homeroom.sharing.rules import FieldAccess
from homeroom.sharing.widening import actions
from homeroom.sharing.widening.queries import widenings_of
from homeroom.sharing.widening.rules import Allowance, Kind, State, allowance
from homeroom_wire.fields import Tier

_NO_TYPE: Final = "The application does not use this integration type any more."
_DROPPED: Final = "What the application recommends no more is not shared any more."
_NARROWER: Final[Tier] = "district_sso"
_WIDER: Final[Tier] = "secure_sync"


def declared_by(app: App) -> Allowance:
    """Return what an application declares, as a district agrees to it."""
    return allowance(app.declared.user_types, app.declared.types, app.redirect_uris)


def agreed_at_first(parts: Parts, district: int, app: App) -> Allowance | None:
    """Return what a new connection agrees to; None in a sandbox, whose people are invented."""
    return None if district in _sandboxes(parts) else declared_by(app)


def note_agreed(parts: Parts, app: App) -> None:
    """Connections that were made before anybody asked agree to what is declared until now.

    To be called before a declaration changes, so that nothing new is taken for old.
    """
    sandboxes, declared = _sandboxes(parts), declared_by(app)
    with parts.store.roster.reading() as session:
        if not any(_is_unasked(one, sandboxes) for one in _live(session, app.application)):
            return
    with parts.store.roster.writing() as session:
        for one in _live(session, app.application):
            if _is_unasked(one, sandboxes):
                actions.agree(session, one, declared)


def follow(parts: Parts, app: App, who: str) -> int:
    """Every connection loses what was taken back and asks for what was added; how many changed.

    What is declared is read anew before and after: whoever was slow must not have the last word
    with a declaration that somebody has changed meanwhile.
    """
    changed, followed = 0, app
    while True:
        now = _as_declared(parts, followed)
        changed += _follow_all(parts, now, who)
        followed = _as_declared(parts, now)
        if (followed.declared, followed.redirect_uris) == (now.declared, now.redirect_uris):
            return changed


def _as_declared(parts: Parts, app: App) -> App:
    with parts.store.control.reading() as control:
        return app_named(control, app.application) or app


def _follow_all(parts: Parts, app: App, who: str) -> int:
    with parts.store.roster.reading() as session:
        links = [one for one in _live(session, app.application) if _lags(session, one, app)]
    changed = 0
    for link in links:
        by = Author(who, _moment(parts, link.district), _DROPPED)
        with parts.store.roster.writing() as session:
            hold_district(session, link.district)
            now = connection_named(session, link.district, link.id)
            if now is not None and now.state != ENDED:
                changed += _follow(session, now, app, by)
    return changed


def repair(parts: Parts) -> None:
    """What a hub that was stopped between the two halves left undone is done."""
    with parts.store.control.reading() as control:
        registered = apps(control)
    for app in registered:
        follow(parts, app, app.name)


def answer(  # noqa: PLR0913 - an answer is all of these
    session: Session,
    link: Connection,
    needs: Needs,
    asked: tuple[Kind, str],
    state: State,
    author: Author,
) -> bool:
    """The district says yes or no to one thing that is asked; False if it had said so before."""
    # Of two answers at once the second must see what the first has agreed to.
    hold_district(session, link.district)
    link = agreements.running(session, link.district, link.id)
    if not actions.answer(session, link, *asked, state, author):
        return False
    if asked == ("type", _WIDER) and state == "accepted" and link.tier != _WIDER:
        if link.pinned is not None:
            raise ConflictError("The application is paused or looks at a change; wait for its end")
        access = _widened(link, needs)
        agreements.change_type(session, link.district, link.id, access, author)
    return True


def version_waiting(session: Session, link: Connection) -> InForce | None:
    """Return the version of the recommendation that waits for a connection's district."""
    share = wished(session, link).share
    rows = published_for(session, link.district, link.application)
    return waiting(share, rows, link.district)


def version_untold(session: Session, link: Connection) -> tuple[str, ...]:
    """Return why that version waits whole: by what it selects that is not received there."""
    agreement = wished(session, link)
    rows = published_for(session, link.district, link.application)
    return untold(agreement.share, rows, link.district, agreement.access)


def _lags(session: Session, link: Connection, app: App) -> bool:
    """Whether there may be something to do; whoever follows nothing is not written to."""
    if wished(session, link).share.kind == "recommended":
        return True
    agreed, declared = link.allowance, declared_by(app)
    if agreed is None:
        return False
    known = widenings_of(session, link.district, link.id)
    asked = {(one.kind, one.value) for one in known if one.state != "accepted"}
    return (
        bool(agreed.beyond(declared))
        or asked != set(declared.beyond(agreed))
        or link.tier not in app.declared.types
    )


def _follow(session: Session, link: Connection, app: App, by: Author) -> bool:
    district, named = link.district, link.id
    changed = agreements.keep_in_step(session, district, named, by)
    version = version_waiting(session, agreements.running(session, district, named))
    if version is not None:
        actions.ask_version(session, link, version.version, by.at_ms)
    changed |= actions.follow(session, link, declared_by(app), by.at_ms)
    if link.allowance is not None and link.tier not in app.declared.types:
        changed |= _without_type(session, link, app, replace(by, note=_NO_TYPE))
    return changed


def _without_type(session: Session, link: Connection, app: App, by: Author) -> bool:
    """The connection is of the narrower type, if that is left; else it shares nothing."""
    if _NARROWER in app.declared.types:
        access = replace(wished(session, link).access, tier=_NARROWER)
        return agreements.change_type(session, link.district, link.id, access, by)
    return agreements.share_nothing(session, link.district, link.id, by)


def _widened(link: Connection, needs: Needs) -> FieldAccess:
    """Return the access of the wider type: what is declared, less what the district has off."""
    new, old = first_access(needs, _WIDER), link.access
    return replace(
        new, refused=new.refused | old.refused, roles=old.roles, extensions=old.extensions
    )


def _live(session: Session, application: str) -> list[Connection]:
    return [one for one in connections_to(session, application) if one.state != ENDED]


def _is_unasked(link: Connection, sandboxes: frozenset[int]) -> bool:
    return link.allowance is None and link.district not in sandboxes


def _sandboxes(parts: Parts) -> frozenset[int]:
    with parts.store.control.reading() as control:
        return frozenset(one.number for one in districts(control) if one.sandbox)


def _moment(parts: Parts, district: int) -> int:
    with parts.store.control.reading() as control:
        return milliseconds(time_of(control, district, parts.clock.now()))
