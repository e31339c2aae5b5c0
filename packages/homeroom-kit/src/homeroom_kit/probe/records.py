"""What an application holds, in the probe's shape: one record for each row, archived ones too."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from homeroom_kit.probe.shapes import ProbeError
from homeroom_kit.stores.showing import Shown, ShownRow

__all__ = ["TYPES", "ListedRecords", "Record", "Records", "StoreRecords"]

Record = Mapping[str, object]
Marks = Callable[[Collection[str]], Mapping[str, Sequence[str]]]

TYPES: Final = {
    "user": "users", "school": "schools", "term": "terms", "course": "courses",
    "section": "sections", "contact": "users", "district": "districts",
}  # fmt: skip
"""The probe's word for a kind of record, and the kit's."""

_USERS: Final = frozenset({"student", "teacher", "staff", "district_admin"})
_PAGE: Final = 1000


class Records(Protocol):
    """Gives an application's records, page by page."""

    def page(
        self, type_: str, cursor: str | None, district: str = ""
    ) -> tuple[list[Record], str | None]:
        """Return a page and where the next one begins; None after the last.

        Of a district that is named only its own records are wanted.
        """
        ...


@dataclass(frozen=True)
class ListedRecords:
    """Records that the application lists itself, of each type all at once.

    Attributes:
        listed: From a type to its records in the shape of certification.md 6.2.
    """

    listed: Callable[[str], Iterable[Record]]

    def page(
        self, type_: str, cursor: str | None, district: str = ""
    ) -> tuple[list[Record], str | None]:
        """Return them all, or all of one district."""
        return ([], None) if cursor else (_inside(district, self.listed(type_)), None)


def _inside(district: str, records: Iterable[Record]) -> list[Record]:
    """The records of one district, and those that do not say where they are."""
    return [one for one in records if not district or one.get("district") in (district, None)]


def _no_marks(_: Collection[str]) -> Mapping[str, Sequence[str]]:
    return {}


@dataclass(frozen=True)
class StoreRecords:
    """The rows of a store of the kit's.

    Attributes:
        store: The store that the sync writes.
        marks: From rows' own ids to the marks of the people; only who has some need be named.
        more: Further records of a type, of rows that the store does not know: groups, say.
        page_size: Rows on a page.
    """

    store: Shown
    marks: Marks = _no_marks
    more: Callable[[str], Iterable[Record]] | None = None
    page_size: int = _PAGE

    def page(
        self, type_: str, cursor: str | None, district: str = ""
    ) -> tuple[list[Record], str | None]:
        """Return a page; people who are nothing but contacts are contacts, all others users."""
        kind, after = TYPES[type_], cursor or ""
        while True:
            rows = self._behind(kind, after, district)
            is_last = len(rows) < self.page_size
            wanted = [one for one in rows if kind != "users" or _type_of(one) == type_]
            records = self._records(type_, wanted)
            if is_last:
                return records + _inside(district, self.more(type_) if self.more else ()), None
            after = rows[-1].row.app_id
            if records:
                return records, after

    def _behind(self, kind: str, after: str, district: str) -> Sequence[ShownRow]:
        try:
            return self.store.shown(kind, after, self.page_size, district)
        except ValueError as odd:
            # Ids are numbers to most applications, and a cursor of somebody's own may be none.
            if not after:
                raise
            raise ProbeError("bad_cursor", f"There is no cursor {after[:40]!r}.") from odd

    def _records(self, type_: str, rows: Sequence[ShownRow]) -> list[Record]:
        records: list[dict[str, Any]] = [_plain(type_, one) for one in rows]
        if type_ == "user" and rows:
            self._add_classes(rows, records)
        if type_ == "section":
            self._add_members(rows, records)
        return list(records)

    def _add_members(self, rows: Sequence[ShownRow], records: Sequence[dict[str, Any]]) -> None:
        people = self._people(rows)
        for one, record in zip(rows, records, strict=True):
            there = people[one.district] if not one.row.is_archived else set()
            for relation in ("teachers", "students"):
                ties = [tie for tie in one.row.ties if tie.relation == relation]
                ties.sort(key=lambda tie: (tie.detail != "primary", tie.other))
                record[relation] = [tie.other for tie in ties if tie.other in there]

    def _add_classes(self, rows: Sequence[ShownRow], records: Sequence[dict[str, Any]]) -> None:
        classes: dict[tuple[str, str], set[str]] = defaultdict(set)
        districts = {one.district for one in rows}
        # Blank asks for all districts, which are more than those of this page.
        for district in districts if "" not in districts else {""}:
            for one in self._active_sections(district):
                for tie in one.row.ties:
                    classes[one.district, tie.other].add(str(one.row.clever_id))
        marks = self.marks([one.row.app_id for one in rows])
        for one, record in zip(rows, records, strict=True):
            of = classes.get((one.district, one.row.clever_id or ""), set())
            record["sections"] = [] if one.row.is_archived else sorted(of)
            record["marks"] = list(marks.get(one.row.app_id, ()))

    def _active_sections(self, district: str) -> Iterable[ShownRow]:
        after = ""
        while rows := self.store.shown("sections", after, self.page_size, district):
            yield from (one for one in rows if one.row.clever_id and not one.row.is_archived)
            after = rows[-1].row.app_id

    def _people(self, rows: Iterable[ShownRow]) -> Mapping[str, set[str]]:
        districts = {one.district for one in rows}
        return {one: self.store.active(one, "users") for one in districts}


def _type_of(one: ShownRow) -> str:
    roles = one.row.values.get("roles") or ()
    return "contact" if "contact" in roles and not _USERS & {*roles} else "user"


def _plain(type_: str, one: ShownRow) -> dict[str, Any]:
    """What a row is by itself; what is not kept is not named."""
    row, values = one.row, one.row.values
    record: dict[str, Any] = {
        "type": type_,
        "clever_id": row.clever_id,
        "app_id": row.app_id,
        "status": "archived" if row.is_archived else "active",
        "district": one.district or None,
        "fields": {
            name: list(value) if isinstance(value, tuple) else value or None
            for name, value in values.items()
        },
    }
    if type_ in ("user", "contact"):
        parts = {name[5:]: value for name, value in values.items() if name.startswith("name.")}
        record["name"] = {part: value or "" for part, value in parts.items()}
        record |= {name: values[name] or None for name in ("email",) if name in values}
        several = ((name, values[name]) for name in ("roles", "schools") if name in values)
        record |= {name: list(value or ()) for name, value in several}
    else:
        told = {"name": "name", "school": "school", "term": "term_id", "course": "course"}
        record |= {name: values[path] or None for name, path in told.items() if path in values}
    if type_ == "contact":
        record["links"] = [
            {"student": tie.other, "relationship": relationship, "type": kind}
            for tie in sorted(row.ties, key=lambda tie: tie.other)
            if tie.relation == "contacts"
            for relationship, _, kind in [tie.detail.partition("|")]
        ]
    return record


def type_known(type_: str) -> str:
    """Return a type that there is.

    Raises:
        ProbeError: There is none of that name.
    """
    if type_ not in TYPES:
        raise ProbeError("unknown_type", f"There is no type {type_!r}; say {', '.join(TYPES)}.")
    return type_
