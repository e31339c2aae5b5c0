"""Ids that an application matched; classes that a district made itself are files and need nothing.

Revision ID: 0016
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0016"
down_revision: Final = "0015"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the table, in `roster`."""
    if not has("roster"):
        return
    op.create_table(
        "matching",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("matching", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("district", "matching", name=op.f("pk_matching")),
        comment="What came of an application's own ids (district.md 3.9); erased after 30 days.",
    )
