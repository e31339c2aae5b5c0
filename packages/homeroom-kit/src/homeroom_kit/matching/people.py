"""Which account a person has: Clever id, then SIS id inside the district, then a proven e-mail.

The order and the traps are those of certification.md SYN-02, SSO-07 and SSO-18: an account that
is somebody's already is never taken over, an e-mail without proof opens nothing, and two records
without an e-mail have nothing in common.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from homeroom_kit.matching.decisions import Decision

__all__ = ["Account", "Asked", "Match", "decide"]


@dataclass(frozen=True, slots=True)
class Match:
    """How an application matches; declared once.

    Attributes:
        by_sis_id: Whether the district's own id, inside the district, proves who it is.
        by_email: Whether an e-mail that the person proved at login does.
        undecided: What a sync makes of a record that only hints at an account or fits several:
            `wait` leaves it out until a person has said, `create` makes a new account beside.
        new_id: What becomes of an account whose SIS id comes back under a new Clever id, after
            the old one vanished: `create` a new account, `relink` the old one, or ask a person.
        alias_days: How many days after that the former id still means the account, in classes
            that name it and if it comes back; then nobody is meant by it.
    """

    by_sis_id: bool = True
    by_email: bool = True
    undecided: Literal["wait", "create"] = "wait"
    new_id: Literal["create", "relink", "ask"] = "create"
    alias_days: float = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is looked for: a record of the roster, or somebody at the door.

    Attributes:
        clever_id: The user's id.
        district: The district's id; None for a Library login.
        sis_ids: The district's own ids, each with its role in front: `student:1042`.
        email: The e-mail, if there is one.
        email_proven: Whether the person has proven to this application that it is hers. A roster
            proves nothing.
        legacy_ids: Ids that the person had before v3, as the hub says.
    """

    clever_id: str
    district: str | None
    sis_ids: frozenset[str] = frozenset()
    email: str | None = None
    email_proven: bool = False
    legacy_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the application that may be the person's.

    Attributes:
        app_id: The application's own id.
        clever_id: Whose it is already, if anybody's.
        is_gone: Whether that Clever id is no longer shown by the hub.
    """

    app_id: str
    clever_id: str | None = None
    district: str | None = None
    sis_ids: frozenset[str] = field(default_factory=frozenset)
    email: str | None = None
    is_gone: bool = False


def decide(asked: Asked, accounts: Iterable[Account], match: Match | None = None) -> Decision:
    """Say whose account it is.

    Args:
        asked: Who is looked for.
        accounts: Every account that shares an id, a SIS id or an e-mail with her; more do no harm.
        match: How the application matches.
    """
    match = match or Match()
    found = sorted(accounts, key=lambda account: account.app_id)
    own = [account for account in found if account.clever_id == asked.clever_id]
    if own:
        return _one(own, "found", "clever_id")
    former = [account for account in found if account.clever_id in asked.legacy_ids]
    if former:
        return _one(former, "linked", "legacy_id", former[0].clever_id)
    by_sis = [account for account in found if _shares_sis_id(asked, account)]
    by_email = [account for account in found if _shares_email(asked, account)]
    free = [account for account in by_sis if account.clever_id is None]
    if free:
        return _by_sis_id(asked, free, by_email, match)
    if gone := [account for account in by_sis if account.is_gone]:
        again = _again(gone, match)
        if again is not None:
            return again
    return _by_email(asked, [one for one in by_email if one.clever_id is None], match)


def _by_sis_id(
    asked: Asked, free: Sequence[Account], by_email: Sequence[Account], match: Match
) -> Decision:
    if not match.by_sis_id:
        return _ask(free, "sis_id")
    rivals = [one for one in by_email if one.clever_id is None and one not in free]
    if asked.email_proven and match.by_email and rivals:
        # Both are proven, and they disagree: nobody but a person can say.
        return Decision("ambiguous", "none", tuple(one.app_id for one in (*free, *rivals)))
    return _one(free, "linked", "sis_id")


def _again(gone: Sequence[Account], match: Match) -> Decision | None:
    if match.new_id == "relink":
        return _one(gone, "linked", "sis_id", gone[0].clever_id)
    if match.new_id == "ask":
        return _ask(gone, "sis_id")
    return None


def _by_email(asked: Asked, free: Sequence[Account], match: Match) -> Decision:
    alike = [account for account in free if not _contradicts(asked, account)]
    if asked.email_proven and match.by_email and free:
        # A family may share an e-mail: where the district's ids differ, it proves too little.
        return _one(free, "linked", "email") if alike == list(free) else _ask(free, "email")
    return _ask(alike, "email") if alike else Decision("new")


def _one(
    accounts: Sequence[Account],
    outcome: Literal["found", "linked"],
    by: Literal["clever_id", "legacy_id", "sis_id", "email"],
    former_id: str | None = None,
) -> Decision:
    if len(accounts) > 1:
        return Decision("ambiguous", by, tuple(account.app_id for account in accounts))
    return Decision(outcome, by, (accounts[0].app_id,), former_id)


def _ask(accounts: Sequence[Account], by: Literal["sis_id", "email"]) -> Decision:
    outcome: Literal["suggested", "ambiguous"] = "suggested" if len(accounts) == 1 else "ambiguous"
    return Decision(outcome, by, tuple(account.app_id for account in accounts))


def _shares_sis_id(asked: Asked, account: Account) -> bool:
    """Inside one district, and never by a blank: missing does not equal missing."""
    if asked.district is None or asked.district != account.district:
        return False
    shared = asked.sis_ids & account.sis_ids
    return any(one.rpartition(":")[2].strip() for one in shared)


def _contradicts(asked: Asked, account: Account) -> bool:
    """Whether the district itself gave them different ids in the same role."""
    if asked.district is None or asked.district != account.district:
        return False
    mine = {one.partition(":")[0] for one in asked.sis_ids}
    shared = {one for one in account.sis_ids if one.partition(":")[0] in mine}
    return bool(shared) and not shared & asked.sis_ids


def _shares_email(asked: Asked, account: Account) -> bool:
    """Never across districts: an e-mail alone opens nothing of another district (SSO-18)."""
    if asked.district and account.district and asked.district != account.district:
        return False
    mine, hers = _plain(asked.email), _plain(account.email)
    return bool(mine) and mine == hers


def _plain(email: str | None) -> str:
    return (email or "").strip().casefold()
