"""A group that cannot go on is undecided from there; the other groups are still played."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from typing_extensions import override

from homeroom.certification.harness import Application, Verdict
from homeroom.certification.harness.channels.probe import Probe, PythonCarrier
from homeroom.certification.harness.running import Asked, Finished, carry_out
from homeroom_kit.errors import KitError
from homeroom_kit.probe.runs import Outcome
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.grounds import a_sandbox, an_application


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_sandbox(tmp_path_factory.mktemp("hub")) as found:
        yield found


@dataclass
class _Tripping(PythonCarrier):
    """A carrier with a defect of the harness's own side: its first sync is no call at all."""

    probe: Any
    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.probe)

    @override
    def call(self, operation: str, **said: Any) -> Any:
        self.calls.append(operation)
        if self.calls.count("sync") == 1 and operation == "sync":
            raise ZeroDivisionError("odd")
        return super().call(operation, **said)


def _run(application: Application, carrier: PythonCarrier, *scenarios: str) -> Finished:
    asked = Asked(scenarios=frozenset(scenarios), modes=("full",))
    return carry_out(application, asked, probe=Probe(carrier))


def _why(finished: Finished, scenario: str) -> set[tuple[Verdict, str]]:
    outcomes = [one for result in finished.results for one in result.outcomes]
    return {(one.verdict, one.why) for one in outcomes if one.scenario == scenario}


def test_an_error_of_the_harness_ends_its_group_and_no_other(url: str) -> None:
    application, started = an_application(url)
    finished = _run(application, _Tripping(started.probe()), "SC-10", "SC-20")
    why = "The harness failed: ZeroDivisionError: odd"
    assert {(Verdict.INCONCLUSIVE, why)} == _why(finished, "SC-10")
    assert Verdict.PASS in {verdict for verdict, _ in _why(finished, "SC-20")}


class _NeverSyncs(RightApplication):
    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        raise KitError("closed", "It is closed today.")


def test_after_three_groups_that_were_given_up_no_more_are_begun(url: str) -> None:
    application, started = an_application(url, _NeverSyncs)
    carrier = PythonCarrier(started.probe())
    finished = _run(application, carrier, "SC-10", "SC-20", "SC-30", "SC-50")
    failed = "The first sync of the district failed: It is closed today."
    given_up = "3 groups in a row were given up, so no more were begun."
    for scenario, why in {"SC-10": failed, "SC-30": failed, "SC-50": given_up}.items():
        assert {(Verdict.INCONCLUSIVE, why)} == _why(finished, scenario), scenario
