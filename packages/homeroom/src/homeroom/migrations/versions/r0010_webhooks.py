"""Webhooks, and the requests that applications made.

Revision ID: 0010
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0010"
down_revision: Final = "0009"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables."""
    if has("control"):
        _webhook()
        _request_entry()
    if has("roster"):
        _webhook_cursor()


def _webhook() -> None:
    op.create_table(
        "webhook",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("old_sealed", sa.Text(), nullable=True),
        sa.Column("old_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("application", name=op.f("pk_webhook")),
        comment="Where an application wants to hear of new events.",
    )


def _request_entry() -> None:
    op.create_table(
        "request_entry",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("district", sa.BigInteger(), nullable=True),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("application", "at", "request", name=op.f("pk_request_entry")),
        comment="What applications asked lately: no payload, no id of anybody.",
    )
    op.create_index("ix_request_entry_at", "request_entry", ["at"])


def _webhook_cursor() -> None:
    op.create_table(
        "webhook_cursor",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("event", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "connection", name=op.f("pk_webhook_cursor")),
        comment="How far a connection's application was told of its feed (house.md 14).",
    )
    op.create_index("ix_webhook_cursor_application", "webhook_cursor", ["application"])
    op.create_index("ix_webhook_cursor_state_due_at", "webhook_cursor", ["state", "due_at"])
