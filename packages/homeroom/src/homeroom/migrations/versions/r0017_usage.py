"""Who used which application on which day, counted, and doors opened in need.

Revision ID: 0017
"""

from typing import Final

revision: Final = "0017"
down_revision: Final = "0016"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create nothing yet."""
