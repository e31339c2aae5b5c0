"""Which districts are connected: asked of the hub each time, since a district may leave any day."""

from collections.abc import Mapping

from django.conf import settings

from gradeline.models import Connection
from homeroom_kit.client import connected_districts
from homeroom_kit.errors import TokenRejectedError

__all__ = ["close", "look", "token_of"]


def look() -> Mapping[str, str]:
    """Return tokens by districts, and note who came, who left and who came back.

    Raises:
        RetryError: The hub does not say; nobody is shut out for that.
    """
    declared = settings.HOMEROOM
    found = connected_districts(declared["HUB"], declared["CLIENT_ID"], declared["CLIENT_SECRET"])
    known = set(Connection.objects.values_list("district", flat=True))
    Connection.objects.bulk_create(
        [Connection(district=one) for one in found if one not in known], ignore_conflicts=True
    )
    Connection.objects.filter(district__in=found, is_open=False).update(is_open=True)
    Connection.objects.exclude(district__in=found).filter(is_open=True).update(is_open=False)
    return found


def token_of(district: str) -> str:
    """The district's token as it is now.

    Raises:
        TokenRejectedError: The district is not connected (any more).
        RetryError: The hub does not say.
    """
    token = look().get(district)
    if token is None:
        close(district)
        raise TokenRejectedError(
            "not_connected",
            f"District {district} is not connected with Gradeline. Its people cannot come in; "
            "everything of theirs is kept.",
        )
    return token


def close(district: str) -> None:
    """End the access of a district's people; nothing of theirs is changed."""
    Connection.objects.update_or_create(district=district, defaults={"is_open": False})
