"""Verbs of dismissing (control file)."""

from collections.abc import Collection
from typing import Final

import sqlalchemy as sa

from homeroom.districts.models import dismissal
from homeroom.districts.tasks.queries import dismissed_by
from homeroom.districts.tasks.rules import Task
from homeroom.foundation.database import Prepared, Session, upsert

_KEEP: Final = upsert(dismissal, replace=("substance", "at"))
_FORGET: Final = Prepared(
    sa.delete(dismissal).where(
        dismissal.c.district == sa.bindparam("of_district"),
        dismissal.c.person == sa.bindparam("of_person"),
        dismissal.c.task == sa.bindparam("named"),
    )
)
_FORGET_PERSON: Final = Prepared(
    sa.delete(dismissal).where(
        dismissal.c.district == sa.bindparam("of_district"),
        dismissal.c.person == sa.bindparam("of_person"),
    )
)


def dismiss(  # noqa: PLR0913 - a dismissal is all of these
    control: Session, now: int, district: int, person: int, task: Task, there: Collection[str]
) -> None:
    """The person does not see the task as long as it stands as it does.

    `there` names every task that there is: what she dismissed of others is forgotten, so that
    nothing gathers, and one that comes up again is seen again.
    """
    for named in dismissed_by(control, district, person).keys() - set(there):
        show_again(control, district, person, named)
    row = {"district": district, "person": person, "task": task.name}
    control.run(_KEEP, **row, substance=task.substance, at=now)


def show_again(control: Session, district: int, person: int, named: str) -> bool:
    """The person sees the task, if there is one; False if she had not dismissed it."""
    return control.run(_FORGET, of_district=district, of_person=person, named=named) == 1


def forget_person(control: Session, district: int, person: int) -> None:
    """Nothing is kept of what the person dismissed: she left the team."""
    control.run(_FORGET_PERSON, of_district=district, of_person=person)
