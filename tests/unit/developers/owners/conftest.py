"""The workshop of the developers' tests, for those of its owners."""

from tests.unit.developers.conftest import workshop

__all__ = ["workshop"]
