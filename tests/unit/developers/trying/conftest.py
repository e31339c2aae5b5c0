"""The workshop of the developers' tests, for those of the pages that try an application out."""

from tests.unit.developers.conftest import workshop

__all__ = ["workshop"]
