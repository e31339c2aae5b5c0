"""How much one application was opened lately, for its own page."""

from datetime import timedelta
from typing import Final

from homeroom.accounts.usage.queries import usages
from homeroom.districts.guard import Admin
from homeroom.districts.reports.counting import Figures, figures_of
from homeroom.foundation.parts import Parts

_DAYS: Final = 7


def opened_lately(parts: Parts, admin: Admin, application: str) -> Figures:
    """Return how often it was opened in the last seven days of the district, and by how many."""
    ahead = timedelta(seconds=admin.district.clock_offset_seconds)
    last = (parts.clock.now() + ahead).date()
    first = last - timedelta(days=_DAYS - 1)
    with parts.store.control.reading() as control:
        found = usages(control, admin.number, f"{first}", f"{last}")
    return figures_of(found, first, last, application=application)
