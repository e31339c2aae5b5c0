"""The Library: teachers add the application by themselves (SC-80 to SC-87)."""

from homeroom.certification.logins.library import (
    checks,
    classes,
    colleagues,
    keeping,
    scenarios,
)

__all__ = ["checks", "classes", "colleagues", "keeping", "scenarios"]
