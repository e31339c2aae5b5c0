"""People as the survey speaks of them: two ids that are one person, and own names of roles.

Answers change what is expected, so they are read narrowly: only the two people of EC-20 and EC-23
may share an account, and an answer that says something else changes nothing.
"""

from collections.abc import Collection, Iterator
from typing import Any, Final

from homeroom.certification.harness.outcomes import Difference
from homeroom.certification.harness.trial import Moment
from homeroom.certification.requirements.survey.roles import roles_in

__all__ = ["EMPLOYED_TWICE", "account_differences", "ids_of_account", "own_words", "roles_told"]

EMPLOYED_TWICE: Final = ("t09", "a04")
"""EC-23: one person, whose two addresses make her two Clever IDs."""

_ONE_PERSON: Final = (EMPLOYED_TWICE, ("t07", "a03"))
"""With her whom SC-35 makes two of."""

_ONE: Final = frozenset({"one account", "role switcher"})
_TWO: Final = "two accounts"


def ids_of_account(moment: Moment, clever_id: str) -> frozenset[str]:
    """Return the Clever ids whose one account this is: more than one only as declared (Q-Y32).

    They have one account only if the application says so and shows them under one id of its own.
    """
    if moment.answers.choice("Q-Y32") in _ONE:
        for keys in _ONE_PERSON:
            ids = frozenset(moment.keys.id(key) for key in keys) - {""}
            if clever_id in ids and len(_accounts(moment, ids)) == 1:
                return ids
    return frozenset({clever_id})


def account_differences(moment: Moment) -> Iterator[Difference]:
    """Compare how many accounts the person with two Clever ids has, and what Q-Y32 says."""
    said = moment.answers.choice("Q-Y32")
    ids = frozenset(moment.keys.id(key) for key in EMPLOYED_TWICE) - {""}
    there = {one for one in ids if one in moment.after.active("user")}
    if len(there) < len(EMPLOYED_TWICE) or not there <= moment.expected.of("user").keys():
        return  # One of the two gets no account, or they are one id by now.
    many = len(_accounts(moment, ids))
    what = f"users {' and '.join(EMPLOYED_TWICE)}, one person with two ids"
    if said in _ONE and many > 1:
        yield Difference(what, f"one account, as Q-Y32 says: {said}", "two accounts")
    elif said == _TWO and many == 1:
        yield Difference(what, f"{_TWO}, as Q-Y32 says", "one account")


def _accounts(moment: Moment, ids: Collection[str]) -> set[str]:
    """Return the application's own ids of these people, archived ones too."""
    return {one.app_id for each in ids for one in moment.after.named("user", each)}


def own_words(moment: Moment, roles: Collection[str]) -> set[str]:
    """Return what the application calls these roles: as Q-Y31 says, else as the hub does."""
    called = roles_in(str(moment.answers.of("Q-Y31-more") or "")) or {}
    return {called.get(one, one) for one in roles}


def roles_told(told: Any) -> list[str]:
    """Return the roles that a probe tells of somebody, in small letters as the survey's names."""
    return [str(one).casefold() for one in told] if isinstance(told, list) else []
