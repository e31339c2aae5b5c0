"""Tables of the intake: what was sent, the runs that take it in, and the problems found."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, text

from homeroom.foundation.database import CONTROL, ROSTER, metadata

upload_key: Final = Table(
    "upload_key",
    metadata,
    Column("key_hash", Text, primary_key=True),
    Column("district", BigInteger, nullable=False),
    Column("label", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    info=CONTROL,
    comment="Tokens that can only upload (decisions.md R41).",
)

upload: Final = Table(
    "upload",
    metadata,
    Column("upload", Text, primary_key=True),  # 24 hex
    Column("district", BigInteger, nullable=False),
    Column("way", Text, nullable=False),  # folder, zip, http, waiting, hand
    Column("sender", Text, nullable=False),
    Column("files", Text, nullable=False),  # JSON: place -> {size, sha256}
    Column("received_at", BigInteger, nullable=False),
    info=CONTROL,
    comment="An immutable receipt; the bytes lie in HOMEROOM_HOME/uploads (district.md 6, step 1).",
)

sync_run: Final = Table(
    "sync_run",
    metadata,
    Column("run", Text, primary_key=True),  # 24 hex
    Column("district", BigInteger, nullable=False),
    Column("action", Text, nullable=False),  # sync, hand or undo
    Column("state", Text, nullable=False),  # see intake.rules.STATES
    Column("mode", Text, nullable=False),  # lenient or strict
    Column("uploads", Text, nullable=False),  # JSON: upload ids, oldest first
    Column("approvals", Text, nullable=False),  # JSON: who released it from its hold
    Column("progress", Text, nullable=False),  # JSON: step, done, total
    Column("outcome", Text, nullable=False),  # JSON: counts, hold, message
    Column("attempt", Integer, nullable=False),
    Column("worker", Text),
    Column("lease_until", BigInteger),
    Column("queued_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    info=CONTROL,
    comment="One intake: the unit of background work (decision 0011).",
)
Index(
    "ux_sync_run_running",
    sync_run.c.district,
    unique=True,
    sqlite_where=text("state = 'running'"),
    postgresql_where=text("state = 'running'"),
)
Index("ix_sync_run_district", sync_run.c.district, sync_run.c.queued_at)
Index("ix_sync_run_state", sync_run.c.state, sync_run.c.queued_at)

duty: Final = Table(
    "duty",
    metadata,
    Column("duty", Text, primary_key=True),
    Column("due_at", BigInteger, nullable=False),
    Column("lease_until", BigInteger),
    Column("worker", Text),
    info=CONTROL,
    comment="Work that comes round: retention, expiry of files.",
)

problem: Final = Table(
    "problem",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("run", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("line", Integer),
    Column("record", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("hint", Text, nullable=False),
    info=ROSTER,
    comment="What was wrong in the files of a run (district.md 1.7, D-IN-5).",
)

last_applied: Final = Table(
    "last_applied",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("fence_run", Text, nullable=False),
    Column("fence_attempt", BigInteger, nullable=False),
    Column("run", Text),
    Column("attempt", BigInteger),
    Column("batch", BigInteger),
    Column("outcome", Text),  # JSON, to repair the run's row after a crash
    Column("files", Text, nullable=False),  # JSON: place -> {upload, size, sha256}
    info=ROSTER,
    comment="The fence, and what was applied last (house.md 14, item 3).",
)

closing: Final = Table(
    "closing",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),  # waiting, erasing, erased
    Column("receipt", Text, nullable=False),  # of its certificate's address; '': there is none
    Column("asked_at", BigInteger, nullable=False),
    Column("asked_by", Text, nullable=False),  # '' as soon as it is erased
    Column("due_at", BigInteger, nullable=False),
    Column("begun_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("counts", Text),  # JSON: what there was, by number
    info=CONTROL,
    comment="Districts that are to be deleted or were: counts, and nothing of anybody.",
)
