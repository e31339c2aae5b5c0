"""What an application asks to have widened, until the district accepts it.

Revision ID: 0015
"""

from typing import Final

revision: Final = "0015"
down_revision: Final = "0014"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create nothing yet."""
