"""Which integration types are certified together: the table of certification.md 3.3. Pure.

Library with Secure Sync is two submissions; all three types are two as well, which no page says and
follows from the three rules that there are.
"""

from collections.abc import Iterable
from typing import Final

APART: Final = (
    "The Library and Secure Sync are certified apart, each with its own survey. Begin one"
    " submission for the Library, and one for Secure Sync with District SSO."
)


def submissions(
    types: Iterable[str], *, built_together: bool = True
) -> tuple[tuple[str, ...], ...]:
    """Return what is certified together; types that were built at different times never are."""
    wanted = frozenset(types)
    if not built_together:
        return tuple((one,) for one in sorted(wanted))
    if "secure_sync" not in wanted:
        return (tuple(sorted(wanted)),) if wanted else ()
    together = tuple(sorted(wanted - {"library"}))
    return (together, ("library",)) if "library" in wanted else (together,)


def objection_to(types: Iterable[str]) -> str:
    """Return why these types cannot be one submission; empty if they can."""
    wanted = frozenset(types)
    if not wanted:
        return "Choose at least one integration type."
    return APART if {"library", "secure_sync"} <= wanted else ""
