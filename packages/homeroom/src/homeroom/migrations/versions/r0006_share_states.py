"""What applications take of what is shared, and the last states of each connection's sharing.

Revision ID: 0006
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0006"
down_revision: Final = "0005"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the table of states, in `roster`; give connections their application's filters."""
    if not has("roster"):
        return
    op.add_column("connection", sa.Column("filters", sa.Text(), nullable=True))
    op.create_table(
        "share_state",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "connection", "position", name=op.f("pk_share_state")),
        comment="The last states of a connection's sharing, to see and to go back to.",
    )
