"""How much applications were opened lately, for their own pages."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from homeroom.accounts.usage.queries import Usage, usages
from homeroom.districts.guard import Admin
from homeroom.districts.reports.counting import Figures, figures_of
from homeroom.foundation.parts import Parts

_DAYS: Final = 7


def opened_lately(parts: Parts, admin: Admin, application: str) -> Figures:
    """Return how often it was opened in the last seven days of the district, and by how many."""
    first, last, found = _lately(parts, admin)
    return figures_of(found, first, last, application=application)


def times_lately(parts: Parts, admin: Admin) -> Mapping[str, int]:
    """Return how often each application was opened in these days; who was not is not named."""
    first, last, found = _lately(parts, admin)
    return {one.application: one.times for one in figures_of(found, first, last).applications}


def _lately(parts: Parts, admin: Admin) -> tuple[date, date, list[Usage]]:
    ahead = timedelta(seconds=admin.district.clock_offset_seconds)
    last = (parts.clock.now() + ahead).date()
    first = last - timedelta(days=_DAYS - 1)
    with parts.store.control.reading() as control:
        return first, last, usages(control, admin.number, f"{first}", f"{last}")
