"""Tables of the applications and their tokens."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from homeroom.foundation.database import CONTROL, metadata

application: Final = Table(
    "application",
    metadata,
    Column("application", Text, primary_key=True),  # 24 hex
    Column("client_id", Text, nullable=False, unique=True),  # 20 hex
    Column("name", Text, nullable=False),
    Column("declaration", Text, nullable=False),  # JSON: types, user types, fields, scopes, events
    Column("enabled", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    info=CONTROL,
    comment="What a developer registered (decisions.md R40).",
)

application_secret: Final = Table(
    "application_secret",
    metadata,
    Column("application", Text, primary_key=True),
    Column("secret_hash", Text, primary_key=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    info=CONTROL,
    comment="Client secrets, hashed; two may live during a rotation (sso.md 11.7).",
)

redirect_uri: Final = Table(
    "redirect_uri",
    metadata,
    Column("application", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),  # 0 is primary
    Column("uri", Text, nullable=False),
    info=CONTROL,
    comment="Where an application's users may be sent, in order.",
)

district_token: Final = Table(
    "district_token",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("token", Text, nullable=False),  # 24-hex id shown in GET /oauth/tokens
    Column("sealed", Text, nullable=False),  # the string itself, sealed: it is shown again
    Column("district", BigInteger, nullable=False),
    Column("connection", Text, nullable=False),
    Column("application", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),  # set when a newer token replaced it
    info=CONTROL,
    comment="District-app tokens; inert without their connection (house.md 14, item 2).",
)

rate_count: Final = Table(
    "rate_count",
    metadata,
    Column("bucket", Text, primary_key=True),
    Column("opened_at", BigInteger, nullable=False),
    Column("spent", BigInteger, nullable=False),
    info=CONTROL,
    comment="Requests of a token in its open window, shared between processes (PostgreSQL only).",
)
