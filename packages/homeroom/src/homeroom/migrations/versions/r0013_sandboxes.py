"""Districts that a developer made to try an application with.

Revision ID: 0013
"""

from typing import Final

revision: Final = "0013"
down_revision: Final = "0012"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create nothing yet."""
