"""Icons and screenshots of applications, under the hash of their bytes.

Revision ID: 0014
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0014"
down_revision: Final = "0013"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the table, in `control`."""
    if not has("control"):
        return
    op.create_table(
        "picture",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application", "sha256", name=op.f("pk_picture")),
        comment="What an application's declaration names of pictures (decisions.md R31).",
    )
    op.create_index("ix_picture_sha256", "picture", ["sha256"], unique=False)
