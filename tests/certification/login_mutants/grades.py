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
