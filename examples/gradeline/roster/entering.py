"""How people get an account: the row that the sync brought, or one that it will find later."""

from typing import Final

from typing_extensions import override

from gradeline.models import Person as Row
from gradeline.roster.store import store
from homeroom_kit.provision import DistrictSSO, Person, Provisioning, StoreAccounts

__all__ = ["PROVISIONING"]


class Accounts(StoreAccounts):
    """Our rows as accounts. Who comes before her district was read has the role she came in."""

    @override
    def create(self, person: Person) -> str:
        account = super().create(person)
        Row.objects.filter(pk=account, roles=[]).update(roles=[person.type])
        return account


PROVISIONING: Final = Provisioning(
    lambda district: Accounts(store(), district), district_sso=DistrictSSO(), library=None
)
"""District SSO only: whoever is shared gets in, and somebody new gets an account."""
