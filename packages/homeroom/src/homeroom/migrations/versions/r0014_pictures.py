"""Icons and screenshots of applications, and what a listing says of itself.

Revision ID: 0014
"""

from typing import Final

revision: Final = "0014"
down_revision: Final = "0013"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create nothing yet."""
