"""What an application declares about accounts, once for each integration type; and what follows.

Pure: a choice and a match in, an entry out.
"""

from dataclasses import dataclass, field
from typing import Literal

from homeroom_kit.matching import Decision, Match

__all__ = ["DistrictSSO", "Enter", "Entry", "Library", "Make", "Prove", "Refuse", "entry"]

Proof = Literal["never", "suggested", "always"]


@dataclass(frozen=True, slots=True)
class DistrictSSO:
    """How people of districts get an account.

    Attributes:
        unknown: Who has no account gets one at her first login (`create`), or a friendly page that
            says so (`refuse`), where the school makes accounts.
        before_first_sync: Who comes before her district was synced for the first time gets what
            `unknown` says (`as_unknown`), or is asked to come back later (`wait`), where the sync
            will bring an account that a login could not find.
        proof: Who may prove by the password of an account from earlier that it is hers: who has
            its e-mail (`suggested`), everybody at her first login (`always`), nobody (`never`).
            Without proof an e-mail opens nothing (SSO-18).
        match: What proves whose account it is.
        types: User types that get in; None for all.
    """

    unknown: Literal["create", "refuse"] = "create"
    before_first_sync: Literal["as_unknown", "wait"] = "as_unknown"
    proof: Proof = "suggested"
    match: Match = field(default_factory=Match)
    types: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """How teachers who add the application get an account, and their students with them.

    Attributes:
        students: Whether students get accounts as soon as their teacher comes.
        proof: As in `DistrictSSO`; with `always` teachers alone are asked, since students have
            accounts by their teachers.
        match: What proves whose account it is.
    """

    students: bool = True
    proof: Proof = "suggested"
    match: Match = field(default_factory=Match)


@dataclass(frozen=True, slots=True)
class Enter:
    """She has an account."""

    account: str


@dataclass(frozen=True, slots=True)
class Make:
    """She gets one."""


@dataclass(frozen=True, slots=True)
class Prove:
    """She may prove that an account is hers, before anything is joined.

    Attributes:
        may_make: Whether she may say that she has none, and get one.
    """

    may_make: bool


@dataclass(frozen=True, slots=True)
class Refuse:
    """She does not get in; `code` names the words for her (`login.refusal_of`)."""

    code: str


Entry = Enter | Make | Prove | Refuse


def entry(
    choice: DistrictSSO | Library,
    user_type: str,
    decision: Decision,
    *,
    is_synced: bool = True,
    is_asked: bool = False,
) -> Entry:
    """Say how somebody gets in.

    Args:
        choice: What the application declared.
        user_type: In which role she comes.
        decision: Whose account it is, as far as matching can tell.
        is_synced: Whether her district was ever synced.
        is_asked: Whether she has said already that no account from earlier is hers.
    """
    refused = _refused_type(choice, user_type)
    if refused:
        return Refuse(refused)
    if decision.outcome in ("found", "linked"):
        return Enter(decision.account)
    if isinstance(choice, DistrictSSO) and choice.before_first_sync == "wait" and not is_synced:
        return Refuse("not_ready")
    if decision.needs_a_person and decision.by != "email":
        # Two accounts by ids that should be one person's alone: no password settles that.
        return Refuse("undecided")
    may_make = isinstance(choice, Library) or choice.unknown == "create"
    always = choice.proof == "always" and not (
        isinstance(choice, Library) and user_type == "student"
    )
    wanted = always or (choice.proof != "never" and decision.needs_a_person)
    if wanted and not is_asked:
        return Prove(may_make)
    return Make() if may_make else Refuse("no_account")


def _refused_type(choice: DistrictSSO | Library, user_type: str) -> str:
    if isinstance(choice, Library):
        return "" if user_type in ("teacher", "student") else "library_role"
    return "" if choice.types is None or user_type in choice.types else "user_type"
