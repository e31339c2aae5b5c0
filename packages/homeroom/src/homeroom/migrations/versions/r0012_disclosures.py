"""The record of disclosures: which application read which records, on which day, by which view.

Revision ID: 0012
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0012"
down_revision: Final = "0011"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the table, in `roster`."""
    if not has("roster"):
        return
    op.create_table(
        "disclosure",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reads", sa.BigInteger(), nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "district",
            "day",
            "application",
            "connection",
            "view",
            "kind",
            name=op.f("pk_disclosure"),
        ),
        comment="Whose records an application was given on a day, and through which view.",
        sqlite_with_rowid=False,
    )
