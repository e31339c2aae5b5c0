"""A district's team, the log of what it decided, and the log of who signed in.

Revision ID: 0009
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0009"
down_revision: Final = "0008"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables of team and log in `roster`, that of sign-ins in `control`."""
    if has("roster"):
        _create_team()
        _create_log()
    if has("control"):
        _create_access_log()


def _create_team() -> None:
    op.create_table(
        "team_member",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "person", name=op.f("pk_team_member")),
        comment="Who runs the district here; no file and no sync changes these rows (R29, R32).",
    )
    op.create_index(
        "ux_team_member_owner",
        "team_member",
        ["district"],
        unique=True,
        sqlite_where=sa.text("role = 'owner'"),
        postgresql_where=sa.text("role = 'owner'"),
    )
    op.create_table(
        "team_invitation",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("invitation_hash", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("invited_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("district", "invitation_hash", name=op.f("pk_team_invitation")),
        comment="Links by which colleagues join the team: one use, seven days (district.md 3.10).",
    )


def _create_log() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "position", name=op.f("pk_audit_entry")),
        comment="Who decided what in the district; only ever added to (district.md 3.15).",
    )


def _create_access_log() -> None:
    op.create_table(
        "access_event",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("second_factor", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "at", "entry", name=op.f("pk_access_event")),
        comment="Sign-ins and failures, kept 60 days (district.md 3.15).",
    )
