"""Tables of the roster: districts, records as wire documents, their numbers, their neighbours.

The district's number is the first column of every key (house.md 0, sentence 7). Moments are
milliseconds since 1970; days are days since 1970.
"""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, text

from homeroom.foundation.database import CONTROL, ROSTER, metadata

district: Final = Table(
    "district",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("rid", BigInteger, nullable=False),  # the record number of the district's own id
    Column("short_name", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("sandbox", Integer, nullable=False),
    Column("clock_offset_seconds", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    info=CONTROL,
    comment="Every district of the hub (decisions.md R40).",
)

sandbox: Final = Table(
    "sandbox",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("owner", BigInteger, nullable=False),  # a developer of the hub's own staff
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("school_year", Integer, nullable=False),  # with kind and seed: the files it began with
    Column("created_at", BigInteger, nullable=False),
    info=CONTROL,
    comment="Invented districts that belong to a developer; real districts have no row.",
)
Index("ix_sandbox_owner", sandbox.c.owner)

district_setting: Final = Table(
    "district_setting",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("profile", Text, nullable=False),  # JSON: what the district document shows
    Column("switches", Text, nullable=False),  # JSON: choices of district.md 1.8, 1.11, 1.12
    Column("last_minted", BigInteger, nullable=False),  # ids.Block.last of the newest record
    Column("last_batch", BigInteger, nullable=False),  # second of the newest event batch
    info=ROSTER,
    comment="What a district is and chose; its counters move under the writer lock.",
)

document: Final = Table(
    "document",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("rid", BigInteger, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),  # the standard document as wire text
    Column("extra", Text),  # the opt-in fields as JSON of the same nesting
    Column("roles", Integer, nullable=False),  # users: bit mask of roles; others 0
    Column("school", BigInteger),  # sections only, like course and term
    Column("course", BigInteger),
    Column("term", BigInteger),
    Column("batch", BigInteger, nullable=False),  # the event batch that wrote this version
    info=ROSTER,
    comment="The records as they are now, ready for the wire (decision 0004).",
)

kept_document: Final = Table(
    "kept_document",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("batch", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("rid", BigInteger, primary_key=True, autoincrement=False),
    Column("body", Text),  # null: the batch created the record
    Column("extra", Text),
    Column("roles", Integer, nullable=False),
    Column("school", BigInteger),
    Column("course", BigInteger),
    Column("term", BigInteger),
    Column("written", BigInteger, nullable=False),  # the batch that had written this version
    info=ROSTER,
    comment="What each batch replaced, for undo and for pinned readers; 30 days.",
)
Index(
    "ix_kept_document_record",
    kept_document.c.district,
    kept_document.c.kind,
    kept_document.c.rid,
    kept_document.c.batch,
)

membership: Final = Table(
    "membership",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("rid", BigInteger, primary_key=True, autoincrement=False),
    Column("relation", Text, primary_key=True),
    Column("rids", LargeBinary, nullable=False),
    info=ROSTER,
    sqlite_with_rowid=False,
    comment="Packed neighbours, both directions (house.md 12.1, step 10).",
)

kept_membership: Final = Table(
    "kept_membership",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("rid", BigInteger, primary_key=True, autoincrement=False),
    Column("relation", Text, primary_key=True),
    Column("batch", BigInteger, primary_key=True, autoincrement=False),
    Column("rids", LargeBinary, nullable=False),  # empty: the batch brought the first of them
    info=ROSTER,
    sqlite_with_rowid=False,
    comment="Neighbours as each batch found them, while a reader could be pinned before it.",
)

known_id: Final = Table(
    "known_id",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("rid", BigInteger, nullable=False),
    Column("gone_on", BigInteger),  # day on which the record vanished; null while it is there
    info=ROSTER,
    sqlite_with_rowid=False,
    comment="Which number belongs to which of the district's own keys (district.md 1.11).",
)

attendance: Final = Table(
    "attendance",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Text, primary_key=True),
    Column("student", BigInteger, primary_key=True, autoincrement=False),
    Column("section", BigInteger, primary_key=True, autoincrement=False),  # 0: a daily entry
    Column("school", BigInteger, primary_key=True, autoincrement=False),
    Column("status", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("excuse_code", Text),
    Column("sis_id", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    Column("batch", BigInteger),  # which wrote it; null: before that was kept
    info=ROSTER,
    comment="Attendance entries, kept six months past their day (data-api.md 9).",
)
Index("ix_attendance_section", attendance.c.district, attendance.c.section, attendance.c.day)
Index(
    "ix_attendance_sis_id",
    attendance.c.district,
    attendance.c.sis_id,
    sqlite_where=text("sis_id IS NOT NULL"),
    postgresql_where=text("sis_id IS NOT NULL"),
)

team_member: Final = Table(
    "team_member",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False),  # also her document's rid
    Column("role", Text, nullable=False),  # owner, administrator, help_desk
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("joined_at", BigInteger, nullable=False),
    Column("invited_by", Text, nullable=False),  # '' for whoever signed the district up
    info=ROSTER,
    comment="Who runs the district here; no file and no sync changes these rows (R29, R32).",
)
Index(
    "ux_team_member_owner",
    team_member.c.district,
    unique=True,
    sqlite_where=text("role = 'owner'"),
    postgresql_where=text("role = 'owner'"),
)

team_invitation: Final = Table(
    "team_invitation",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("invitation_hash", Text, primary_key=True),  # the link holds what is hashed here
    Column("person", BigInteger, nullable=False),  # the number that she will have
    Column("role", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("invited_by", Text, nullable=False),
    Column("invited_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    info=ROSTER,
    comment="Links by which colleagues join the team: one use, seven days (district.md 3.10).",
)

audit_entry: Final = Table(
    "audit_entry",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3, ...
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("link", Text, nullable=False),  # SHA-256 over this entry and the link before it
    info=ROSTER,
    comment="Who decided what in the district; only ever added to (district.md 3.15).",
)

kept_attendance: Final = Table(
    "kept_attendance",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("kept_by", BigInteger, primary_key=True, autoincrement=False),  # the replacing batch
    *(
        Column(name, attendance.c[name].type, primary_key=True, autoincrement=False)
        for name in ("day", "student", "section", "school")
    ),
    Column("status", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("excuse_code", Text),
    Column("sis_id", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    Column("batch", BigInteger),
    info=ROSTER,
    comment="Attendance entries as batches found them, while a reader could be pinned before.",
)

door: Final = Table(
    "door",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("door", Text, primary_key=True),  # 24 hex
    Column("operator", BigInteger, nullable=False),  # of the hub's own staff
    Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),  # by hand; null: it ran out, or runs
    Column("seen_at", BigInteger),  # when one of the district said that she has seen it
    Column("seen_by", Text, nullable=False),
    info=ROSTER,
    comment="Times in which whoever runs the hub looked at a district's records, in need.",
)
Index("ix_door_operator", door.c.operator, door.c.expires_at)

door_view: Final = Table(
    "door_view",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("door", Text, primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("entry", Text, primary_key=True),  # chance, for two in one millisecond
    Column("path", Text, nullable=False),
    info=CONTROL,
    comment="Each page that was asked for through such a door, before it was shown.",
)
