"""Gradeline with one defect each: it has rosters of a sync, which people log in to."""

# ruff: noqa: ARG001, ARG005 -- what stands in for a function takes what that one took

from importlib import import_module
from typing import Any

from tests.certification.login_mutants.replacing import mutant

app: Any = import_module("gradeline.app")


@mutant
def login_beside_the_sync() -> None:
    """A login makes an account of its own; what a sync brought is another list."""
    usual = app.prepare

    def prepare(found: Any) -> None:
        usual(found)  # what knows Django's tables is there only now
        accounts: Any = import_module("gradeline.roster.entering").Accounts
        editing: Any = import_module("gradeline.editing")

        def create(self: Any, person: Any) -> str:
            values = person.values
            made = editing.NewPerson(
                person.district, values.get("name.first") or "", values.get("name.last") or "",
                person.type, values.get("email") or "",
            )  # fmt: skip
            return str(editing.create_person(made).pk)

        accounts.near = lambda self, asked: []
        accounts.create = create

    app.prepare = prepare


@mutant
def login_wipes_what_was_synced() -> None:
    """Each login writes the account anew from what a login tells, which is less than a roster."""
    usual = app.prepare

    def prepare(found: Any) -> None:
        usual(found)
        accounts: Any = import_module("gradeline.roster.entering").Accounts
        rows: Any = import_module("gradeline.models").Person.objects
        save = accounts.save

        def saved(self: Any, account: str, person: Any, changes: Any) -> None:
            save(self, account, person, changes)
            rows.filter(pk=account).update(grade="", school=None, schools=[])

        accounts.save = saved

    app.prepare = prepare
