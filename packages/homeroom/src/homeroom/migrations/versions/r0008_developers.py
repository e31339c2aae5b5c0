"""Developers and what they own.

Revision ID: 0008
"""

from typing import Final

revision: Final = "0008"
down_revision: Final = "0007"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables."""
