"""An application says where it wants to hear of new events, and with which secret.

The address and its secret are control's, the cursors roster's: no verb here touches both. What
is left of the cursors when an address is taken away is found when the next notice is due.
"""

from dataclasses import asdict, dataclass
from typing import Final

import sqlalchemy as sa

from homeroom.events.models import webhook
from homeroom.events.webhooks import cursors
from homeroom.events.webhooks.queries import Webhook, webhook_of
from homeroom.events.webhooks.rules import ROTATION
from homeroom.events.webhooks.telling import PURPOSE
from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.secrets import Sealer, new_secret

_PREFIX: Final = "hwh_"
_ENDING: Final = 4
_STALE: Final = "The webhook was changed meanwhile. Look at it again before you change it."
_COLUMNS: Final = (
    "address", "sealed", "ending", "changed_at", "old_sealed", "old_until",
)  # fmt: skip
_PUT: Final = upsert(webhook, replace=_COLUMNS)
_REMOVE: Final = Prepared(
    sa.delete(webhook).where(webhook.c.application == sa.bindparam("of_application"))
)


@dataclass(frozen=True)
class At:
    """When something is changed, and which state its author has seen: 0 for "there is none"."""

    now: int
    seen: int


def set_address(session: Session, sealer: Sealer, application: str, address: str, at: At) -> str:
    """Notices go to this address from now on; returns the secret of a new webhook, else nothing."""
    found = _as_seen(session, application, at)
    if found is None:
        secret = new_secret(_PREFIX)
        sealed = sealer.seal(secret, PURPOSE).hex()
        made = Webhook(application, address, sealed, secret[-_ENDING:], at.now, None, None)
        session.many(_PUT, [asdict(made)])
        return secret
    changed = asdict(found) | {"address": address, "changed_at": _later(found, at)}
    session.many(_PUT, [changed])
    return ""


def rotate(session: Session, sealer: Sealer, application: str, at: At) -> str:
    """Return a new secret; the old one signs beside it for a day."""
    found = _as_seen(session, application, at)
    if found is None:
        raise ConflictError(_STALE)
    secret = new_secret(_PREFIX)
    changed = {
        "sealed": sealer.seal(secret, PURPOSE).hex(),
        "ending": secret[-_ENDING:],
        "changed_at": _later(found, at),
        "old_sealed": found.sealed,
        "old_until": at.now + ROTATION,
    }
    session.many(_PUT, [asdict(found) | changed])
    return secret


def remove(session: Session, application: str, at: At) -> None:
    """Nothing is sent any more."""
    _as_seen(session, application, at)
    session.run(_REMOVE, of_application=application)


def send_again(session: Session, now: int, district: int, connection: str, event: int) -> None:
    """A dead letter is tried once more, for a day."""
    if not cursors.again(session, now, district, connection, event):
        raise ConflictError("This notice is on its way already, or a newer one is.")


def _as_seen(session: Session, application: str, at: At) -> Webhook | None:
    """Return the webhook; ConflictError if it is not the one that was shown."""
    found = webhook_of(session, application)
    if (0 if found is None else found.changed_at) != at.seen:
        raise ConflictError(_STALE)
    return found


def _later(found: Webhook, at: At) -> int:
    # Two changes in one millisecond are two states all the same.
    return max(at.now, found.changed_at + 1)
