"""What Signpost declares about accounts, and what it notes of who comes in."""

import logging
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from typing_extensions import override

from homeroom_kit.client import Hub
from homeroom_kit.errors import KitError
from homeroom_kit.frameworks.django.accounts import UserAccounts
from homeroom_kit.login import App, Identity
from homeroom_kit.provision import DistrictSSO, Entered, Prove, Provisioning
from signpost.models import District, Person

__all__ = ["PROVISIONING"]

_TYPES: Final = frozenset({"student", "teacher", "staff", "district_admin"})
_log: Final = logging.getLogger("signpost")


@dataclass(frozen=True)
class Entering(Provisioning):
    """The kit's, which also notes somebody's roles and the name of her district."""

    @override
    def enter(self, app: App, identity: Identity) -> Entered | Prove:
        found = super().enter(app, identity)
        if isinstance(found, Entered):
            Person.objects.filter(pk=found.account).update(roles=[*identity.roles])
            _note_district(app, identity)
        return found


def _note_district(app: App, identity: Identity) -> None:
    """Her own token shows it; if the hub does not answer, the name stays what it was."""
    if identity.district is None:
        return
    noted: dict[str, str] = {}
    try:
        with Hub(
            app.endpoints.api, identity.token, version=app.version, transport=app.transport,
            clock=app.clock, patience=app.patience,
        ) as hub:  # fmt: skip
            document: dict[str, Any] = msgspec.json.decode(
                hub.document("districts", identity.district)
            )
        noted["name"] = str(document.get("name") or "")[:400]
    except (KitError, msgspec.MsgspecError) as trouble:
        _log.warning("the name of district %s is not known now: %s", identity.district, trouble)
    District.objects.update_or_create(clever_id=identity.district, defaults=noted)


PROVISIONING: Final = Entering(
    # By the hub's id first. Who has the e-mail of an account from earlier may prove with its
    # password that it is hers; everybody else gets an account at her first login (SSO-19).
    UserAccounts(),
    district_sso=DistrictSSO(unknown="create", proof="suggested", types=_TYPES),
)
