"""What an application shows beside what it should show, difference by difference.

Differences name records by the key that the district's source gives them. An application is held
to what it declares: record types that it keeps, user types that get accounts, fields that it tells.
"""

from homeroom.certification.harness.comparing.fields import field_differences
from homeroom.certification.harness.comparing.links import (
    contact_differences,
    reference_differences,
    roster_differences,
    school_differences,
    section_differences,
    tie_losses,
)
from homeroom.certification.harness.comparing.presence import (
    STILL_KINDS,
    named,
    presence,
    role_differences,
    status_differences,
    wanted,
)

__all__ = [
    "STILL_KINDS",
    "contact_differences",
    "field_differences",
    "named",
    "presence",
    "reference_differences",
    "role_differences",
    "roster_differences",
    "school_differences",
    "section_differences",
    "status_differences",
    "tie_losses",
    "wanted",
]
