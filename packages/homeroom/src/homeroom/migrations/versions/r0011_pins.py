"""Connections that read as of a moment: paused, or held by a threshold of their application.

Revision ID: 0011
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0011"
down_revision: Final = "0010"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables, in `roster`; no connection of before has limits or is pinned."""
    if not has("roster"):
        return
    op.add_column("connection", sa.Column("limits", sa.Text(), nullable=True))
    op.add_column("connection", sa.Column("pinned", sa.BigInteger(), nullable=True))
    op.add_column("resource_link", sa.Column("batch", sa.BigInteger(), nullable=True))
    op.create_table(
        "connection_pin",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("district", "connection", name=op.f("pk_connection_pin")),
        comment="Connections that read as of a batch: paused, or held by their own thresholds.",
    )
    op.create_table(
        "kept_membership",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("batch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rids", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "district", "kind", "rid", "relation", "batch", name=op.f("pk_kept_membership")
        ),
        comment="Neighbours as each batch found them, while a reader could be pinned before it.",
        sqlite_with_rowid=False,
    )
    op.add_column("attendance", sa.Column("batch", sa.BigInteger(), nullable=True))
    op.create_table(
        "kept_attendance",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kept_by", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("student", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("section", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("excuse_code", sa.Text(), nullable=True),
        sa.Column("sis_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("modified_at", sa.BigInteger(), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(
            "district",
            "kept_by",
            "day",
            "student",
            "section",
            "school",
            name=op.f("pk_kept_attendance"),
        ),
        comment="Attendance entries as batches found them, while a reader could be pinned before.",
    )
    op.create_index(
        "ix_kept_document_record", "kept_document", ["district", "kind", "rid", "batch"]
    )
