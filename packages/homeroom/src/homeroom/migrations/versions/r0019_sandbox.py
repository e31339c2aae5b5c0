"""Districts that the sandbox's admin API plays, and what certification runs asked of the hub.

Revision ID: 0019
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0019"
down_revision: Final = "0018"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables; all of them belong to the control half."""
    if has("control"):
        _create_played()
        _create_trials()


def _create_played() -> None:
    op.create_table(
        "played_district",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("snapshots", sa.Text(), nullable=False),
        sa.Column("waiting", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", name=op.f("pk_played_district")),
        comment="How a district of the sandbox's admin API came to what it is.",
    )


def _create_trials() -> None:
    op.create_table(
        "trial",
        sa.Column("trial", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("suite", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("trial", name=op.f("pk_trial")),
        comment="Runs of a certification, as the hub itself saw them.",
    )
    op.create_index("ix_trial_application", "trial", ["application"])
    op.create_table(
        "trial_entry",
        sa.Column("trial", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("trial", "position", name=op.f("pk_trial_entry")),
        comment="What an application asked during such a run: no secret, nothing of anybody.",
    )
