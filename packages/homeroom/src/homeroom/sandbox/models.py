"""Tables of the sandbox's admin API."""

from typing import Final

from sqlalchemy import BigInteger, Column, Table, Text

from homeroom.foundation.database import CONTROL, metadata

played_district: Final = Table(
    "played_district",
    metadata,
    Column("district", BigInteger, primary_key=True, autoincrement=False),
    Column("steps", Text, nullable=False),  # JSON: the mutations since its first files
    Column("snapshots", Text, nullable=False),  # JSON: name -> steps
    Column("waiting", Text, nullable=False),  # the mutation whose upload is held; '' if none is
    info=CONTROL,
    comment="How a district of the sandbox's admin API came to what it is.",
)
