"""Accounts for people who sign in: what an application declares, and how they get to theirs.

The door is `Provisioning`. `DistrictSSO` and `Library` are the choices; `Accounts` and `Classes`
say what the application's own tables must be able to do. `ask_for` declares what a hub does not
give.

Somebody is found by her id. An e-mail suggests an account from earlier and never opens it: she has
to prove with its own password that it is hers, or gets a new one, as declared.
"""

from homeroom_kit.provision.accounts import Accounts, Class, Classes
from homeroom_kit.provision.asking import Asking, Field, answers_in, ask_for
from homeroom_kit.provision.choices import DistrictSSO, Library, Prove
from homeroom_kit.provision.entering import Entered, Provisioning
from homeroom_kit.provision.memory import MemoryAccounts, MemoryClasses
from homeroom_kit.provision.people import Person, Profile
from homeroom_kit.provision.stored import StoreAccounts

__all__ = [
    "Accounts",
    "Asking",
    "Class",
    "Classes",
    "DistrictSSO",
    "Entered",
    "Field",
    "Library",
    "MemoryAccounts",
    "MemoryClasses",
    "Person",
    "Profile",
    "Prove",
    "Provisioning",
    "StoreAccounts",
    "answers_in",
    "ask_for",
]
