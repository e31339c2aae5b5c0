"""Tables of submissions: what was asked, answered, decided, issued; nothing in them is deleted."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from homeroom.foundation.database import CONTROL, metadata

submission: Final = Table(
    "submission",
    metadata,
    Column("submission", Text, primary_key=True),  # 24 hex
    Column("application", Text, nullable=False),
    Column("types", Text, nullable=False),  # JSON: the integration types submitted together
    Column("state", Text, nullable=False),  # certification.md 3.2
    Column("attempt", Integer, nullable=False),  # 1, 2, ...: one more after requested changes
    Column("answers", Text, nullable=False),  # JSON: the survey's, by question
    Column("facts", Text, nullable=False),  # JSON: what the hub saw when it last looked
    Column("app_version", Text, nullable=False),  # as the developer writes it
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger),  # of the review
    Column("reviewer", BigInteger),  # of the hub's staff
    Column("run", Text),  # the one that was submitted with this attempt
    Column("production", Text),  # the application that was made of this one
    Index(None, "application"),
    Index(None, "state"),
    info=CONTROL,
    comment="Integration types of an application on their way to a certificate.",
)

submission_record: Final = Table(
    "submission_record",
    metadata,
    Column("submission", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3, ...
    Column("attempt", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),  # name and duty, in words
    Column("kind", Text, nullable=False),  # moved, asked, answered, verdict, called, noted
    Column("state", Text, nullable=False),  # afterwards
    Column("subject", Text, nullable=False),  # requirement or question; '' if none
    Column("text", Text, nullable=False),  # the reason, question, answer or note
    Column("detail", Text, nullable=False),  # JSON
    Column("evidence", Text, nullable=False),  # SHA-256 of what it rests on; '' if on nothing
    info=CONTROL,
    comment="Everything that happened to a submission, only ever added to (certification.md 3.2).",
)

submission_file: Final = Table(
    "submission_file",
    metadata,
    Column("submission", Text, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    info=CONTROL,
    comment="Documents of a submission, such as the signed agreement; the newest one counts.",
)

submission_run: Final = Table(
    "submission_run",
    metadata,
    Column("run", Text, primary_key=True),
    Column("submission", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("report", Text, nullable=False),  # JSON, as it was sent
    Column("sha256", Text, nullable=False),  # of the archive
    Column("content", LargeBinary, nullable=False),  # the archive
    Index(None, "submission"),
    info=CONTROL,
    comment="Runs of the harness that were sent in, and agreed with the hub's own log.",
)

run_seal: Final = Table(
    "run_seal",
    metadata,
    Column("run", Text, primary_key=True),
    Column("manifest", Text, nullable=False),  # SHA-256 of the list of its files
    Column("sealed_at", BigInteger, nullable=False),
    info=CONTROL,
    comment="What a run had found when it ended; an archive that says otherwise was edited.",
)

certificate: Final = Table(
    "certificate",
    metadata,
    Column("certificate", Text, primary_key=True),  # 24 hex
    Column("submission", Text, nullable=False),
    Column("application", Text, nullable=False),
    Column("name", Text, nullable=False),  # of the application, as it was certified
    Column("app_version", Text, nullable=False),
    Column("types", Text, nullable=False),  # JSON
    Column("api_version", Text, nullable=False),
    Column("suite", Text, nullable=False),
    Column("evidence", Text, nullable=False),  # SHA-256 of the archive
    Column("conditions", Text, nullable=False),  # JSON: recommendations that are open
    Column("attested", Integer, nullable=False),  # without a probe: parts rest on what was said
    Column("sandbox", Integer, nullable=False),  # the run was on a loopback address (R35)
    Column("issued_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_as", Text, nullable=False),  # renewed, suspended, revoked; '' while it holds
    Index(None, "submission"),
    info=CONTROL,
    comment="Certificates that were issued.",
)

mail: Final = Table(
    "mail",
    metadata,
    Column("mail", Text, primary_key=True),  # 24 hex, in the order of time
    Column("at", BigInteger, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("submission", Text, nullable=False),
    info=CONTROL,
    comment="The outbox: what would be sent by mail, for whoever runs the hub to send or show.",
)

training: Final = Table(
    "training",
    metadata,
    Column("person", BigInteger, primary_key=True, autoincrement=False),  # of the hub's staff
    Column("lesson", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    info=CONTROL,
    comment="Training pages that a developer has ticked off.",
)
