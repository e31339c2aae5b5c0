"""What the developer answered in the survey, by question id (certification.md 2).

Values are plain: a yes-or-no question has true or false, one with choices a word or a list of
words. A question's second part stands under its id with `-more`: `Q-Y13-more = "sis_id, email"`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Answers"]


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by id, such as `Q-Y13`; a question that was not answered says nothing."""

    given: Mapping[str, Any] = field(default_factory=dict)

    def of(self, question: str, default: Any = None) -> Any:
        """Return an answer as it was given."""
        return self.given.get(question, default)

    def yes(self, question: str) -> bool:
        """True if a yes-or-no question was answered with yes."""
        return self.given.get(question) is True

    def choice(self, question: str, default: str = "") -> str:
        """Return the chosen word of a question with one choice, in small letters."""
        value = self.given.get(question)
        return value.strip().lower() if isinstance(value, str) else default

    def choices(self, question: str) -> tuple[str, ...] | None:
        """Return the chosen words, in their order; None when the question was not answered."""
        value = self.given.get(question)
        if isinstance(value, str):
            value = value.replace(",", " ").split()
        return None if value is None else tuple(str(one).strip().lower() for one in value)

    def number(self, question: str) -> int | None:
        """Return a whole number; None when there is none."""
        value = self.given.get(question)
        return value if isinstance(value, int) and not isinstance(value, bool) else None
