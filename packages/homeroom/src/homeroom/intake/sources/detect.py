"""Which format an upload is in (district.md 6, step 2).

Clever CSV is taken. OneRoster, AnySchool and SDS are recognised, so that the refusal can say
what was sent and what to send instead.
"""

from types import MappingProxyType
from typing import Final

from homeroom.foundation.errors import UnreadableSourceError
from homeroom.intake.problems import Mode, listed
from homeroom.intake.sources.clever_csv import Columns, canonical_name, clever_csv
from homeroom.intake.sources.received import Received
from homeroom.intake.sources.source import Source

_SDS_V1: Final = frozenset(
    {
        "school.csv",
        "section.csv",
        "student.csv",
        "teacher.csv",
        "studentenrollment.csv",
        "teacherroster.csv",
    }
)
_SDS_V2: Final = frozenset({"orgs.csv", "users.csv", "roles.csv"})
_ONEROSTER: Final = frozenset({"academicsessions.csv", "classes.csv", "users.csv"})
_ONEROSTER_PLACES: Final = frozenset({"oneroster", "oneroster11", "oneroster12"})
_HEADER_LIMIT: Final = 4096
_ENOUGH: Final = 2


def detect(
    received: Received, mode: Mode = "lenient", columns: Columns = MappingProxyType({})
) -> Source:
    """The upload as a source; formats that are not taken are refused by name."""
    if not received.files:
        raise UnreadableSourceError(
            "source_empty", f"There is no CSV file in what was sent. {_WANTED}"
        )
    if found := _other_format(received):
        code, name = found
        raise UnreadableSourceError(
            code, f"This is {name}; this version takes Clever CSV. {_WANTED}"
        )
    if not any(canonical_name(name) for name in received.files):
        raise UnreadableSourceError(
            "source_unknown",
            f"None of the files is a Clever CSV file: {listed(received.files)}. {_WANTED}",
        )
    return clever_csv(received, mode, columns)


_WANTED: Final = (
    "Send schools.csv, students.csv, teachers.csv, sections.csv and enrollments.csv,"
    " in a folder or at the top level of a zip."
)


def _other_format(received: Received) -> tuple[str, str] | None:
    """Code and name of a format that is recognised and not taken.

    A folder left over from another format counts only where no Clever CSV file is.
    """
    names = received.names
    is_clever = any(canonical_name(name) for name in names)
    folders = set() if is_clever else {name.partition("/")[0] for name in names if "/" in name}
    signs = (
        ("format_oneroster", "a OneRoster CSV package", "manifest.csv" in names),
        (
            "format_oneroster",
            "a OneRoster CSV package",
            any(f in _ONEROSTER_PLACES for f in folders),
        ),
        ("format_sds", "a School Data Sync (SDS v2.1) set", names >= _SDS_V2),
        ("format_sds", "a School Data Sync (SDS v1) set", len(names & _SDS_V1) >= _ENOUGH),
        ("format_oneroster", "a OneRoster set without its manifest", names >= _ONEROSTER),
        ("format_anyschool", "an AnySchool set", "anyschool" in folders),
        ("format_anyschool", "an AnySchool set", _has_school_names(received)),
    )
    return next(((code, name) for code, name, is_so in signs if is_so), None)


def _has_school_names(received: Received) -> bool:
    """users.csv, and School_name in sections.csv: a school without a SIS (district.md 1.10)."""
    return "users.csv" in received.names and "school_name" in _sections_header(received)


def _sections_header(received: Received) -> str:
    """The header of sections.csv in lower case, whatever its encoding."""
    for name, file in received.files.items():
        if name.lower() == "sections.csv":
            with file.path.open("rb") as stream:
                start = stream.read(_HEADER_LIMIT).replace(b"\0", b"").replace(b"\r", b"\n")
            return start.partition(b"\n")[0].decode("latin-1").lower()
    return ""
