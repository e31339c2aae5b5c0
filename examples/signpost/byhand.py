"""What an office does to accounts by hand; each answers None, or what is wrong."""

import getpass
from collections.abc import Callable, Mapping
from typing import Final

from django.db.models import Q

from signpost.models import Person

__all__ = ["COMMANDS"]


def _add(name: str, email: str) -> str | None:
    """Make an account of Signpost's own, for somebody whom no district shares yet."""
    if Person.objects.filter(username=name).exists():
        return f"There is an account {name!r} already."
    Person.objects.create_user(name, email, getpass.getpass(f"A password for {name}: "))
    return None


def _away(name: str) -> str | None:
    """Put an account away: it keeps everything, and nobody gets in."""
    return _opened(name, is_active=False)


def _back(name: str) -> str | None:
    """Open an account that was put away, as it was."""
    return _opened(name, is_active=True)


def _opened(name: str, *, is_active: bool) -> str | None:
    wanted = Q(username=name) | Q(homeroom__clever_id=name)
    changed = Person.objects.filter(wanted).update(is_active=is_active)
    return None if changed else f"There is no account {name!r}."


COMMANDS: Final[Mapping[tuple[str, int], Callable[..., str | None]]] = {
    ("add", 2): _add,
    ("away", 1): _away,
    ("back", 1): _back,
}
"""By the command's word and how many others follow."""
