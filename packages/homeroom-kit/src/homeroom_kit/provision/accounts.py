"""What provisioning asks of an application's accounts and classes; it keeps tables of its own."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from homeroom_kit.matching import Account, Asked
from homeroom_kit.planning import Value
from homeroom_kit.provision.people import Person, Profile

__all__ = ["Accounts", "Class", "Classes"]


class Accounts(Protocol):
    """The application's accounts of people. None is ever deleted."""

    def at_once(self) -> AbstractContextManager[object]:
        """Begin a transaction: what is written in it is written whole or not at all."""
        ...

    def near(self, asked: Asked) -> Sequence[Account]:
        """Return every account that shares an id, a SIS id or an e-mail with somebody."""
        ...

    def linked(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return the accounts of people by their ids at the hub."""
        ...

    def profiles(self, accounts: Collection[str]) -> Mapping[str, Profile]:
        """Return what the application has of accounts; unknown ones are left out."""
        ...

    def create(self, person: Person) -> str:
        """Make an account and return its id.

        If somebody made one for the same person meanwhile, return that: people click twice.

        Raises:
            StoreError: Not now; she may try again later.
        """
        ...

    def save(self, account: str, person: Person, changes: Mapping[str, Value]) -> None:
        """Make the account the person's, note who authorised it, and write what changes.

        An archived account is there again, as it was.
        """
        ...

    def hold(self, account: str, answers: Mapping[str, str]) -> None:
        """Write what a person answered, and never let a sync or a login change it."""
        ...


@dataclass(frozen=True, slots=True)
class Class:
    """A section as the application has it, or should have it.

    Attributes:
        id: The section's id at the hub.
        values: `name`, `subject`, `grade`, `section_number`, as far as they are told.
        teachers: People of the hub who teach it and have an account.
        students: Likewise.
        is_archived: Whether nobody who signs in teaches it any more. All that hangs on it stays.
    """

    id: str
    values: Mapping[str, Value] = field(default_factory=dict)
    teachers: frozenset[str] = frozenset()
    students: frozenset[str] = frozenset()
    is_archived: bool = False


class Classes(Protocol):
    """The application's classes, of the Library; none is ever deleted."""

    def known(self, ids: Collection[str]) -> Mapping[str, Class]:
        """Return classes by the ids of their sections, archived ones too."""
        ...

    def of(self, person: str) -> Mapping[str, Class]:
        """Return the classes of a teacher or student by their sections, archived ones too."""
        ...

    def put(self, wanted: Class) -> None:
        """Make a class be so; a new one if there was none."""
        ...
