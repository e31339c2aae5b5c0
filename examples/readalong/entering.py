"""What Readalong declares about accounts: whom the hub's login lets in, and as whom."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from typing_extensions import override

from homeroom_kit.login import App, Identity
from homeroom_kit.provision import DistrictSSO, Entered, Library, Prove, Provisioning
from readalong.accounts import TeachersAndPupils
from readalong.rooms import Rooms
from readalong.tables import Account, Database

__all__ = ["Entering", "entering"]

_TYPES: Final = frozenset({"teacher", "student"})


@dataclass(frozen=True)
class Entering(Provisioning):
    """The kit's, which also notes when somebody's classes were read."""

    database: Database = field(kw_only=True)

    @override
    def enter(self, app: App, identity: Identity) -> Entered | Prove:
        found = super().enter(app, identity)
        read = identity.authorized_by == "teacher"
        if isinstance(found, Entered) and read and not found.is_stale:
            now = datetime.fromtimestamp(app.now, UTC).replace(tzinfo=None)
            with self.database.writing() as session:
                session.get_one(Account, int(found.account)).read_at = now
        return found


def entering(database: Database) -> Entering:
    """Teachers who add Readalong, and their pupils; later perhaps their district.

    A teacher is asked at her first login whether she has an account already, since she may have
    signed up with another e-mail than the school's; a password proves it (LIB-09). When her
    district takes over, the same people come with the same ids (LIB-23).
    """
    return Entering(
        TeachersAndPupils(database),
        district_sso=DistrictSSO(types=_TYPES),
        library=Library(students=True, proof="always"),
        classes=Rooms(database),
        database=database,
    )
