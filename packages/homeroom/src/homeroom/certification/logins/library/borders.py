"""A teacher of one district, and one of another with the same e-mail, name and number (LIB-09).

Both add the application by themselves, so no district stands between them but the Clever ids.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from homeroom.certification.harness import (
    AppView,
    Difference,
    Finding,
    Moment,
    UndecidedError,
    check,
    failed,
    passed,
)
from homeroom.certification.logins.arriving import Arrival
from homeroom.certification.logins.checks.judging import came, part
from homeroom.certification.logins.ground import Ground
from homeroom.certification.logins.library.district import KIND
from homeroom.certification.logins.library.parts import add

__all__ = ["Across", "across"]


@dataclass(frozen=True)
class Across:
    """The two of them, with the records after the first came, and after the second did."""

    here: Arrival
    there: Arrival
    before: AppView
    view: AppView
    ids: tuple[str, str]


def across(ground: Ground, key: str) -> Across:
    """Let a teacher add the application, then her namesake of a second district."""
    first, keys, here_id = ground.district, ground.trial.keys, ground.id(key)
    here = add(ground, key)
    ground.take_in(KIND)
    try:
        there_id = ground.id(key)
        if not there_id or there_id == here_id:
            raise UndecidedError(f"The second district has no {key} of its own.")
        there = add(ground, key)
    finally:
        ground.district, ground.trial.district, ground.trial.keys = first, first, keys
    (came_here,), (came_there,) = here.arrivals, there.arrivals
    return Across(came_here, came_there, here.view, there.view, (here_id, there_id))


@check("LIB-09", scenarios=("SC-84",))
def an_account_of_another_district_is_not_taken(moment: Moment) -> Iterator[Finding]:
    """An e-mail alone never opens the account that a teacher of another district has."""
    found = part(moment, Across)
    came([found.here])
    here_id, there_id = found.ids
    was, now = found.before.one("user", here_id), found.view.one("user", here_id)
    other = found.view.one("user", there_id)
    key = found.here.person.key
    if was is None:
        raise UndecidedError(f"{key} has no account, so nobody could take it.")
    troubles = []
    if now is None or now.app_id != was.app_id:
        said = "has no account any more" if now is None else "has another account"
        troubles.append(Difference(f"{key} of the first district", "her account", said))
    if other is not None and other.app_id == was.app_id:
        what = f"{key} of the second district"
        troubles.append(Difference(what, "no account of another's", "the first one's account"))
    if troubles:
        seen = (*found.here.evidence, *found.there.evidence)
        yield failed("An e-mail alone opens an account of another district.", *troubles,
                     evidence=seen)  # fmt: skip
    else:
        yield passed("Whoever has the same e-mail in another district stays a stranger.")
