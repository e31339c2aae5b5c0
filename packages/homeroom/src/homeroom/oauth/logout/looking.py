"""Which watched logins have ended: asked of the sessions and of the one view.

Two looks. The short one reads the sessions that ended in the last minute, so that signing out is
told within a second or two. The long one comes to every watched login within five minutes and
asks both questions of it. Nothing depends on the short one: whatever it overlooks, because a hub
was killed or a transaction was slow, the long one finds.
"""

from dataclasses import dataclass, field
from typing import Final

from homeroom.accounts import ended as sessions
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import hash_secret
from homeroom.foundation.working.rounds import is_of_store
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.login.ports import Identity
from homeroom.oauth.logout import notices
from homeroom.oauth.logout.notices import SECOND, Cause, Notice
from homeroom.oauth.queries import App, app_named
from homeroom.oauth.rates import milliseconds

LOOK_EVERY: Final = 300 * SECOND
SHORT_LOOK_BACK: Final = 60 * SECOND
_AT_ONCE: Final = 100


@dataclass
class Lookout:
    """Looks at the watched logins of one hub."""

    parts: Parts
    identity: Identity
    _seen: set[sessions.Whose] = field(default_factory=set)

    def short_look(self) -> int:
        """Find logins whose hub session was ended lately; returns how many."""
        now = self._now()
        with self.parts.store.control.reading() as control:
            if not notices.any_watched(control):
                return 0
            lately = set(sessions.touched_since(control, now - SHORT_LOOK_BACK))
            people = {(one.district, one.person) for one in lately - self._seen}
            found = [
                notice
                for district, person in sorted(people)
                for session_hash, is_over in sessions.over(control, district, person).items()
                if is_over
                for notice in notices.watched_in(control, hash_secret(session_hash))
            ]
        count = self._note([(notice, "session") for notice in found])
        self._seen = lately
        return count

    def long_look(self) -> int:
        """Look at logins whose turn it is, some at a time; returns how many have ended."""
        now = self._now()
        with self.parts.store.control.reading() as control:
            turn = notices.unseen(control, now - LOOK_EVERY, _AT_ONCE)
        if not turn:
            return 0
        count = self._note([(notice, self._cause(notice)) for notice in turn])
        with self.parts.store.control.writing() as control:
            notices.sweep(control, now)
        return count

    def _note(self, judged: list[tuple[Notice, Cause]]) -> int:
        if not judged:
            return 0
        now, count = self._now(), 0
        with self.parts.store.control.writing() as control:
            for notice, cause in judged:
                if not cause:
                    notices.looked(control, now, notice)
                elif notices.ended(control, now, notice, cause):
                    count += 1
        return count

    def _cause(self, notice: Notice) -> Cause:
        """Return why the login has ended; empty while it stands."""
        try:
            with self.parts.store.control.reading() as control:
                known = sessions.over(control, notice.district, notice.person)
                app = app_named(control, notice.application)
            # A session that is not known ended nowhere here; its login goes with its token.
            if any(over for one, over in known.items() if hash_secret(one) == notice.hub_session):
                return "session"
            return "" if app is None or self._is_seen(app, notice) else "access"
        except Exception as error:
            if is_of_store(error):
                raise
            # One login that cannot be judged must not keep the others from being looked at.
            self.parts.log.exception("login not looked at", exc_info=error)
            return ""

    def _is_seen(self, app: App, notice: Notice) -> bool:
        """True while the login's token would open anything."""
        grant = UserGrant(
            token_hash="",
            application=app.application,
            client_id=app.client_id,
            declared=app.declared,
            district=notice.district,
            person=notice.person,
            role=notice.role,
            authorized_by=notice.authorized_by,
            connection=notice.connection,
            code_hash="",
            hub_session=notice.hub_session,
            is_impersonated=False,
            issued_at=0,
            expires_at=notice.expires_at,
        )
        return self.identity.record(self.parts, grant, "v3.1") is not None

    def _now(self) -> int:
        return milliseconds(self.parts.clock.now())
