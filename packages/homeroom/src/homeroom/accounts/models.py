"""Tables of the people who sign in; all of them in the control file.

A person is (district, person): the record number of a roster user, or for the hub's own staff
district 0 and a number of their own. Moments are milliseconds since 1970.
"""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, text

from homeroom.foundation.database import CONTROL, metadata

account: Final = Table(
    "account",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("login", Text),  # hub staff only: roster users are found through the roster
    Column("name", Text),  # likewise
    Column("duties", Text, nullable=False),  # likewise: developer, operator; by comma
    Column("generation", BigInteger, nullable=False),  # tokens of an earlier one are void
    Column("suspended_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    info=CONTROL,
    comment="Who has signed in at least once (decisions.md R24).",
)
Index(
    "ux_account_login",
    account.c.login,
    unique=True,
    sqlite_where=text("login IS NOT NULL"),
    postgresql_where=text("login IS NOT NULL"),
)

credential: Final = Table(
    "credential",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),  # password or totp
    Column("secret", Text, nullable=False),  # password: Argon2id; totp: sealed, for it is needed
    Column("origin", Text, nullable=False),  # start, generated, chosen; totp: pending, confirmed
    Column("last_step", BigInteger, nullable=False),  # totp: the newest step that was used
    Column("changed_at", BigInteger, nullable=False),
    info=CONTROL,
    comment="What an account proves itself with (sso.md 10.2, 10.7).",
)

recovery_code: Final = Table(
    "recovery_code",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("code_hash", Text, primary_key=True),
    Column("used_at", BigInteger),
    info=CONTROL,
    comment="One-use replacements for a lost second factor (sso.md 10.7).",
)

backup_code: Final = Table(
    "backup_code",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("code_hash", Text, primary_key=True),
    Column("issued_by", BigInteger, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    info=CONTROL,
    comment="A pupil's code from her teacher: 20 minutes, one use; rows are the log (10.6).",
)

session: Final = Table(
    "session",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("session_hash", Text, primary_key=True),
    Column("person", BigInteger, nullable=False),
    Column("role", Text, nullable=False),  # empty: not chosen yet
    Column("waits_for", Text, nullable=False),  # second_factor, enrolment, role; empty: nothing
    Column("method", Text, nullable=False),  # how she proved who she is
    Column("csrf", Text, nullable=False),
    Column("shared", Integer, nullable=False),  # a shared device: shorter limits
    Column("agent", Text, nullable=False),  # family only, such as Firefox on Linux
    Column("auth_at", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("actor", BigInteger),  # who of the hub's own staff stands in for her; null: nobody
    info=CONTROL,
    comment="Server-side sessions; the cookie holds what is hashed here (sso.md 11.8).",
)
Index("ix_session_person", session.c.district, session.c.person)
Index("ix_session_ended_at", session.c.ended_at)

throttle: Final = Table(
    "throttle",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),  # 0: of an address
    Column("kind", Text, primary_key=True),  # name:<method> or address:<method>
    Column("key_hash", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    info=CONTROL,
    comment="Failures by typed name, whether it exists or not, and by address (sso.md 11.9).",
)

familiar: Final = Table(
    "familiar",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("name_hash", Text, primary_key=True),
    Column("origin_hash", Text, primary_key=True),  # of a device's cookie, or of an address
    Column("seen_at", BigInteger, nullable=False),
    info=CONTROL,
    comment="Where a name signed in before: its right secret is never refused there (R23).",
)

access_event: Final = Table(
    "access_event",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("entry", Text, primary_key=True),  # chance, for two in one millisecond
    Column("context", Text, nullable=False),  # the session's beginning of a hash; '' without one
    Column("person", BigInteger),  # null: the name that was typed led to nobody
    Column("role", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("second_factor", Text, nullable=False),
    Column("event", Text, nullable=False),  # Login_success, Login_failure, MFA_prompted
    Column("error", Text, nullable=False),
    info=CONTROL,
    comment="Sign-ins and failures, kept 60 days (district.md 3.15).",
)

usage: Final = Table(
    "usage",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Text, primary_key=True),  # by the district's clock
    Column("role", Text, primary_key=True),
    Column("application", Text, primary_key=True),  # '' for sign-ins to the hub
    Column("way", Text, primary_key=True),  # district, teacher: who had authorised it; '' likewise
    Column("times", BigInteger, nullable=False),
    Column("people", LargeBinary, nullable=False),  # a roaring bitmap
    Column("tallies", LargeBinary),  # how often each of them, in their order; null: forgotten
    info=CONTROL,
    sqlite_with_rowid=False,
    comment="Sign-ins and opened applications by day, counted (district.md 3.14).",
)
