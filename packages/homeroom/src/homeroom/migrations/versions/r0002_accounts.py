"""Accounts, their credentials, their sessions, and the throttles.

Revision ID: 0002
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0002"
down_revision: Final = "0001"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables of accounts, all of them in the control half."""
    if has("control"):
        _account()
        _backup_code()
        _credential()
        _familiar()
        _recovery_code()
        _session()
        _throttle()


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("login", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("suspended_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", "person", name=op.f("pk_account")),
        comment="Who has signed in at least once (decisions.md R24).",
    )
    op.create_index(
        "ux_account_login",
        "account",
        ["login"],
        unique=True,
        sqlite_where=sa.text("login IS NOT NULL"),
        postgresql_where=sa.text("login IS NOT NULL"),
    )


def _backup_code() -> None:
    op.create_table(
        "backup_code",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("district", "person", "code_hash", name=op.f("pk_backup_code")),
        comment="A pupil's code from her teacher: 20 minutes, one use; rows are the log (10.6).",
    )


def _credential() -> None:
    op.create_table(
        "credential",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", "person", "kind", name=op.f("pk_credential")),
        comment="What an account proves itself with (sso.md 10.2, 10.7).",
    )


def _familiar() -> None:
    op.create_table(
        "familiar",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name_hash", sa.Text(), nullable=False),
        sa.Column("origin_hash", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", "name_hash", "origin_hash", name=op.f("pk_familiar")),
        comment="Where a name signed in before: its right secret is never refused there (R23).",
    )


def _recovery_code() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("district", "person", "code_hash", name=op.f("pk_recovery_code")),
        comment="One-use replacements for a lost second factor (sso.md 10.7).",
    )


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session_hash", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("waits_for", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("shared", sa.Integer(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("auth_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("district", "session_hash", name=op.f("pk_session")),
        comment="Server-side sessions; the cookie holds what is hashed here (sso.md 11.8).",
    )
    op.create_index("ix_session_person", "session", ["district", "person"], unique=False)


def _throttle() -> None:
    op.create_table(
        "throttle",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", "kind", "key_hash", name=op.f("pk_throttle")),
        comment="Failures by typed name, whether it exists or not, and by address (sso.md 11.9).",
    )
