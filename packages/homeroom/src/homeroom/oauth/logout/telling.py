"""Tell applications what is due: one request for each login that has ended, and its tries."""

import threading
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from homeroom.foundation.outbound import Outbound, OutboundError, Sent
from homeroom.foundation.parts import Parts
from homeroom.oauth.logout import notices
from homeroom.oauth.logout.logout_token import logout_token
from homeroom.oauth.logout.notices import TRIES, Notice
from homeroom.oauth.queries import App, app_named
from homeroom.oauth.rates import milliseconds

_HEADERS: Final = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept": "*/*",
    "Connection": "close",
    "User-Agent": "homeroom",
}
_OK: Final = range(200, 300)


@dataclass(frozen=True)
class Teller:
    """Tells the applications of one hub."""

    parts: Parts
    outbound: Outbound

    def waiting(self) -> list[str]:
        """Return the applications that are to be told something now."""
        with self.parts.store.control.reading() as control:
            return notices.waiting(control, self._now())

    def tell(self, application: str, stopping: threading.Event) -> int:
        """Tell one application everything that is due, until it fails to answer; returns how much.

        Other applications are told at the same time by others: whoever is slow only holds up
        himself.
        """
        told = 0
        while not stopping.is_set():
            with self.parts.store.control.reading() as control:
                notice = notices.first_due(control, self._now(), application)
                app = app_named(control, application)
            if notice is None:
                break
            told += self._try(notice, app)
        return told

    def _try(self, notice: Notice, app: App | None) -> int:
        store, uri = self.parts.store.control, app.declared.backchannel_logout_uri if app else ""
        if app is None or not uri:
            with store.writing() as control:
                notices.heard(control, notice)  # it does not want to know any more
            return 0
        if notice.tries >= TRIES:
            self._give_up(notice)
            return 0
        with store.writing() as control:
            if not notices.begin_try(control, self._now(), notice):
                return 0  # another process has it
        try:
            status = self._post(notice, app.client_id, uri)
        except OutboundError as error:
            self._log(notice, error.code)
            with store.writing() as control:
                notices.away(control, self._now(), notice)
            return 0
        if status not in _OK:
            self._log(notice, str(status))
            return 0
        with store.writing() as control:
            notices.heard(control, notice)
        return 1

    def _post(self, notice: Notice, client_id: str, uri: str) -> int:
        token = logout_token(self.parts, self._now(), notice, client_id)
        body = urlencode({"logout_token": token}).encode()
        return self.outbound.send(Sent("POST", uri, _HEADERS, body)).status

    def _give_up(self, notice: Notice) -> None:
        with self.parts.store.control.writing() as control:
            notices.unheard(control, notice)
        self._log(notice, "gave up")

    def _log(self, notice: Notice, why: str) -> None:
        self.parts.log.warning(
            "logout notice not heard",
            application=notice.application,
            tries=min(notice.tries + 1, TRIES),
            why=why,
        )

    def _now(self) -> int:
        return milliseconds(self.parts.clock.now())
