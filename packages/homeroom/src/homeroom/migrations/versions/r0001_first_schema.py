"""The whole schema of the first release.

Revision ID: 0001
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from homeroom.migrations.halves import has

revision: Final = "0001"
down_revision: Final = None
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Create every table of the half."""
    if has("control"):
        _control()
    if has("roster"):
        _roster()


def _control() -> None:
    _application()
    _application_secret()
    _district()
    _district_token()
    _duty()
    _rate_count()
    _redirect_uri()
    _sync_run()
    _upload()
    _upload_key()


def _roster() -> None:
    _attendance()
    _connection()
    _district_setting()
    _document()
    _effect()
    _event()
    _event_batch()
    _kept_document()
    _known_id()
    _last_applied()
    _membership()
    _problem()
    _resource_link()
    _segment()
    _view()
    _view_bitmap()
    _view_modified()


def _application() -> None:
    op.create_table(
        "application",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("declaration", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application", name=op.f("pk_application")),
        sa.UniqueConstraint("client_id"),
        comment="What a developer registered (decisions.md R40).",
    )


def _application_secret() -> None:
    op.create_table(
        "application_secret",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("application", "secret_hash", name=op.f("pk_application_secret")),
        comment="Client secrets, hashed; two may live during a rotation (sso.md 11.7).",
    )


def _district() -> None:
    op.create_table(
        "district",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rid", sa.BigInteger(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sandbox", sa.Integer(), nullable=False),
        sa.Column("clock_offset_seconds", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", name=op.f("pk_district")),
        sa.UniqueConstraint("short_name"),
        comment="Every district of the hub (decisions.md R40).",
    )


def _district_token() -> None:
    op.create_table(
        "district_token",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("district", sa.BigInteger(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_district_token")),
        comment="District-app tokens; inert without their connection (house.md 14, item 2).",
    )


def _duty() -> None:
    op.create_table(
        "duty",
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("duty", name=op.f("pk_duty")),
        comment="Work that comes round: retention, expiry of files.",
    )


def _rate_count() -> None:
    op.create_table(
        "rate_count",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_rate_count")),
        comment="Requests of a token in its open window, shared between processes (PostgreSQL only).",  # noqa: E501 - as the table says it
    )


def _redirect_uri() -> None:
    op.create_table(
        "redirect_uri",
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("application", "position", name=op.f("pk_redirect_uri")),
        comment="Where an application's users may be sent, in order.",
    )


def _sync_run() -> None:
    op.create_table(
        "sync_run",
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("district", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("uploads", sa.Text(), nullable=False),
        sa.Column("approvals", sa.Text(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("run", name=op.f("pk_sync_run")),
        comment="One intake: the unit of background work (decision 0011).",
    )
    op.create_index("ix_sync_run_district", "sync_run", ["district", "queued_at"], unique=False)
    op.create_index("ix_sync_run_state", "sync_run", ["state", "queued_at"], unique=False)
    op.create_index(
        "ux_sync_run_running",
        "sync_run",
        ["district"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )


def _upload() -> None:
    op.create_table(
        "upload",
        sa.Column("upload", sa.Text(), nullable=False),
        sa.Column("district", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("upload", name=op.f("pk_upload")),
        comment="An immutable receipt; the bytes lie in HOMEROOM_HOME/uploads (district.md 6, step 1).",  # noqa: E501 - as the table says it
    )


def _upload_key() -> None:
    op.create_table(
        "upload_key",
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("district", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_upload_key")),
        comment="Tokens that can only upload (decisions.md R41).",
    )


def _attendance() -> None:
    op.create_table(
        "attendance",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("student", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("section", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("excuse_code", sa.Text(), nullable=True),
        sa.Column("sis_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("modified_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "district", "day", "student", "section", "school", name=op.f("pk_attendance")
        ),
        comment="Attendance entries, kept six months past their day (data-api.md 9).",
    )
    op.create_index(
        "ix_attendance_section", "attendance", ["district", "section", "day"], unique=False
    )
    op.create_index(
        "ix_attendance_sis_id",
        "attendance",
        ["district", "sis_id"],
        unique=False,
        sqlite_where=sa.text("sis_id IS NOT NULL"),
        postgresql_where=sa.text("sis_id IS NOT NULL"),
    )


def _connection() -> None:
    op.create_table(
        "connection",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("view_30", sa.Text(), nullable=False),
        sa.Column("view_31", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", "connection", name=op.f("pk_connection")),
        comment="An application in a district, with its own copy of what was declared (R40).",
    )


def _district_setting() -> None:
    op.create_table(
        "district_setting",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("switches", sa.Text(), nullable=False),
        sa.Column("last_minted", sa.BigInteger(), nullable=False),
        sa.Column("last_batch", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", name=op.f("pk_district_setting")),
        comment="What a district is and chose; its counters move under the writer lock.",
    )


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=True),
        sa.Column("roles", sa.Integer(), nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=True),
        sa.Column("course", sa.BigInteger(), nullable=True),
        sa.Column("term", sa.BigInteger(), nullable=True),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", "kind", "rid", name=op.f("pk_document")),
        comment="The records as they are now, ready for the wire (decision 0004).",
    )


def _effect() -> None:
    op.create_table(
        "effect",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("batch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "batch", "position", name=op.f("pk_effect")),
        comment="What must follow elsewhere after a commit; idempotent (house.md 14, item 4).",
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("event", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("rid", sa.BigInteger(), nullable=False),
        sa.Column("schools", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("district", "log", "event", name=op.f("pk_event")),
        comment="Events as a log's readers may see them, cut when they were written.",
    )


def _event_batch() -> None:
    op.create_table(
        "event_batch",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("batch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("files_before", sa.Text(), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("district", "batch", name=op.f("pk_event_batch")),
        comment="One committed change of a district (house.md 14).",
    )


def _kept_document() -> None:
    op.create_table(
        "kept_document",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("batch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("extra", sa.Text(), nullable=True),
        sa.Column("roles", sa.Integer(), nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=True),
        sa.Column("course", sa.BigInteger(), nullable=True),
        sa.Column("term", sa.BigInteger(), nullable=True),
        sa.Column("written", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", "batch", "kind", "rid", name=op.f("pk_kept_document")),
        comment="What each batch replaced, for undo and for pinned readers; 30 days.",
    )


def _known_id() -> None:
    op.create_table(
        "known_id",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rid", sa.BigInteger(), nullable=False),
        sa.Column("gone_on", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("district", "kind", "key", name=op.f("pk_known_id")),
        comment="Which number belongs to which of the district's own keys (district.md 1.11).",
        sqlite_with_rowid=False,
    )


def _last_applied() -> None:
    op.create_table(
        "last_applied",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fence_run", sa.Text(), nullable=False),
        sa.Column("fence_attempt", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.Text(), nullable=True),
        sa.Column("attempt", sa.BigInteger(), nullable=True),
        sa.Column("batch", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("files", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", name=op.f("pk_last_applied")),
        comment="The fence, and what was applied last (house.md 14, item 3).",
    )


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("rids", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("district", "kind", "rid", "relation", name=op.f("pk_membership")),
        comment="Packed neighbours, both directions (house.md 12.1, step 10).",
        sqlite_with_rowid=False,
    )


def _problem() -> None:
    op.create_table(
        "problem",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "run", "position", name=op.f("pk_problem")),
        comment="What was wrong in the files of a run (district.md 1.7, D-IN-5).",
    )


def _resource_link() -> None:
    op.create_table(
        "resource_link",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("resource", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("course", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "resource", "course", name=op.f("pk_resource_link")),
        comment="Content mapping: which course a resource belongs to, for one application.",
    )


def _segment() -> None:
    op.create_table(
        "segment",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("after_batch", sa.BigInteger(), nullable=False),
        sa.Column("to_batch", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(
            "district", "connection", "version", "position", name=op.f("pk_segment")
        ),
        comment="A connection's feed is a list of stretches of logs (house.md 14).",
    )


def _view() -> None:
    op.create_table(
        "view",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "view", name=op.f("pk_view")),
        comment="What may be seen: content-addressed, so equal rules share one (house.md 14).",
    )


def _view_bitmap() -> None:
    op.create_table(
        "view_bitmap",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", "view", "kind", name=op.f("pk_view_bitmap")),
        comment="Members of restricted views, and of the whole district by kind and role.",
    )


def _view_modified() -> None:
    op.create_table(
        "view_modified",
        sa.Column("district", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "view", "kind", "rid", name=op.f("pk_view_modified")),
        comment="When a record last changed in a view's eyes, where that is not when it changed.",
        sqlite_with_rowid=False,
    )
