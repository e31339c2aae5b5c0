"""Tables of a district's own pages."""

from typing import Final

from sqlalchemy import BigInteger, Column, Table, Text

from homeroom.foundation.database import CONTROL, metadata

dismissal: Final = Table(
    "dismissal",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("task", Text, primary_key=True),
    Column("substance", Text, nullable=False),  # a hash of what the task was when she dismissed it
    Column("at", BigInteger, nullable=False),
    info=CONTROL,
    comment="Tasks that an administrator dismissed for herself (district.md 3.1).",
)
