"""Tables of sharing: who is connected, what each connection sees, who is in a view."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table, Text

from homeroom.foundation.database import ROSTER, metadata

connection: Final = Table(
    "connection",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("connection", Text, primary_key=True),  # 24 hex
    Column("application", Text, nullable=False),  # the application's id; its own file is control
    Column("state", Text, nullable=False),  # running, paused, ended
    Column("tier", Text, nullable=False),  # secure_sync or district_sso
    Column("share", Text, nullable=False),  # JSON of rules.Share
    Column("fields", Text, nullable=False),  # JSON of rules.FieldAccess
    Column("events", Integer, nullable=False),  # 1: the application opted in to events
    Column("view_30", Text, nullable=False),  # the view that v3.0 reads go through
    Column("view_31", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    info=ROSTER,
    comment="An application in a district, with its own copy of what was declared (R40).",
)

view: Final = Table(
    "view",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("view", Text, primary_key=True),  # hash of everything that alters the result
    Column("definition", Text, nullable=False),  # JSON of rules.Definition
    info=ROSTER,
    comment="What may be seen: content-addressed, so equal rules share one (house.md 14).",
)

view_bitmap: Final = Table(
    "view_bitmap",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("view", Text, primary_key=True),  # '' for the whole district
    Column("kind", Text, primary_key=True),  # users, users.student, sections, ...
    Column(
        "members", LargeBinary, nullable=False
    ),  # its digest and a roaring bitmap; see `bitmaps`
    Column("batch", BigInteger, nullable=False),  # when it was last changed: the cache's key
    info=ROSTER,
    comment="Members of restricted views, and of the whole district by kind and role.",
)

view_modified: Final = Table(
    "view_modified",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("view", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("rid", BigInteger, primary_key=True, autoincrement=False),
    Column("last_modified", Text, nullable=False),
    info=ROSTER,
    sqlite_with_rowid=False,
    comment="When a record last changed in a view's eyes, where that is not when it changed.",
)

resource_link: Final = Table(
    "resource_link",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("resource", BigInteger, primary_key=True, autoincrement=False),
    Column("course", BigInteger, primary_key=True, autoincrement=False),
    Column("application", Text, nullable=False),
    info=ROSTER,
    comment="Content mapping: which course a resource belongs to, for one application.",
)
