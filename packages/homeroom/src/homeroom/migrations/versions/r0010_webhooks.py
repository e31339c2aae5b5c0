"""Webhooks, and the requests that applications made.

Revision ID: 0010
"""

from typing import Final

revision: Final = "0010"
down_revision: Final = "0009"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables."""
