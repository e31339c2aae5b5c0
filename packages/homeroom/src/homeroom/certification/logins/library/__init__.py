"""The Library: teachers add the application by themselves (SC-80 to SC-87)."""

from homeroom.certification.logins.library import (
    borders,
    checks,
    classes,
    colleagues,
    keeping,
    scenarios,
)

__all__ = ["borders", "checks", "classes", "colleagues", "keeping", "scenarios"]
