"""Who looks at a page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from homeroom_kit.frameworks.django.doors import door
from signpost.models import District

__all__ = ["Visitor", "shown", "visitor_of"]

_WRITES = frozenset({"teacher", "staff", "district_admin"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in.

    Attributes:
        role: The role in which she came; blank for an account that no school knows of.
        district: Her district, if a school knows of her.
        is_looked_at: Whether an administrator looks at things as her.
    """

    user: Any
    role: str = ""
    roles: tuple[str, ...] = ()
    district: District | None = None
    is_looked_at: bool = False

    @property
    def name(self) -> str:
        """First and last name, or whatever there is of them."""
        return self.user.get_full_name() or "someone without a name"

    @property
    def words(self) -> str:
        """Her role in words, and others that she has."""
        others = [one for one in self.roles if one != self.role]
        words = " and ".join(one.replace("_", " ") for one in (self.role, *others) if one)
        return words or "guest"

    @property
    def may_write(self) -> bool:
        """Whether she may put signs up."""
        return self.role in _WRITES and self.district is not None and not self.is_looked_at


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Who is signed in, if anybody."""
    user = request.user
    if not user.is_authenticated:
        return None
    link = getattr(user, "homeroom", None)
    if link is None:
        return Visitor(user)
    who = door().person(request.session)
    return Visitor(
        user,
        link.type,
        tuple(user.roles),
        District.objects.filter(pk=link.district).first(),
        who is not None and who.loginas_by_admin,
    )


def shown(request: HttpRequest) -> dict[str, Any]:
    """What every template knows."""
    has_user = hasattr(request, "user")
    return {"visitor": visitor_of(request) if has_user else None}
