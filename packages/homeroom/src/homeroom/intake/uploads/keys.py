"""Upload keys: tokens that can only upload, for one district (decisions.md R41)."""

from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.secrets import hash_secret, new_secret
from homeroom.intake.models import upload_key

PREFIX: Final = "hruk_"
"""Says to whoever finds one what it is, and to a scanner what to look for."""

_ADD: Final = insert(upload_key)
_REVOKE: Final = Prepared(
    sa.update(upload_key)
    .where(
        upload_key.c.district == sa.bindparam("of_district"),
        upload_key.c.label == sa.bindparam("labelled"),
        upload_key.c.revoked_at.is_(None),
    )
    .values(revoked_at=sa.bindparam("at"))
)


def issue_upload_key(session: Session, district: int, label: str, now: int) -> str:
    """The district has a new key; it is shown this once and kept as a hash only."""
    key = new_secret(PREFIX)
    row = {
        "key_hash": hash_secret(key),
        "district": district,
        "label": label,
        "created_at": now,
        "revoked_at": None,
    }
    session.many(_ADD, [row])
    return key


def revoke_upload_key(session: Session, district: int, label: str, now: int) -> int:
    """The keys of this label open nothing any more; return how many there were."""
    revoked = session.run(_REVOKE, of_district=district, labelled=label, at=now)
    if not revoked:
        raise NotFoundError(f"The district has no upload key labelled {label!r}", "no_such_key")
    return revoked
