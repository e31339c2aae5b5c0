"""Which applications want to be told that a login has ended, and the notices that are due.

Revision ID: 0005
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0005"
down_revision: Final = "0004"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the table of logout notices, in `control`; find sessions by their end."""
    if not has("control"):
        return
    _logout_notice()
    op.create_index("ix_session_ended_at", "session", ["ended_at"], unique=False)


def _logout_notice() -> None:
    op.create_table(
        "logout_notice",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("hub_session", sa.Text(), nullable=False),
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("authorized_by", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "application", "hub_session", "district", "person", name=op.f("pk_logout_notice")
        ),
        comment="Logins whose end an application wants to be told, and the notices that are due.",
    )
    for columns in (
        ["expires_at"],
        ["hub_session"],
        ["state", "due_at"],
        ["state", "looked_at"],
    ):
        op.create_index(
            f"ix_logout_notice_{'_'.join(columns)}", "logout_notice", columns, unique=False
        )
