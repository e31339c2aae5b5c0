"""Connections that read as of a moment: paused, or held by a threshold of their application.

Revision ID: 0011
"""

from typing import Final

revision: Final = "0011"
down_revision: Final = "0010"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables."""
