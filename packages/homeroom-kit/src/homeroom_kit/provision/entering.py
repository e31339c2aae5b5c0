"""Somebody who signed in gets to her account: found, joined after proof, or made."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from homeroom_kit.client import Hub
from homeroom_kit.client.pages import UNPAGED
from homeroom_kit.errors import KitError, StoreError
from homeroom_kit.login import App, Identity, LoginError, Who
from homeroom_kit.login.identity import AuthorizedBy
from homeroom_kit.matching import decide
from homeroom_kit.provision.accounts import Accounts, Classes
from homeroom_kit.provision.asking import Asking, Field
from homeroom_kit.provision.choices import DistrictSSO, Enter, Library, Make, Prove, Refuse, entry
from homeroom_kit.provision.classes import Roster, read, students_classes, teachers_classes
from homeroom_kit.provision.people import Person, Profile, changes_of, person_of, standing

__all__ = ["Entered", "Provisioning"]

_log: Final = logging.getLogger("homeroom_kit.provision")


@dataclass(frozen=True, slots=True)
class Entered:
    """She is in.

    Attributes:
        account: The application's own id of her account.
        how: Whether the account was there or is new.
        is_stale: Whether her classes could not be read just now; they are as they were.
    """

    account: str
    how: Literal["there", "new"]
    is_stale: bool = False


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True)
class Provisioning:
    """What an application declared, with the accounts that it concerns.

    Args:
        accounts: The application's accounts; or a function that gives those of a district, as
            `StoreAccounts` are. It is asked with None for people of the Library.
        district_sso: For people whom a district shares; None if the application takes none.
        library: For people whom a teacher brings; None likewise.
        classes: The application's classes of the Library; None if it has none.
        asking: What people are asked at their first login.
        is_synced: Whether a district was ever synced, for applications with Secure Sync.
    """

    accounts: Accounts | Callable[[str | None], Accounts]
    district_sso: DistrictSSO | None = field(default_factory=DistrictSSO)
    library: Library | None = None
    classes: Classes | None = None
    asking: Asking = field(default_factory=Asking)
    is_synced: Callable[[str], bool] = _always

    def enter(self, app: App, identity: Identity) -> Entered | Prove:
        """Bring somebody who signed in to her account, and bring the account up to date.

        Raises:
            LoginError: She does not get in; its `refusal` says why.
        """
        person = person_of(identity)
        found = self._entry(person)
        if isinstance(found, Prove):
            return found
        roster, stale = self._read(app, identity, person)
        try:
            with self.of(person).at_once():
                account = self._account(person, found)
                if roster is not None:
                    self._bring(person, roster)
        except StoreError as busy:
            raise LoginError("not_ready", busy.message) from busy
        return Entered(account, "there" if isinstance(found, Enter) else "new", stale)

    def join(self, who: Who, account: str) -> bool:
        """Make an account hers, since she proved that it is; False if it is somebody's already.

        Whoever calls has checked its password just now, and nothing less.
        """
        person = person_of(who)
        accounts = self.of(person)
        with accounts.at_once():
            profile = accounts.profiles([account]).get(account)
            if profile is None or profile.clever_id not in (None, person.id):
                return False
            if person.district and profile.district not in (None, person.district):
                return False
            if accounts.linked([person.id]).get(person.id, account) != account:
                return False
            accounts.save(account, standing(person, profile), changes_of(person, profile))
        return True

    def make(self, who: Who) -> str:
        """Make an account for somebody who said that she has none from earlier.

        Raises:
            LoginError: The application makes none, or matching says something else by now.
        """
        person = person_of(who)
        found = self._entry(person, is_asked=True)
        if isinstance(found, Prove):
            raise LoginError("no_account")
        try:
            with self.of(person).at_once():
                return self._account(person, found)
        except StoreError as busy:
            raise LoginError("not_ready", busy.message) from busy

    def missing(self, who: Who) -> tuple[Field, ...]:
        """What somebody has to be asked before she gets in."""
        if not self.asking.fields:
            return ()
        profiles = self.of(person_of(who)).profiles([who.account])
        return self.asking.missing(who.type, profiles.get(who.account, Profile()))

    def hold(self, who: Who, answers: Mapping[str, str]) -> None:
        """Keep what she answered, for good."""
        accounts = self.of(person_of(who))
        with accounts.at_once():
            accounts.hold(who.account, answers)

    def of(self, person: Person) -> Accounts:
        """The accounts among which somebody's is."""
        found = self.accounts
        return found(person.district) if callable(found) else found

    def _entry(self, person: Person, *, is_asked: bool = False) -> Enter | Make | Prove:
        choice = self.library if person.authorized_by == "teacher" else self.district_sso
        if choice is None:
            raise LoginError("no_account", f"{person.id} comes by {person.authorized_by}.")
        decision = decide(person.asked, self.of(person).near(person.asked), choice.match)
        synced = person.district is None or self.is_synced(person.district)
        found = entry(choice, person.type, decision, is_synced=synced, is_asked=is_asked)
        if isinstance(found, Refuse):
            raise LoginError(found.code, f"{person.id}: {decision}")
        return found

    def _account(self, person: Person, found: Enter | Make) -> str:
        accounts = self.of(person)
        if isinstance(found, Make):
            return accounts.create(person)
        profile = accounts.profiles([found.account])[found.account]
        accounts.save(found.account, standing(person, profile), changes_of(person, profile))
        return found.account

    def _read(self, app: App, identity: Identity, person: Person) -> tuple[Roster | None, bool]:
        """What her token shows; nothing if it cannot be read whole, which costs nobody a login."""
        if self.library is None or person.authorized_by != "teacher":
            return None, False
        if not self.library.students and self.classes is None:
            return None, False
        try:
            with Hub(
                app.endpoints.api, identity.token, version=app.version, transport=app.transport,
                clock=app.clock, patience=app.patience, page_size=UNPAGED,
            ) as hub:  # fmt: skip
                # A user's token shows each list whole, and knows no pages (LIB-24).
                return read(hub, person), False
        except KitError as trouble:
            _log.warning("the classes of %s stay as they are: %s", person.id, trouble.message)
            return None, True

    def _bring(self, person: Person, roster: Roster) -> None:
        accounts = self.of(person)
        if self.library is not None and self.library.students:
            _bring_students(accounts, roster.students)
        if self.classes is None:
            return
        named = {one for section in roster.sections for one in section.teachers | section.students}
        people = accounts.linked(named)
        known = {
            **self.classes.known([section.id for section in roster.sections]),
            **self.classes.of(person.id),
        }
        planned = teachers_classes if person.type == "teacher" else students_classes
        for wanted in list(planned(person.id, roster.sections, known, people)):
            self.classes.put(wanted)


def _bring_students(accounts: Accounts, students: Collection[Person]) -> None:
    """Make or refresh accounts by id alone: a teacher's list proves nothing else of a student."""
    linked = accounts.linked([one.id for one in students])
    profiles = accounts.profiles(list(linked.values()))
    for one in students:
        if one.id not in linked:
            accounts.create(one)
            continue
        account = linked[one.id]
        profile = profiles[account]
        changes = changes_of(one, profile)
        if changes or profile.is_archived:
            by: AuthorizedBy = "district" if profile.district else "teacher"
            accounts.save(account, replace(standing(one, profile), authorized_by=by), changes)
