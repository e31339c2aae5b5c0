"""The edge cases of certification.md 4.2: what each is, where it is, and how it must look."""

from dataclasses import dataclass
from typing import Final

from homeroom.sandbox.lantern.blocks import rows


@dataclass(frozen=True)
class Case:
    """One edge case; `records` are keys of the source, `right` what a right integration shows."""

    id: str
    what: str
    records: tuple[str, ...]
    right: str
    requirements: tuple[str, ...]
    district: str


CASES: Final = tuple(
    Case(
        row["id"],
        row["what"],
        tuple(row["records"].split()),
        row["right"],
        tuple(row["requirements"].split()),
        row["district"],
    )
    for row in rows("cases")
)
