"""The Library: teachers add the application by themselves (SC-80 to SC-87)."""

from homeroom.certification.logins.library import checks, classes, keeping, scenarios

__all__ = ["checks", "classes", "keeping", "scenarios"]
