"""Reads of what was dismissed (control file)."""

from typing import Final

import sqlalchemy as sa

from homeroom.districts.models import dismissal
from homeroom.foundation.database import Prepared, Session

_BY: Final = Prepared(
    sa.select(dismissal.c.task, dismissal.c.substance).where(
        dismissal.c.district == sa.bindparam("district"),
        dismissal.c.person == sa.bindparam("person"),
    )
)


def dismissed_by(control: Session, district: int, person: int) -> dict[str, str]:
    """Return what a person dismissed: the task's name -> its substance then."""
    return dict(control.all(_BY, district=district, person=person))
