"""Turns an application off and on again, inside a transaction of the caller (control file)."""

from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.oauth.models import application

_SWITCH: Final = Prepared(
    sa.update(application)
    .where(
        application.c.application == sa.bindparam("named"),
        application.c.enabled != sa.bindparam("to"),
    )
    .values(enabled=sa.bindparam("to"))
)


def switch(control: Session, application_id: str, *, on: bool) -> bool:
    """The application is on, or off; returns whether it was otherwise before."""
    return control.run(_SWITCH, named=application_id, to=int(on)) > 0
