"""Which recommendation is in force for a district, and what of it a share may show. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from homeroom.foundation.errors import ConflictError, InvalidRequestError
from homeroom.sharing.changing.given import Given
from homeroom.sharing.selecting.rules import Rule, check_rules, normalised
from homeroom.sharing.selecting.shares import FieldAccess, Followed, Share

EVERY_DISTRICT: Final = 0
"""In the place of a district's number: a recommendation for all of them."""

MOST_UNANSWERED: Final = 10
"""How many different versions a district may leave unanswered; each costs a look at everyone."""

_BY_SCHOOLS: Final = "these"


@dataclass(frozen=True)
class Published:
    """One publication, or the taking back of what was published before."""

    district: int
    version: int
    at_ms: int
    who: str
    note: str
    share: Share | None
    """None: from this version on nothing is recommended here."""


@dataclass(frozen=True)
class InForce:
    """What a district is recommended from a version on."""

    version: int
    """Of the publication, or of the taking back, by which it came into force."""

    share: Share
    at_ms: int
    note: str


def recommended(share: Share) -> Share:
    """Return a share as it can be recommended; InvalidRequestError for one that cannot.

    A recommendation names schools by rules, and nobody: an application does not know which
    records a district has before it shares them.
    """
    if share.kind not in ("district", "rules") or share.excluded or share.schools:
        raise InvalidRequestError("Recommend the whole district, or rules")
    if share.kind == "rules" and not share.rules:
        raise InvalidRequestError("There is no rule yet. Add one, or recommend the whole district")
    check_rules(share.rules)
    return replace(share, rules=normalised(share.rules))


def in_force(rows: Iterable[Published], district: int) -> list[InForce]:
    """Return what was in force for a district, one after the other."""
    return [one for one in _states(rows, district) if one is not None]


def newest(rows: Iterable[Published], district: int) -> InForce | None:
    """Return what a district is recommended now; None if that was taken back."""
    states = _states(rows, district)
    return states[-1] if states else None


def _states(rows: Iterable[Published], district: int) -> list[InForce | None]:
    """Return each change of what is in force for a district; None where nothing is any more."""
    latest: dict[int, Published] = {}
    found: list[InForce | None] = []
    before: Published | None = None
    for row in sorted(rows, key=lambda one: one.version):
        latest[row.district] = row
        named = [latest.get(scope) for scope in (district, EVERY_DISTRICT)]
        now = next((one for one in named if one is not None and one.share is not None), None)
        if now is None or now.share is None:
            found.append(None)
        elif now != before:
            found.append(InForce(row.version, now.share, row.at_ms, now.note))
        before = now
    return found


def accepted(share: Share, version: int) -> Share:
    """Return a share that follows a version; what it may show, `in_step` says."""
    return Share(
        "recommended",
        contacts=share.contacts,
        excluded=share.excluded,
        follows=Followed(version),
    )


def in_step(share: Share, rows: Iterable[Published], district: int, access: FieldAccess) -> Share:
    """Return a share as the versions since the accepted one narrow it; other kinds as they are.

    A version that would tell what the application does not receive (`untold`) narrows nothing
    before the district accepts it; one that narrows already goes on, whatever is refused since.
    ConflictError where the accepted version was never in force for the district.
    """
    if share.kind != "recommended" or share.follows is None:
        return share
    version, before, given = share.follows.version, share.follows.parts, Given(access)
    since = _since(share.follows, rows, district)
    parts = _needed(
        [
            one.share
            for one in since
            if one.share in before or not _untold(one.share, since[0].share, given)
        ]
    )
    return Share(
        "recommended",
        contacts=share.contacts,
        excluded=share.excluded,
        follows=Followed(version, parts),
    )


def waiting(share: Share, rows: Iterable[Published], district: int) -> InForce | None:
    """Return the version that would widen a share, if the district accepted it; None if none."""
    now = newest(rows, district)
    if share.kind != "recommended" or share.follows is None or now is None:
        return None
    return None if share.follows.parts == (now.share,) else now


def untold(
    share: Share, rows: Iterable[Published], district: int, access: FieldAccess
) -> tuple[str, ...]:
    """Return why the newest version waits whole, with what it drops; empty if it does not.

    These are the fields by which it selects, and which the application does not receive: whom it
    lost would tell what stands in them.
    """
    published = list(rows)
    now = newest(published, district)
    if share.kind != "recommended" or share.follows is None or now is None:
        return ()
    if now.share in share.follows.parts:
        return ()
    first = _since(share.follows, published, district)[0]
    return _untold(now.share, first.share, Given(access))


def _since(follows: Followed, rows: Iterable[Published], district: int) -> list[InForce]:
    """Return what was in force since the accepted version, that one first."""
    since = [one for one in in_force(rows, district) if one.version >= follows.version]
    if not since or since[0].version != follows.version:
        raise ConflictError("There is no such version of the recommendation. Look at it again")
    return since


def _untold(version: Share, first: Share, given: Given) -> tuple[str, ...]:
    """Return by what a version selects that is neither received nor accepted with the first."""
    found: dict[str, None] = {}
    for rule in version.rules:
        if not any(_is_narrower(rule, one, given) for one in first.rules):
            found |= dict.fromkeys(given.lacks(rule))
    return tuple(found)


def _is_narrower(rule: Rule, known: Rule, given: Given) -> bool:
    """Whether a rule is an accepted one, or narrows it by nothing but what is received."""
    further = tuple(one for one in rule.filters if one not in known.filters)
    return _covers(known, rule) and not given.lacks(Rule(rule.kind, further))


def covers(wide: Share, narrow: Share) -> bool:
    """Whether whatever one recommendation shows is shown by the other in every district.

    It may say no where a closer look would say yes, never the other way round.
    """
    if narrow.contacts and not wide.contacts:
        return False
    if wide.kind == "district":
        staff, administrators = narrow.staff, narrow.administrators
        if narrow.kind == "rules":
            staff = any(rule.kind == "staff" for rule in narrow.rules)
            administrators = any(rule.kind == "admin" for rule in narrow.rules)
        return wide.staff >= staff and wide.administrators >= administrators
    if narrow.kind != "rules":
        return False
    return all(any(_covers(one, rule) for one in wide.rules) for rule in narrow.rules)


def _covers(wide: Rule, narrow: Rule) -> bool:
    if wide == narrow:
        return True
    # Which schools a member of staff brings may depend on the very filters.
    same = wide.kind == narrow.kind and wide.schools == narrow.schools != _BY_SCHOOLS
    return same and wide.sections >= narrow.sections and set(wide.filters) <= set(narrow.filters)


def _needed(shares: Sequence[Share]) -> tuple[Share, ...]:
    """Return those of the shares that decide what all of them have in common."""
    distinct = list(dict.fromkeys(shares))
    return tuple(
        one
        for place, one in enumerate(distinct)
        if not any(
            covers(one, other) and (place < at or not covers(other, one))
            for at, other in enumerate(distinct)
            if at != place
        )
    )
