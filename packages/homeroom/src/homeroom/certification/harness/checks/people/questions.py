"""Rows that only a person can answer (certification.md 6.6); the report puts them in one place."""

from collections.abc import Mapping
from typing import Final

__all__ = ["QUESTIONS"]

QUESTIONS: Final[Mapping[str, str]] = {
    "SYN-R4": "Does any content follow a section's grade or subject (Q-Y33)?",
    "SYN-R6": "Can administrators still see old terms?",
    "SYN-R9": "Are bearer tokens of single users kept anywhere?",
    "SYN-11": "Is all relevant data used, beyond what is kept?",
    "LIB-03": "Is there a free trial, a demo or a free tier?",
    "LIB-09": "Is it clear to a teacher how to join an account that she has?",
    "LIB-14": "Does the error page help the person who reads it?",
    "SSO-10": "Does the error page help the person who reads it?",
    "SSO-R9": "Do people with several roles arrive at something sensible?",
}
"""Requirement and what a reviewer looks at; each verdict needs a sentence."""
