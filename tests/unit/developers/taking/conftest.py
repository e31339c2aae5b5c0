"""The workshop of the developers' tests, for those of what an application takes."""

from tests.unit.developers.conftest import workshop

__all__ = ["workshop"]
