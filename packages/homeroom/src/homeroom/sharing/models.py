"""Tables of sharing: who is connected, what each connection sees, who is in a view; the Library."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, text

from homeroom.foundation.database import ROSTER, metadata

connection: Final = Table(
    "connection",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("connection", Text, primary_key=True),  # 24 hex
    Column("application", Text, nullable=False),  # the application's id; its own file is control
    Column("state", Text, nullable=False),  # setting_up, running, paused, ended
    Column("tier", Text, nullable=False),  # secure_sync or district_sso
    Column("share", Text, nullable=False),  # JSON of rules.Share
    Column("fields", Text, nullable=False),  # JSON of rules.FieldAccess
    Column("events", Integer, nullable=False),  # 1: the application opted in to events
    Column("view_30", Text, nullable=False),  # the view that v3.0 reads go through
    Column("view_31", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("filters", Text),  # JSON of rules: what the application takes of it; null: everything
    Column("launch_on", Text),  # day; null: launched since it runs
    Column("limits", Text),  # JSON of pinning.Limits; null: its application set none
    Column("pinned", BigInteger),  # the batch that it reads as of; null: it reads what is now
    Column("allowance", Text),  # JSON of widening.Allowance; null: whatever is declared
    info=ROSTER,
    comment="An application in a district, with its own copy of what was declared (R40).",
)
Index("ix_connection_application", connection.c.application)

proposal: Final = Table(
    "proposal",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("proposal", Text, primary_key=True),  # 24 hex
    Column("application", Text, nullable=False),
    Column("kind", Text, nullable=False),  # request: the district asks; invitation: the application
    Column("state", Text, nullable=False),  # open, accepted, declined, withdrawn
    Column("terms", Text, nullable=False),  # purchased, trial; '' where nobody said
    Column("launch_on", Text),  # the day that the district proposes
    Column("asked_at", BigInteger, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("reminded_at", BigInteger),
    Column("answered_at", BigInteger),
    Column("answered_by", Text, nullable=False),  # '' while it is open
    Column("note", Text, nullable=False),  # of whoever answered
    Column("connection", Text),  # what it became when it was accepted
    info=ROSTER,
    comment="Districts ask for applications, applications invite districts (district.md 3.3).",
)
Index(
    "ux_proposal_open",
    proposal.c.district,
    proposal.c.application,
    unique=True,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)
Index("ix_proposal_application", proposal.c.application)

connection_pin: Final = Table(
    "connection_pin",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("connection", Text, primary_key=True),
    Column("reason", Text, nullable=False),  # paused, review
    Column("batch", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),  # '' where a threshold did it
    Column("note", Text, nullable=False),
    Column("wish", Text),  # JSON of pinning.Wish: what is agreed as soon as it is unpinned
    info=ROSTER,
    comment="Connections that read as of a batch: paused, or held by their own thresholds.",
)

share_state: Final = Table(
    "share_state",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("connection", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),  # '' where nobody chose: how the connection began
    Column("note", Text, nullable=False),
    Column("share", Text, nullable=False),
    Column("fields", Text, nullable=False),
    info=ROSTER,
    comment="The last states of a connection's sharing, to see and to go back to.",
)

recommendation: Final = Table(
    "recommendation",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),  # 0: for all of them
    Column("application", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("note", Text, nullable=False),  # of the application, for districts
    Column("share", Text),  # JSON of rules.Share; null: it was taken back
    info=ROSTER,
    comment="What applications recommend to share with them, version by version (ruling R28).",
)
Index("ix_recommendation_application", recommendation.c.application)

widening: Final = Table(
    "widening",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("connection", Text, primary_key=True),
    Column("kind", Text, primary_key=True),  # user_type, type, redirect_host, recommendation
    Column("value", Text, primary_key=True),  # what is asked for; a version, of a recommendation
    Column("state", Text, nullable=False),  # asked, accepted, declined
    Column("asked_at", BigInteger, nullable=False),
    Column("answered_at", BigInteger),
    Column("answered_by", Text, nullable=False),  # '' while nobody answered
    info=ROSTER,
    comment="What applications ask for beyond what was agreed, and what districts say (R28).",
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

disclosure: Final = Table(
    "disclosure",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Text, primary_key=True),  # by the district's clock
    Column("application", Text, primary_key=True),
    Column("connection", Text, primary_key=True),  # or an install of the Library
    Column("view", Text, primary_key=True),  # its definition says which fields were given
    Column("kind", Text, primary_key=True),  # users, sections, attendance
    Column("reads", BigInteger, nullable=False),
    Column("members", LargeBinary, nullable=False),  # a roaring bitmap of what was given out
    info=ROSTER,
    sqlite_with_rowid=False,
    comment="Whose records an application was given on a day, and through which view.",
)

resource_link: Final = Table(
    "resource_link",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("resource", BigInteger, primary_key=True, autoincrement=False),
    Column("course", BigInteger, primary_key=True, autoincrement=False),
    Column("application", Text, nullable=False),
    Column("batch", BigInteger),  # when it was mapped; null: before that was kept
    info=ROSTER,
    comment="Content mapping: which course a resource belongs to, for one application.",
)

library_connection: Final = Table(
    "library_connection",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("application", Text, primary_key=True),
    Column("teacher", BigInteger, primary_key=True, autoincrement=False),
    Column("consent", Integer, primary_key=True, autoincrement=False),  # her first, second, ...
    Column("connection", Text, nullable=False),  # 24 hex: what tokens are bound to
    Column("state", Text, nullable=False),  # active, suspended, superseded, ended
    Column("cause", Text, nullable=False),  # teacher, policy, district, roster, app; '' if active
    Column("listed", Integer, nullable=False),  # 0: the application left the Library
    Column("consent_version", Text, nullable=False),
    Column("consented_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    info=ROSTER,
    comment="Teachers' consents; one that ended stays, the next is a new row (sso.md 8.2).",
)
Index(
    "ux_library_connection_connection",
    library_connection.c.district,
    library_connection.c.connection,
    unique=True,
)
Index("ix_library_connection_teacher", library_connection.c.district, library_connection.c.teacher)

library_change: Final = Table(
    "library_change",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("connection", Text, primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("state", Text, primary_key=True),
    Column("cause", Text, nullable=False),
    Column("actor", Text, nullable=False),  # who acted; '' when it followed from a sync
    info=ROSTER,
    comment="What became of each install and when: seen by teacher, district and application.",
)

library_policy: Final = Table(
    "library_policy",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("mode", Text, nullable=False),  # open, limited, off
    Column("approval", Text, nullable=False),  # free, required
    Column("when_connected", Text, nullable=False),  # keep, end
    Column("abbreviation", Text, nullable=False),  # the district's own, beside recommendations
    Column("changed_at", BigInteger, nullable=False),
    info=ROSTER,
    comment="What a district lets its teachers add (sso.md 8.9); without a row everything.",
)

library_choice: Final = Table(
    "library_choice",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("application", Text, primary_key=True),
    Column("choice", Text, primary_key=True),  # blocked, approved, recommended
    Column("note", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    info=ROSTER,
    comment="A district's choices for single applications, a row each, so that none is lost.",
)

library_tip: Final = Table(
    "library_tip",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("teacher", BigInteger, primary_key=True, autoincrement=False),  # who is told
    Column("application", Text, primary_key=True),
    Column("sender", BigInteger, primary_key=True, autoincrement=False),  # a teacher as well
    Column("note", Text, nullable=False),
    Column("told_at", BigInteger, nullable=False),
    Column("put_away", Integer, nullable=False),  # 1: she has read it and wants it gone
    info=ROSTER,
    comment="What teachers recommend to colleagues (sso.md 8.5); erased after 30 days.",
)
Index("ix_library_tip_sender", library_tip.c.district, library_tip.c.sender)

matching: Final = Table(
    "matching",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("matching", Text, primary_key=True),  # 24 hex
    Column("connection", Text, nullable=False),
    Column("application", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),  # ms by the district's clock
    Column("made_by", Text, nullable=False),
    Column("role", Text, nullable=False),  # whose ids; '' for everybody's
    Column("digest", Text, nullable=False),  # of the list and what it was compared with
    Column("counts", Text, nullable=False),  # JSON: by outcome, by field, and notes
    Column("result", LargeBinary, nullable=False),  # JSON, zlib: every outcome
    info=ROSTER,
    comment="What came of an application's own ids (district.md 3.9); erased after 30 days.",
)
