"""What is people's own: older accounts, progress, edits by hand, and what only they can answer."""

from homeroom.certification.harness.checks.people import edits, matching, progress, questions

__all__ = ["edits", "matching", "progress", "questions"]
