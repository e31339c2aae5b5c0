"""What teachers recommend to colleagues.

Revision ID: 0021
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0021"
down_revision: Final = "0020"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the table; it belongs to the roster half."""
    if has("roster"):
        _create_tips()


def _create_tips() -> None:
    op.create_table(
        "library_tip",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("teacher", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("sender", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("put_away", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "district", "teacher", "application", "sender", name=op.f("pk_library_tip")
        ),
        comment="What teachers recommend to colleagues (sso.md 8.5); erased after 30 days.",
    )
    op.create_index("ix_library_tip_sender", "library_tip", ["district", "sender"])
