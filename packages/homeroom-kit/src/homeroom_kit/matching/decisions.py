"""What matching answers: found, linked, new, or a question for a person."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Decision", "Outcome", "Proof"]

Outcome = Literal["found", "linked", "new", "suggested", "ambiguous"]
"""`found`: already linked. `linked`: proven to be the same, link it. `new`: nobody fits.
`suggested`: something hints at an account and does not prove it. `ambiguous`: several fit."""

Proof = Literal["clever_id", "legacy_id", "sis_id", "email", "number", "none"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose account it is, as far as that can be told.

    Attributes:
        outcome: What to do.
        by: What it rests on.
        accounts: The application's own ids: one for `found` and `linked`, at least one for
            `suggested` and `ambiguous`, none for `new`.
        former_id: The Clever id under which the account was known until now, if another.
    """

    outcome: Outcome
    by: Proof = "none"
    accounts: tuple[str, ...] = ()
    former_id: str | None = None

    @property
    def account(self) -> str:
        """The one account of `found` and `linked`."""
        (account,) = self.accounts
        return account

    @property
    def needs_a_person(self) -> bool:
        """Whether nothing may be linked before somebody has said so."""
        return self.outcome in ("suggested", "ambiguous")
