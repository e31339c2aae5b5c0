"""A right application in which one person has one account, however many Clever IDs she has.

Its accounts stand beside what it reads: a teacher and a staff member of one name, in one school,
have one account. Whoever says so in the survey is right (Q-Y32).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from typing_extensions import override

from homeroom_kit.probe.records import Records
from tests.certification.apps.right import RightApplication

__all__ = ["JoiningApplication", "OneAccountEach"]

_AT_WORK: Final = ("teacher", "staff")


@dataclass(frozen=True)
class OneAccountEach:
    """Records under the ids of accounts; only people have accounts."""

    rows: Records

    def page(
        self, type_: str, cursor: str | None, district: str = ""
    ) -> tuple[list[Any], str | None]:
        """Return a page of the rows."""
        told, after = self.rows.page(type_, cursor, district)
        return (_joined(told) if type_ == "user" else told), after


def _joined(told: Iterable[Any]) -> list[Any]:
    listed = list(told)
    accounts: dict[tuple[str, str], str] = {}
    for one in listed:
        for role in one.get("roles") or ():
            accounts.setdefault((role, _person(one)), one["app_id"])
    return [{**one, "app_id": _account(one, accounts)} for one in listed]


def _person(one: Any) -> str:
    """What people go by: where they are, and what they are called."""
    name = sorted((one.get("name") or {}).items())
    schools = sorted(one.get("schools") or ())
    return f"{one['district']} {schools} {name}"


def _account(one: Any, accounts: dict[tuple[str, str], str]) -> str:
    both = [accounts.get((role, _person(one))) for role in _AT_WORK]
    is_at_work = not {*_AT_WORK}.isdisjoint(one.get("roles") or ())
    return both[0] if is_at_work and both[0] and both[1] else one["app_id"]


class JoiningApplication(RightApplication):
    """The right one, with such accounts."""

    @override
    def records(self) -> Any:
        return OneAccountEach(super().records())
