"""Answers as they are typed or written in a file, made into values; and what is wrong with them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from homeroom.certification.requirements.conditions import Answer, Declared
from homeroom.certification.requirements.survey.questions import (
    MORE,
    Question,
    asked_of,
    every,
    question,
)
from homeroom.certification.requirements.survey.roles import USER_TYPES, roles_in
from homeroom.certification.requirements.survey.subjects import SUBJECTS, named_in

LONGEST: Final = 4000
"""Characters of one answer; more is a document, which belongs into the files."""


def typed(asked: Question, said: list[str]) -> Answer | None:
    """Return what a form's fields say as a value of the question's kind; None when left empty.

    What does not fit its kind stays text, and `problem_of` says so: what was typed is kept.
    """
    filled = [text for one in said if (text := one.strip())]
    if not filled:
        return None
    if asked.kind == "multi":
        return filled
    first = filled[0]
    if asked.kind == "bool" and first in ("yes", "no"):
        return first == "yes"
    if asked.kind == "int" and re.fullmatch(r"[0-9]{1,9}", first):
        return int(first)
    return first


def problem_of(asked: Question, answer: object) -> str:
    """Say what is wrong with an answer; empty when it is right."""
    if answer in (None, "", []):
        return "" if asked.optional else f"{asked.id} is not answered: {asked.ask}"
    if isinstance(answer, str) and len(answer) > LONGEST:
        return f"{asked.id} has more than {LONGEST} characters."
    wrong = _UNFIT[asked.kind](asked, answer)
    wrong = wrong or _not_named(asked, str(answer))
    return f"{asked.id}: {wrong}" if wrong else ""


def _not_named(asked: Question, text: str) -> str:
    if asked.names == "subjects" and named_in(text) is None:
        return f"write subjects alone, with commas between: {', '.join(SUBJECTS)}."
    if asked.names == "roles" and roles_in(text) is None:
        types = ", ".join(USER_TYPES)
        return f"write pairs as staff = helper, of {types}; students share no name with others."
    return ""


def _not_text(_asked: Question, answer: object) -> str:
    return "" if isinstance(answer, str) else "write it as text."


def _not_bool(_asked: Question, answer: object) -> str:
    return "" if isinstance(answer, bool) else "the answer is yes or no."


def _not_int(_asked: Question, answer: object) -> str:
    fits = isinstance(answer, int) and not isinstance(answer, bool) and answer >= 0
    return "" if fits else "the answer is a whole number."


def _not_chosen(asked: Question, answer: object) -> str:
    values = [value for value, _ in asked.choices]
    return "" if answer in values else f"choose one of {', '.join(values)}."


def _not_several(asked: Question, answer: object) -> str:
    values = [value for value, _ in asked.choices]
    fits = isinstance(answer, list) and all(one in values for one in answer)
    return "" if fits else f"choose among {', '.join(values)}."


def _not_url(_asked: Question, answer: object) -> str:
    wrong = "write a whole address, as https://app.example/login."
    if not isinstance(answer, str):
        return wrong
    try:
        parts = urlsplit(answer)
        fits = parts.scheme in ("https", "http") and bool(parts.hostname)
    except ValueError:
        return wrong
    return "" if fits and not re.search(r"\s", answer) else wrong


def _not_date(_asked: Question, answer: object) -> str:
    wrong = "write the date as 2026-08-17."
    if isinstance(answer, date):
        return ""
    try:
        date.fromisoformat(answer if isinstance(answer, str) else "")
    except ValueError:
        return wrong
    return ""


_UNFIT: Final = {
    "text": _not_text,
    "long": _not_text,
    "file": _not_text,
    "bool": _not_bool,
    "int": _not_int,
    "enum": _not_chosen,
    "multi": _not_several,
    "url": _not_url,
    "date": _not_date,
}


def problems_of(declared: Declared) -> dict[str, str]:
    """Return what is missing or wrong in the answers that are asked for, by question."""
    found: dict[str, str] = {}
    for one in asked_of(declared):
        for part in (one, one.second):
            if part is not None and (wrong := problem_of(part, declared.answers.get(part.id))):
                found[part.id] = wrong
    return found


def unknown_in(answers: Mapping[str, object]) -> tuple[str, ...]:
    """Return names among answers that are no question's: usually a typing error in a file."""
    known = {name for one in every() for name in (one, one + MORE)}
    return tuple(
        name
        for name in answers
        if name not in known or (name.endswith(MORE) and not question(name.removesuffix(MORE)).more)
    )
