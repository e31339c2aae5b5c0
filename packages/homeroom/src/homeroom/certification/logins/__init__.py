"""Logins and the Library: scenarios in which people come, and the checks that look at them (H).

Words: a *ground* is what one scenario stands on: a district, devices, a record of what they asked;
an *arrival* is one person's way into the application and where it ended; a *part* is a stretch of
a scenario that is played alone, so that one that cannot be played takes no other along; a *story*
is all of its parts, and what a moment holds as `seen`.

Everything here drives the hub and the application from outside. Importing it registers scenarios
and checks. A check that plain HTTP cannot decide says so, and passes nobody by default.
"""

from homeroom.certification.logins import checks, library, sso

__all__ = ["checks", "library", "sso"]
