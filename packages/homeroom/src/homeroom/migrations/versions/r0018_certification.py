"""Submissions for certification: their records, files, runs and certificates; mails; training.

Revision ID: 0018
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0018"
down_revision: Final = "0017"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create the tables; all of them belong to the control half."""
    if has("control"):
        _create_submissions()
        _create_evidence()
        _create_results()


def _create_submissions() -> None:
    op.create_table(
        "submission",
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("app_version", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("reviewer", sa.BigInteger(), nullable=True),
        sa.Column("run", sa.Text(), nullable=True),
        sa.Column("production", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("submission", name=op.f("pk_submission")),
        comment="Integration types of an application on their way to a certificate.",
    )
    op.create_index("ix_submission_application", "submission", ["application"])
    op.create_index("ix_submission_state", "submission", ["state"])
    op.create_table(
        "submission_record",
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("submission", "position", name=op.f("pk_submission_record")),
        comment="Everything that happened to a submission, only ever added to"
        " (certification.md 3.2).",
    )


def _create_evidence() -> None:
    op.create_table(
        "submission_file",
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("submission", "purpose", "sha256", name=op.f("pk_submission_file")),
        comment="Documents of a submission, such as the signed agreement; the newest one counts.",
    )
    op.create_table(
        "submission_run",
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run", name=op.f("pk_submission_run")),
        comment="Runs of the harness that were sent in, and agreed with the hub's own log.",
    )
    op.create_index("ix_submission_run_submission", "submission_run", ["submission"])
    op.create_table(
        "run_seal",
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("sealed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("run", name=op.f("pk_run_seal")),
        comment="What a run had found when it ended; an archive that says otherwise was edited.",
    )


def _create_results() -> None:
    op.create_table(
        "certificate",
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("app_version", sa.Text(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("api_version", sa.Text(), nullable=False),
        sa.Column("suite", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("attested", sa.Integer(), nullable=False),
        sa.Column("sandbox", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_as", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("certificate", name=op.f("pk_certificate")),
        comment="Certificates that were issued.",
    )
    op.create_index("ix_certificate_submission", "certificate", ["submission"])
    op.create_table(
        "mail",
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("mail", name=op.f("pk_mail")),
        comment="The outbox: what would be sent by mail, for whoever runs the hub to send or show.",
    )
    op.create_table(
        "training",
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "lesson", name=op.f("pk_training")),
        comment="Training pages that a developer has ticked off.",
    )
