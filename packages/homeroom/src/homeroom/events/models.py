"""Tables of the feed: batches, events cut to a view's log, each connection's segments; webhooks."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from homeroom.foundation.database import CONTROL, ROSTER, metadata

event_batch: Final = Table(
    "event_batch",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("batch", BigInteger, primary_key=True, autoincrement=False),  # its own second
    Column("cause", Text, nullable=False),  # sync, undo, share, resource
    Column("run", Text),
    Column("published_at", BigInteger, nullable=False),
    Column("files_before", Text),  # JSON: the accepted files until then, for undo
    Column("undone_by", BigInteger),
    info=ROSTER,
    comment="One committed change of a district (house.md 14).",
)

event: Final = Table(
    "event",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("log", Text, primary_key=True),  # a view's hash, or a connection's private log
    Column("event", BigInteger, primary_key=True, autoincrement=False),
    Column("batch", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("rid", BigInteger, nullable=False),
    Column("schools", Text, nullable=False),  # ids the object belongs to, before and after
    Column("object", Text, nullable=False),  # wire text, cut to the log's view
    Column("previous", Text),  # wire text of previous_attributes
    info=ROSTER,
    comment="Events as a log's readers may see them, cut when they were written.",
)

segment: Final = Table(
    "segment",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("connection", Text, primary_key=True),
    Column("version", Text, primary_key=True),  # v3.0 or v3.1
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("log", Text, nullable=False),
    Column("after_batch", BigInteger, nullable=False),
    Column("to_batch", BigInteger),  # null: still open
    info=ROSTER,
    comment="A connection's feed is a list of stretches of logs (house.md 14).",
)

effect: Final = Table(
    "effect",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("batch", BigInteger, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("payload", Text, nullable=False),
    info=ROSTER,
    comment="What must follow elsewhere after a commit; idempotent (house.md 14, item 4).",
)

webhook: Final = Table(
    "webhook",
    metadata,
    Column("application", Text, primary_key=True),
    Column("address", Text, nullable=False),
    Column("sealed", Text, nullable=False),  # the signing secret, sealed: each notice needs it
    Column("ending", Text, nullable=False),  # its last letters, by which people know it
    Column("changed_at", BigInteger, nullable=False),
    Column("old_sealed", Text),  # the secret before, which signs too until ...
    Column("old_until", BigInteger),
    info=CONTROL,
    comment="Where an application wants to hear of new events.",
)

webhook_cursor: Final = Table(
    "webhook_cursor",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("connection", Text, primary_key=True),
    Column("application", Text, nullable=False),
    Column("event", BigInteger, nullable=False),  # the newest: what is told, or to be told
    Column("told", BigInteger, nullable=False),  # the last that was heard; 0: none
    Column("state", Text, nullable=False),  # told, due, dead
    Column("since", BigInteger, nullable=False),  # when the notice was first due
    Column("due_at", BigInteger, nullable=False),  # when it is to be tried (again)
    Column("tries", Integer, nullable=False),
    Column("tried_at", BigInteger),
    Column("outcome", Text, nullable=False),  # of the last try: a status, or why there is none
    info=ROSTER,
    comment="How far a connection's application was told of its feed (house.md 14).",
)
Index("ix_webhook_cursor_application", webhook_cursor.c.application)
Index("ix_webhook_cursor_state_due_at", webhook_cursor.c.state, webhook_cursor.c.due_at)
