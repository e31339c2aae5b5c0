"""Connections as districts and applications arrange them: requests, invitations, launch days.

Revision ID: 0007
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0007"
down_revision: Final = "0006"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the table of proposals, in `roster`; give connections a day of launch."""
    if not has("roster"):
        return
    op.add_column("connection", sa.Column("launch_on", sa.Text(), nullable=True))
    op.create_index("ix_connection_application", "connection", ["application"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("launch_on", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("district", "proposal", name=op.f("pk_proposal")),
        comment="Districts ask for applications, applications invite districts (district.md 3.3).",
    )
    op.create_index("ix_proposal_application", "proposal", ["application"], unique=False)
    op.create_index(
        "ux_proposal_open",
        "proposal",
        ["district", "application"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
