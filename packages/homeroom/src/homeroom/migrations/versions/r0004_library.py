"""Teachers' installs, what became of them, and what each district allows.

Revision ID: 0004
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0004"
down_revision: Final = "0003"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables of the Library; all lie in `roster`."""
    if not has("roster"):
        return
    _library_change()
    _library_choice()
    _library_connection()
    _library_policy()


def _library_change() -> None:
    op.create_table(
        "library_change",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "district", "connection", "at", "state", name=op.f("pk_library_change")
        ),
        comment="What became of each install and when: seen by teacher, district and application.",
    )


def _library_choice() -> None:
    op.create_table(
        "library_choice",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "district", "application", "choice", name=op.f("pk_library_choice")
        ),
        comment="A district's choices for single applications, a row each, so that none is lost.",
    )


def _library_connection() -> None:
    op.create_table(
        "library_connection",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("teacher", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consent", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("consent_version", sa.Text(), nullable=False),
        sa.Column("consented_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(
            "district", "application", "teacher", "consent", name=op.f("pk_library_connection")
        ),
        comment="Teachers' consents; one that ended stays, the next is a new row (sso.md 8.2).",
    )
    op.create_index(
        "ix_library_connection_teacher",
        "library_connection",
        ["district", "teacher"],
        unique=False,
    )
    op.create_index(
        "ux_library_connection_connection",
        "library_connection",
        ["district", "connection"],
        unique=True,
    )


def _library_policy() -> None:
    op.create_table(
        "library_policy",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("approval", sa.Text(), nullable=False),
        sa.Column("when_connected", sa.Text(), nullable=False),
        sa.Column("abbreviation", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", name=op.f("pk_library_policy")),
        comment="What a district lets its teachers add (sso.md 8.9); without a row everything.",
    )
