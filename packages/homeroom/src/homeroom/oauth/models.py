"""Tables of the applications, of the codes and tokens that stand for people, of the hub's keys."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

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
    Column("ending", Text),  # its last letters, by which people tell two apart; older ones: none
    info=CONTROL,
    comment="Client secrets, hashed; two may live during a rotation (sso.md 11.7).",
)

application_owner: Final = Table(
    "application_owner",
    metadata,
    Column("application", Text, primary_key=True),
    Column("person", BigInteger, primary_key=True, autoincrement=False),  # of the hub's own staff
    Column("since", BigInteger, nullable=False),
    info=CONTROL,
    comment="Whose an application is: for other developers it does not exist.",
)
Index("ix_application_owner_person", application_owner.c.person)

redirect_uri: Final = Table(
    "redirect_uri",
    metadata,
    Column("application", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),  # 0 is primary
    Column("uri", Text, nullable=False),
    info=CONTROL,
    comment="Where an application's users may be sent, in order.",
)

picture: Final = Table(
    "picture",
    metadata,
    Column("application", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # media type
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("kept_at", BigInteger, nullable=False),
    Index(None, "sha256"),
    info=CONTROL,
    comment="What an application's declaration names of pictures (decisions.md R31).",
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

authorization_code: Final = Table(
    "authorization_code",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("application", Text, nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("district", BigInteger, nullable=False),
    Column("person", BigInteger, nullable=False),  # record number
    Column("role", Text, nullable=False),
    Column("authorized_by", Text, nullable=False),  # district or teacher
    Column("connection", Text, nullable=False),
    Column("nonce", Text),
    Column("challenge", Text),  # PKCE, S256 only
    Column("auth_time", BigInteger, nullable=False),
    Column("hub_session", Text, nullable=False),  # hash of the hub session's id
    Column("is_impersonated", Integer, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index(None, "expires_at"),
    info=CONTROL,
    comment="One-use codes, hashed, with everything that they are bound to (sso.md 5.2).",
)

user_token: Final = Table(
    "user_token",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("application", Text, nullable=False),
    Column("district", BigInteger, nullable=False),
    Column("person", BigInteger, nullable=False),  # record number
    Column("role", Text, nullable=False),
    Column("authorized_by", Text, nullable=False),  # district or teacher
    Column("connection", Text, nullable=False),
    Column("code_hash", Text, nullable=False),  # the code it was born of
    Column("hub_session", Text, nullable=False),  # hash of the hub session's id
    Column("is_impersonated", Integer, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index(None, "code_hash"),
    Index(None, "district", "person"),
    Index(None, "hub_session"),
    Index(None, "expires_at"),
    info=CONTROL,
    comment="Bearer tokens of people, hashed; inert without view (house.md 14, item 2).",
)

signing_key: Final = Table(
    "signing_key",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("state", Text, nullable=False),  # next, current, retired
    Column("public", Text, nullable=False),  # JWK
    Column("sealed", Text, nullable=False),  # the private JWK, sealed
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),  # when it came into its state
    info=CONTROL,
    comment="Keys that sign id_tokens, in three states (sso.md 11.7).",
)

security_event: Final = Table(
    "security_event",
    metadata,
    Column("event", Text, primary_key=True),  # 24 hex
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("application", Text, nullable=False),
    Column("district", BigInteger),
    Column("person", BigInteger),
    Column("detail", Text, nullable=False),
    Index(None, "at"),
    info=CONTROL,
    comment="What somebody may have tried: append-only, without secrets (sso.md 11.10).",
)

client_failure: Final = Table(
    "client_failure",
    metadata,
    Column("bucket", Text, primary_key=True),  # hash of client_id and address
    Column("opened_at", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    info=CONTROL,
    comment="Failed proofs of a client from an address in the open minute (decisions.md R23).",
)

client_address: Final = Table(
    "client_address",
    metadata,
    Column("application", Text, primary_key=True),
    Column("address", Text, primary_key=True),  # hash
    Column("seen_at", BigInteger, nullable=False),
    info=CONTROL,
    comment="Where an application has proved itself from; never locked out there (R23).",
)

spent_form: Final = Table(
    "spent_form",
    metadata,
    Column("form_hash", Text, primary_key=True),
    Column("expires_at", BigInteger, nullable=False),
    Index(None, "expires_at"),
    info=CONTROL,
    comment="Forms of the login that were sent once and count no second time (sso.md 8.4).",
)

logout_notice: Final = Table(
    "logout_notice",
    metadata,
    Column("application", Text, primary_key=True),
    Column("hub_session", Text, primary_key=True),  # hash of the hub session's id
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False),  # record number
    Column("role", Text, nullable=False),
    Column("authorized_by", Text, nullable=False),  # district or teacher
    Column("connection", Text, nullable=False),
    Column("state", Text, nullable=False),  # watched, due, unheard
    Column("cause", Text, nullable=False),  # empty while watched; session, access
    Column("looked_at", BigInteger, nullable=False),  # when it was last asked whether it stands
    Column("due_at", BigInteger, nullable=False),  # when the notice is to be tried (again)
    Column("tries", Integer, nullable=False),
    Column("expires_at", BigInteger, nullable=False),  # as the login's newest token
    Index(None, "hub_session"),
    Index(None, "state", "due_at"),
    Index(None, "state", "looked_at"),
    Index(None, "expires_at"),
    info=CONTROL,
    comment="Logins whose end an application wants to be told, and the notices that are due.",
)

request_entry: Final = Table(
    "request_entry",
    metadata,
    Column("application", Text, primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("request", Text, primary_key=True),  # its id, as in the answer and in the hub's log
    Column("method", Text, nullable=False),
    Column("path", Text, nullable=False),  # a row of the table of paths: {id} for every id
    Column("status", Integer, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("district", BigInteger),  # of the token; null: it was none of a district
    Column("connection", Text, nullable=False),
    Index(None, "at"),
    info=CONTROL,
    comment="What applications asked lately: no payload, no id of anybody.",
)

trial: Final = Table(
    "trial",
    metadata,
    Column("trial", Text, primary_key=True),  # 24 hex
    Column("application", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("suite", Text, nullable=False),
    Column("seed", Text, nullable=False),
    Column("types", Text, nullable=False),  # JSON: the integration types it is about
    Column("began_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),  # null: it goes on
    Column("entries", Integer, nullable=False),
    Column("digest", Text, nullable=False),  # SHA-256 over each entry and the digest before it
    Index(None, "application"),
    info=CONTROL,
    comment="Runs of a certification, as the hub itself saw them.",
)

trial_entry: Final = Table(
    "trial_entry",
    metadata,
    Column("trial", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3, ...
    Column("entry", Text, nullable=False),  # JSON, as the wire log told it
    info=CONTROL,
    comment="What an application asked during such a run: no secret, nothing of anybody.",
)
