"""The checks of certification.md 6.4 for logins: each looks at one part of a story."""

from homeroom.certification.logins.checks import (
    accounts,
    arriving,
    callbacks,
    devices,
    pages,
    refusals,
    returning,
    wire,
)

__all__ = [
    "accounts", "arriving", "callbacks", "devices", "pages", "refusals", "returning", "wire",
]  # fmt: skip
