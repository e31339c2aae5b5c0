"""Codes and tokens of people, signing keys, and what the login keeps beside them.

Revision ID: 0003
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0003"
down_revision: Final = "0002"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables of signing in to an application; all lie in `control`."""
    if not has("control"):
        return
    _authorization_code()
    _client_address()
    _client_failure()
    _security_event()
    _signing_key()
    _spent_form()
    _user_token()


def _authorization_code() -> None:
    op.create_table(
        "authorization_code",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("district", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("authorized_by", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=True),
        sa.Column("challenge", sa.Text(), nullable=True),
        sa.Column("auth_time", sa.BigInteger(), nullable=False),
        sa.Column("hub_session", sa.Text(), nullable=False),
        sa.Column("is_impersonated", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_authorization_code")),
        comment="One-use codes, hashed, with everything that they are bound to (sso.md 5.2).",
    )
    op.create_index(
        "ix_authorization_code_expires_at", "authorization_code", ["expires_at"], unique=False
    )


def _client_address() -> None:
    op.create_table(
        "client_address",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application", "address", name=op.f("pk_client_address")),
        comment="Where an application has proved itself from; never locked out there (R23).",
    )


def _client_failure() -> None:
    op.create_table(
        "client_failure",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_client_failure")),
        comment="Failed proofs of a client from an address in the open minute (decisions.md R23).",
    )


def _security_event() -> None:
    op.create_table(
        "security_event",
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("district", sa.BigInteger(), nullable=True),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_security_event")),
        comment="What somebody may have tried: append-only, without secrets (sso.md 11.10).",
    )
    op.create_index("ix_security_event_at", "security_event", ["at"], unique=False)


def _signing_key() -> None:
    op.create_table(
        "signing_key",
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_signing_key")),
        comment="Keys that sign id_tokens, in three states (sso.md 11.7).",
    )


def _spent_form() -> None:
    op.create_table(
        "spent_form",
        sa.Column("form_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("form_hash", name=op.f("pk_spent_form")),
        comment="Forms of the login that were sent once and count no second time (sso.md 8.4).",
    )
    op.create_index("ix_spent_form_expires_at", "spent_form", ["expires_at"], unique=False)


def _user_token() -> None:
    op.create_table(
        "user_token",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("district", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("authorized_by", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("hub_session", sa.Text(), nullable=False),
        sa.Column("is_impersonated", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_user_token")),
        comment="Bearer tokens of people, hashed; inert without view (house.md 14, item 2).",
    )
    op.create_index("ix_user_token_code_hash", "user_token", ["code_hash"], unique=False)
    op.create_index(
        "ix_user_token_district_person", "user_token", ["district", "person"], unique=False
    )
    op.create_index("ix_user_token_expires_at", "user_token", ["expires_at"], unique=False)
    op.create_index("ix_user_token_hub_session", "user_token", ["hub_session"], unique=False)
