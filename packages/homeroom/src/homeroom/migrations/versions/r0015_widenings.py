"""What applications recommend to share, and what they ask for beyond what was agreed.

Revision ID: 0015
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0015"
down_revision: Final = "0014"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the two tables, in `roster`; let connections remember what was agreed."""
    if not has("roster"):
        return
    op.add_column("connection", sa.Column("allowance", sa.Text(), nullable=True))
    op.create_table(
        "recommendation",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("share", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "district", "application", "version", name=op.f("pk_recommendation")
        ),
        comment="What applications recommend to share with them, version by version (ruling R28).",
    )
    op.create_index(
        "ix_recommendation_application", "recommendation", ["application"], unique=False
    )
    op.create_table(
        "widening",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "district", "connection", "kind", "value", name=op.f("pk_widening")
        ),
        comment="What applications ask for beyond what was agreed, and what districts say (R28).",
    )
