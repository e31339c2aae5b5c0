"""Classes that a district made itself, and ids that an application matched.

Revision ID: 0016
"""

from typing import Final

revision: Final = "0016"
down_revision: Final = "0015"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create nothing yet."""
