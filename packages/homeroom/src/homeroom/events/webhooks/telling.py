"""Tell applications that there are new events: one signed request, and its tries."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from homeroom.events.webhooks import cursors, rules
from homeroom.events.webhooks.queries import Cursor, Webhook, first_due, waiting, webhook_of
from homeroom.foundation.clock import wire_time
from homeroom.foundation.ids import seconds_of, wire_id
from homeroom.foundation.outbound import Outbound, OutboundError, Sent
from homeroom.foundation.parts import Parts
from homeroom.roster.queries import districts
from homeroom.sharing.queries import ENDED, connection_named

PURPOSE: Final = "webhook"
"""What a signing secret is sealed for."""

_OK: Final = range(200, 300)
_REDIRECTS: Final = range(300, 400)


@dataclass(frozen=True)
class Teller:
    """Tells the applications of one hub."""

    parts: Parts
    outbound: Outbound

    def waiting(self) -> list[str]:
        """Return the applications that are to be told something now."""
        with self.parts.store.roster.reading() as session:
            return waiting(session, self._now())

    def tell(self, application: str, stopping: threading.Event) -> int:
        """Tell one application what is due, until it fails to answer; returns how much."""
        told = 0
        while not stopping.is_set():
            with self.parts.store.control.reading() as control:
                hook = webhook_of(control, application)
            with self.parts.store.roster.reading() as session:
                cursor = first_due(session, application, self._now())
            if cursor is None:
                break
            if hook is None:
                with self.parts.store.roster.writing() as session:
                    cursors.forget(session, application)
                break
            told += self._try(hook, cursor)
        return told

    def _try(self, hook: Webhook, cursor: Cursor) -> int:
        roster = self.parts.store.roster
        with roster.writing() as session:
            connection = connection_named(session, cursor.district, cursor.connection)
            if connection is None or connection.state == ENDED:
                cursors.drop(session, cursor)
                return 0
            if not cursors.begin_try(session, self._now(), cursor):
                return 0  # another process has it
        outcome = send(self.parts, self.outbound, hook, self._notice(cursor))
        with roster.writing() as session:
            if outcome.heard:
                cursors.heard(session, self._now(), cursor, outcome.said)
                return 1
            is_dead = cursors.failed(session, self._now(), cursor, outcome.said)
            if not outcome.answered:
                cursors.away(session, self._now(), cursor)
        self.parts.log.warning(
            "webhook dead" if is_dead else "webhook not heard",
            application=cursor.application,
            tries=cursor.tries + 1,
            why=outcome.said,
        )
        return 0

    def _notice(self, cursor: Cursor) -> bytes:
        with self.parts.store.control.reading() as control:
            ids = {one.number: one.id for one in districts(control)}
        published = datetime.fromtimestamp(seconds_of(cursor.event), UTC)
        return rules.notice(
            cursor.connection,
            ids.get(cursor.district, ""),
            wire_id(cursor.event, cursor.district),
            wire_time(published),
        )

    def _now(self) -> int:
        return round(self.parts.clock.now().timestamp() * 1000)


@dataclass(frozen=True)
class Outcome:
    """What became of one request."""

    heard: bool
    answered: bool
    said: str
    """A status, or in words why there is none."""


def send(parts: Parts, outbound: Outbound, hook: Webhook, body: bytes) -> Outcome:
    """Send a signed body to an application's address; whatever happens is an outcome."""
    now = parts.clock.now().timestamp()
    sealed = hook.sealed_at(round(now * 1000))
    secrets = [parts.sealer.open(bytes.fromhex(one), PURPOSE) for one in sealed]
    headers = {
        "Content-Type": "application/json",
        "Accept": "*/*",
        "Connection": "close",
        "User-Agent": "homeroom",
        rules.HEADER: rules.signature(secrets, int(now), body),
    }
    try:
        status = outbound.send(Sent("POST", hook.address, headers, body)).status
    except OutboundError as error:
        return Outcome(heard=False, answered=False, said=error.message)
    said = f"It answered {status}"
    if status in _REDIRECTS:
        said += ": redirects are not followed"
    return Outcome(heard=status in _OK, answered=True, said=said)
