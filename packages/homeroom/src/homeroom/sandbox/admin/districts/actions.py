"""Verbs of what is kept of a played district; each inside a writing session of `control`."""

import json
from typing import Final

from homeroom.foundation.database import Session, upsert
from homeroom.sandbox.admin.districts.queries import Played
from homeroom.sandbox.models import played_district

_KEEP: Final = upsert(played_district, replace=("steps", "snapshots", "waiting"))


def keep(session: Session, one: Played) -> None:
    """The district came to what it is by these steps."""
    session.run(
        _KEEP,
        district=one.made.number,
        steps=json.dumps(one.steps),
        snapshots=json.dumps(one.snapshots or {}),
        waiting=one.waiting,
    )
