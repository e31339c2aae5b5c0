"""Receives the browser back from the hub, and answers who it is."""

import logging
import secrets
from collections.abc import Mapping
from typing import Final

from homeroom_kit.login.app import App
from homeroom_kit.login.errors import LoginError, RedirectError
from homeroom_kit.login.exchange import exchange
from homeroom_kit.login.identity import Identity
from homeroom_kit.login.keeping import Kept, Session, Who, kept_in, replace, write
from homeroom_kit.login.remembering import fingerprint
from homeroom_kit.login.rules import (
    RESTART_SECONDS,
    SKEW_SECONDS,
    Already,
    Arrived,
    Refuse,
    Restart,
    Trade,
    judge,
)
from homeroom_kit.login.start import start

__all__ = ["arrive", "callback", "sign_out", "signed_in"]

_REMEMBERED: Final = 4
_TOLD: Final = 200
_log: Final = logging.getLogger("homeroom_kit.login")


def callback(app: App, session: Session, query: Mapping[str, str]) -> Identity:
    """Return who came back from the hub; her session with the application is a new one then.

    A new login replaces whoever was signed in before in this browser. In every other case the
    session stays as it was, so that a stranger's link can neither sign in nor sign out.

    Args:
        app: The application.
        session: The browser's session with the application.
        query: The parameters of the callback's address.

    Raises:
        RedirectError: Send the browser to its `address`: a login that began at the hub is begun
            again with a state, at most once a minute; a callback that came twice is over.
        LoginError: Show the page of its `refusal`.
    """
    identity, _ = arrive(app, session, query)
    return identity


def arrive(app: App, session: Session, query: Mapping[str, str]) -> tuple[Identity, str]:
    """Do as `callback` does, and also return the path to go to."""
    arrived, kept = Arrived.of(query), kept_in(session)
    verdict = judge(arrived, kept, app.endpoints.issuer, app.now)
    match verdict:
        case Already(place):
            raise RedirectError("already", place)
        case Refuse(code, place):
            _note(code, query)
            raise LoginError(code, next=place)
        case Restart(as_admin):
            raise RedirectError("restart", _restart(app, session, kept, "/", as_admin=as_admin))
        case Trade():
            return _trade(app, session, arrived, verdict), verdict.begun.next


def _trade(app: App, session: Session, arrived: Arrived, trade: Trade) -> Identity:
    as_admin = arrived.as_admin or trade.begun.as_admin
    try:
        identity = app.exchanges.once(
            trade.code,
            trade.begun.verifier,
            app.now,
            lambda: exchange(app, trade, as_admin=as_admin),
        )
    except LoginError as refused:
        kept = kept_in(session)
        kept.logins.pop(arrived.state, None)
        write(session, kept)
        if refused.code == "code_refused" and app.now - kept.restarted_at >= RESTART_SECONDS:
            # Most likely another process of ours was faster with the same callback. The person is
            # signed in at the hub, so a new code comes without a question.
            place = trade.begun.next
            address = _restart(app, session, kept, place, as_admin=as_admin)
            raise RedirectError("restart", address) from refused
        _log.warning("login refused: %s (%s)", refused.code, refused.message)
        raise LoginError(refused.code, refused.message, trade.begun.next) from refused
    _sign_in(app, session, identity, arrived.state, trade)
    return identity


def _sign_in(app: App, session: Session, identity: Identity, state: str, trade: Trade) -> None:
    kept = kept_in(session)
    _end(app, kept)
    kept.logins.pop(state, None)
    done = [*kept.done.items(), (fingerprint(state), trade.begun.next)]
    who = Who.of(identity, secrets.token_hex(16), app.now)
    fresh = Kept(kept.logins, dict(done[-_REMEMBERED:]), 0.0, who, secrets.token_hex(16))
    replace(session, fresh)


def _restart(app: App, session: Session, kept: Kept, place: str, *, as_admin: bool) -> str:
    kept.restarted_at = app.now
    write(session, kept)
    return start(app, session, next=place, as_admin=as_admin)


def signed_in(app: App, session: Session) -> Who | None:
    """Who is signed in; None if nobody is, or her time is over, or a question waits for her."""
    who = kept_in(session).who
    if who is None or who.waits_for or not _is_good(app, who):
        return None
    return who


def _is_good(app: App, who: Who) -> bool:
    young = -SKEW_SECONDS <= app.now - who.at < app.session_seconds
    return young and not app.ended.has_ended(who.login, app.now)


def sign_out(app: App, session: Session) -> None:
    """End the session with the application; the one with the hub is not ours to end."""
    _end(app, kept_in(session))
    getattr(session, "flush", session.clear)()


def _end(app: App, kept: Kept) -> None:
    if kept.who is not None:
        app.ended.end(kept.who.login, kept.who.at + app.session_seconds)


def _note(code: str, query: Mapping[str, str]) -> None:
    said = str(query.get("error_description") or "")[:_TOLD]
    _log.warning("login refused: %.60r (%r)", code, said)
