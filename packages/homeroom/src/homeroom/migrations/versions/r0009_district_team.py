"""A district's team, its log, and the record of disclosures.

Revision ID: 0009
"""

from typing import Final

revision: Final = "0009"
down_revision: Final = "0008"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables."""
