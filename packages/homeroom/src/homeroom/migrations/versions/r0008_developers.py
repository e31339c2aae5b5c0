"""Whose an application is; the last letters of a client secret, to tell two apart.

Revision ID: 0008
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0008"
down_revision: Final = "0007"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the table of owners, in `control`; secrets of before keep no letters."""
    if not has("control"):
        return
    op.add_column("application_secret", sa.Column("ending", sa.Text(), nullable=True))
    op.create_table(
        "application_owner",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application", "person", name=op.f("pk_application_owner")),
        comment="Whose an application is: for other developers it does not exist.",
    )
    op.create_index("ix_application_owner_person", "application_owner", ["person"])
