"""Answers change what is expected: who does what she says is right, and nobody else."""

from collections.abc import Iterator

import pytest
from typing_extensions import override

from homeroom.certification.harness.channels.probe import Probe, PythonCarrier
from homeroom.certification.harness.running import Asked, carry_out
from homeroom.certification.reports import document_of
from homeroom_kit.planning.plan import Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.joining import JoiningApplication
from tests.certification.apps.right import RightApplication
from tests.certification.grounds import a_sandbox, an_application
from tests.certification.matrix import tried
from tests.certification.mutants import Mutant


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_sandbox(tmp_path_factory.mktemp("hub") / "home") as url:
        yield url


@pytest.mark.parametrize("said", ["one account", "role switcher"])
def test_one_account_for_two_ids_is_right_where_it_was_declared(hub: str, said: str) -> None:
    row = tried(Mutant(JoiningApplication, (), answers={"Q-Y32": said}), hub)
    assert set() == row.red
    assert {"SYN-01", "SYN-11", "SYN-22", "SYN-23"} <= row.green


def test_one_account_stays_one_when_its_two_ids_become_one(hub: str) -> None:
    said = Mutant(JoiningApplication, (), scenarios=("SC-34",), answers={"Q-Y32": "one account"})
    row = tried(said, hub)
    assert set() == row.red
    assert "SYN-22" in row.green


@pytest.mark.parametrize("answers", [{}, {"Q-Y32": "two accounts"}])
def test_nobody_else_may_give_one_account_to_two_ids(hub: str, answers: dict[str, str]) -> None:
    assert "SYN-01" in tried(Mutant(JoiningApplication, (), answers=answers), hub).red


@pytest.mark.parametrize(
    ("answers", "question"),
    [({"Q-Y32": "one account"}, "Q-Y32"), ({"Q-Y31-more": "staff = teacher"}, "Q-Y31-more")],
)
def test_an_answer_that_the_run_saw_otherwise_is_a_contradiction(
    hub: str, answers: dict[str, str], question: str
) -> None:
    application, started = an_application(hub, RightApplication, answers)
    asked = Asked(only=frozenset({"SYN-22"}), scenarios=frozenset({"SC-01"}), modes=("full",))
    finished = carry_out(application, asked, probe=Probe(PythonCarrier(started.probe())))
    found = document_of(finished)["contradictions"]
    assert [question] == [one["question"] for one in found]


class _OwnWords(MemoryStore):
    """Staff and administrators of the district are managers here."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        super()._carry_out(district, operation)
        for row in self.table["users"].values():
            row.values["roles"] = tuple(
                {_LEVELS.get(role, role): 1 for role in row.values.get("roles") or ()}
            )


_LEVELS = {"staff": "manager", "district_admin": "manager"}


class Managers(RightApplication):
    keeps = _OwnWords


SAID = {"Q-Y31-more": "staff = manager, district admin = manager"}


def test_roles_may_have_names_of_their_own_where_they_were_declared(hub: str) -> None:
    row = tried(Mutant(Managers, (), answers=SAID), hub)
    assert set() == row.red
    assert "SYN-22" in row.green


def test_names_of_roles_that_nobody_declared_are_no_roles(hub: str) -> None:
    assert "SYN-22" in tried(Mutant(Managers, ()), hub).red
