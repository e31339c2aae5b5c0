"""Signpost as a certification sees it (certification.md 6.2); the kit opens it to tests only."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from homeroom_kit.probe import Doing, ListedRecords, NewAccount, Probe, ProbeError
from signpost.models import Person
from starting.probing import NoRuns

__all__ = ["PROBE"]


def _listed(type_: str) -> Iterable[Mapping[str, object]]:
    """Every account, those that are put away too."""
    if type_ != "user":
        return []
    users = Person.objects.select_related("homeroom").order_by("pk")
    return [_user(one) for one in users]


def _user(user: Any) -> dict[str, Any]:
    link = getattr(user, "homeroom", None)
    return {
        "type": "user",
        "clever_id": link.clever_id if link else None,
        "app_id": str(user.pk),
        "status": "active" if user.is_active else "archived",
        "roles": user.roles,
        "name": {"first": user.first_name, "last": user.last_name},
        "email": user.email or None,
        "district": link.district or None if link else None,
        "fields": {
            "name.first": user.first_name or None,
            "name.last": user.last_name or None,
            "email": user.email or None,
        },
    }


def _seed(wanted: NewAccount) -> str:
    """Make an account from earlier, as `python examples/signpost add` does."""
    name = wanted.email or f"{wanted.first} {wanted.last}".strip()
    if Person.objects.filter(username=name).exists():
        raise ProbeError("bad_account", f"There is an account {name!r} already.")
    made = Person.objects.create_user(
        name, wanted.email or "", wanted.password,
        first_name=wanted.first, last_name=wanted.last,
    )  # fmt: skip
    return str(made.pk)


PROBE: Final = Probe(
    app="Signpost",
    version="1",
    holds=ListedRecords(_listed),
    runs=NoRuns("Signpost reads no roster: it knows who signed in, since she signed in."),
    user_types=("student", "teacher", "staff", "district_admin"),
    record_types=(),
    sync_modes=(),
    doing=Doing(seed=_seed),
)
