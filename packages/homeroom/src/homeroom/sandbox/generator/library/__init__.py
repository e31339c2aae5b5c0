"""The Library district: a valley whose teachers find applications for themselves.

No application is connected to it, so that what teachers add is all there is (sso.md 8.11).  Its
classes are what an application has to cope with (sso.md 8.7): co-teachers, students of several
teachers, a teacher of more than a hundred, one without a section, names of other scripts.
"""

from homeroom.sandbox.generator.library.valley import build

__all__ = ["build"]
