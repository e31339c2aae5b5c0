"""Who used which application on which day, counted; districts that leave; doors opened in need.

Revision ID: 0017
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0017"
down_revision: Final = "0016"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables, each in its half."""
    if has("control"):
        _create_usage()
        _create_closing()
        _create_door_view()
    if has("roster"):
        _create_door()


def _create_usage() -> None:
    op.create_table(
        "usage",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.LargeBinary(), nullable=False),
        sa.Column("tallies", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint(
            "district", "day", "role", "application", "way", name=op.f("pk_usage")
        ),
        comment="Sign-ins and opened applications by day, counted (district.md 3.14).",
        sqlite_with_rowid=False,
    )


def _create_closing() -> None:
    op.create_table(
        "closing",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("district", name=op.f("pk_closing")),
        comment="Districts that are to be deleted or were: counts, and nothing of anybody.",
    )


def _create_door() -> None:
    op.create_table(
        "door",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("operator", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("seen_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "door", name=op.f("pk_door")),
        comment="Times in which whoever runs the hub looked at a district's records, in need.",
    )
    op.create_index("ix_door_operator", "door", ["operator", "expires_at"])


def _create_door_view() -> None:
    op.create_table(
        "door_view",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "door", "at", "entry", name=op.f("pk_door_view")),
        comment="Each page that was asked for through such a door, before it was shown.",
    )
