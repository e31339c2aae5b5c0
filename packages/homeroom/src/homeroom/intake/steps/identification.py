"""Which number each record of a draft has: the remembered one or a fresh one (district.md 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from homeroom.foundation import ids
from homeroom.intake.derivation.draft import Draft
from homeroom.intake.derivation.employees import claimed
from homeroom.roster import identity


@dataclass(frozen=True)
class Numbers:
    """Record numbers by place, for each frame of the draft, and what to remember."""

    schools: ids.Rids
    terms: ids.Rids
    courses: ids.Rids
    students: ids.Rids
    contacts: ids.Rids
    groups: ids.Rids
    sections: ids.Rids
    legacy: dict[str, int]  # an employee's role key -> number
    legacy_of_contacts: ids.Rids
    fresh: pl.DataFrame
    gone: pl.DataFrame


@dataclass(frozen=True)
class Wanted:
    """The keys a draft needs numbers for, and what is known of them."""

    keys: pl.DataFrame
    sizes: Mapping[str, int]  # how many keys each field of `Numbers` has, in the order of `keys`
    known: pl.DataFrame
    moved: pl.DataFrame  # keys of merged or split employees that now point elsewhere

    @property
    def missing(self) -> int:
        """How many fresh numbers must be reserved."""
        return identity.missing(self.keys, self.known)


def _keys(kind: str, keys: pl.Series | list[str]) -> pl.DataFrame:
    column = keys if isinstance(keys, pl.Series) else pl.Series(keys, dtype=pl.String)
    return pl.DataFrame({"key": column.cast(pl.String)}).select(pl.lit(kind).alias("kind"), "key")


def student_keys(draft: Draft) -> pl.Series:
    """Return the students' keys in the order of the frame."""
    return draft.students.select(pl.concat_str(pl.lit("student:"), "student_id"))[:, 0]


def contact_keys(draft: Draft) -> pl.Series:
    """Return the contacts' keys in the order of the frame."""
    if draft.contacts.frame.is_empty():
        return pl.Series([], dtype=pl.String)
    return draft.contacts.frame.select(pl.concat_str(pl.lit("contact:"), "key"))[:, 0]


def wanted(draft: Draft, known: pl.DataFrame) -> Wanted:
    """Name every record, and settle which number merged and split employees keep."""
    role_keys = [record.key for group in draft.groups for record in group]
    known = _without_rivals(draft, known, role_keys)
    of_users = known.filter(pl.col("kind") == "users")
    theirs = of_users.filter(pl.col("key").is_in(role_keys))
    numbers = dict(theirs.select("key", "rid").iter_rows())
    active = set(of_users.filter(pl.col("gone_on").is_null())["rid"].to_list())
    kept = claimed(draft.groups, numbers, active)
    claims = zip(draft.groups, kept, strict=True)
    rows = [(record.key, rid) for group, rid in claims for record in group]
    moved = pl.DataFrame(
        [("users", key, rid) for key, rid in rows if rid is not None and numbers.get(key) != rid],
        schema={"kind": pl.String, "key": pl.String, "rid": pl.UInt64},
        orient="row",
    )
    split = {key for key, rid in rows if rid is None and key in numbers}
    touched = pl.Series([*moved["key"].to_list(), *split], dtype=pl.String).implode()
    stale = (pl.col("kind") == "users") & pl.col("key").is_in(touched)
    settled = pl.concat(
        [
            known.filter(~stale),
            moved.with_columns(pl.lit(None, pl.Int64).alias("gone_on")),
        ]
    )
    keys = _all_keys(draft, role_keys)
    sizes = {name: piece.height for name, piece in keys.items()}
    return Wanted(pl.concat(keys.values()), sizes, settled, moved)


def _all_keys(draft: Draft, role_keys: list[str]) -> dict[str, pl.DataFrame]:
    """Return the keys of each field of `Numbers`."""
    contacts = contact_keys(draft)
    return {
        "schools": _keys("schools", draft.schools["school_id"]),
        "terms": _keys("terms", _course_keys(draft.terms.frame)),
        "courses": _keys("courses", _course_keys(draft.courses.frame)),
        "students": _keys("users", student_keys(draft)),
        "groups": _keys("users", [group[0].key for group in draft.groups]),
        "contacts": _keys("users", contacts),
        "sections": _keys("sections", draft.sections["section_id"]),
        "legacy": _keys("legacy", role_keys),
        "legacy_of_contacts": _keys("legacy", contacts),
    }


def _without_rivals(draft: Draft, known: pl.DataFrame, role_keys: list[str]) -> pl.DataFrame:
    """Forget the former id of a record where somebody else comes with it.

    After a change of ids (`homeroom.intake.renaming`) two keys know one number. If both stand in
    the files they are two records, and the number is that of the present id.
    """
    if known["gone_on"].null_count() == known.height:
        return known
    wanted = pl.concat(
        [
            _keys("schools", draft.schools["school_id"]),
            _keys("sections", draft.sections["section_id"]),
            _keys("users", student_keys(draft)),
            _keys("users", role_keys),
            _keys("legacy", role_keys),
        ]
    )
    named = known.join(wanted, on=["kind", "key"], how="semi")
    present = named.filter(pl.col("gone_on").is_null())
    rivals = named.filter(pl.col("gone_on").is_not_null())
    rivals = rivals.join(present, on=["kind", "rid"], how="semi")
    return known.join(rivals, on=["kind", "key"], how="anti") if rivals.height else known


def _course_keys(frame: pl.DataFrame) -> pl.Series:
    return frame["key"] if "key" in frame.columns else pl.Series([], dtype=pl.String)


def number(draft: Draft, asked: Wanted, block: ids.Block) -> Numbers:
    """Give every record its number."""
    assigned = identity.assign(asked.keys, asked.known, block)
    ends = [*accumulate(asked.sizes.values())]
    starts = [0, *ends[:-1]]
    rids = {
        name: assigned.rids[start:end]
        for name, start, end in zip(asked.sizes, starts, ends, strict=True)
    }
    others = pl.DataFrame(
        [
            ("users", record.key, int(rid))
            for group, rid in zip(draft.groups, rids["groups"], strict=True)
            for record in group[1:]
        ],
        schema={"kind": pl.String, "key": pl.String, "rid": pl.UInt64},
        orient="row",
    )
    remembered = asked.known.select("kind", "key", "rid").filter(asked.known["gone_on"].is_null())
    news = others.join(remembered, on=["kind", "key", "rid"], how="anti")
    fresh, more = assigned.fresh, pl.concat([news, asked.moved])
    if more.height:  # of the wanted keys each is there once
        fresh = pl.concat([fresh, more]).unique(["kind", "key"], keep="first")
    gone = assigned.gone.join(others, on=["kind", "key"], how="anti")
    roles = [record.key for group in draft.groups for record in group]
    legacy = dict(zip(roles, rids.pop("legacy").tolist(), strict=True))
    return Numbers(**rids, legacy=legacy, fresh=fresh, gone=gone)
