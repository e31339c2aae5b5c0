"""Connections as districts and developers arrange them: requests, invitations, launch, pause.

Revision ID: 0007
"""

from typing import Final

revision: Final = "0007"
down_revision: Final = "0006"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables."""
