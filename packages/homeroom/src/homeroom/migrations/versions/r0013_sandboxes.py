"""Districts that a developer made to try an application with; sessions of somebody else.

Revision ID: 0013
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0013"
down_revision: Final = "0012"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the table, in `control`; nobody stands in for anybody in sessions of before."""
    if not has("control"):
        return
    op.create_table(
        "sandbox",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", name=op.f("pk_sandbox")),
        comment="Invented districts that belong to a developer; real districts have no row.",
    )
    op.create_index("ix_sandbox_owner", "sandbox", ["owner"], unique=False)
    op.add_column("session", sa.Column("actor", sa.BigInteger(), nullable=True))
