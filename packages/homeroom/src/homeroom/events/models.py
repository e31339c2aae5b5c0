"""Tables of the feed: batches, events cut to a view's log, and each connection's segments."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from homeroom.foundation.database import ROSTER, metadata

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
