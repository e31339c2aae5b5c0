"""Tasks of the first page that an administrator of a district dismissed for herself.

Revision ID: 0020
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0020"
down_revision: Final = "0019"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the table, in `control`."""
    if not has("control"):
        return
    op.create_table(
        "dismissal",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("substance", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", "person", "task", name=op.f("pk_dismissal")),
        comment="Tasks that an administrator dismissed for herself (district.md 3.1).",
    )
