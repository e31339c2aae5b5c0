"""The harness as a pytest plugin: one test for each requirement of the application's types.

Name it in a `conftest.py`, beside a configuration of the application:

    pytest_plugins = ["homeroom.certification.pytest_plugin"]

The suite runs once a session, with the requirements that the selected tests name: `-k SYN-05` runs
what decides SYN-05 and nothing else. A test file of one's own asks for `hub`, `district`, `probe`
or `certification`, and may mark a test with `@pytest.mark.requirement("SYN-05")`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from homeroom.certification.harness.channels.hub import District, Hub
from homeroom.certification.harness.channels.probe import Probe
from homeroom.certification.harness.configuration import Application, read
from homeroom.certification.harness.judging import Result
from homeroom.certification.harness.outcomes import Verdict
from homeroom.certification.harness.running import Asked, carry_out, hub_of, probe_of
from homeroom.certification.requirements.reading import requirement

__all__ = ["certified"]

_OPTION = "--certify"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the configuration's path and the seed."""
    group = parser.getgroup("homeroom certification")
    group.addoption(_OPTION, default="certify.toml", help="The application's configuration.")
    group.addoption("--certify-seed", type=int, default=1, help="The same seed, the same report.")


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", "requirement(id): what a test of the certification decides")


@pytest.fixture(scope="session")
def application(request: pytest.FixtureRequest) -> Application:
    """The application under test, as its configuration describes it."""
    return read(Path(request.config.getoption(_OPTION)))


@pytest.fixture(scope="session")
def hub(application: Application) -> Iterator[Hub]:
    """The hub's admin API."""
    found = hub_of(application)
    yield found
    found.close()


@pytest.fixture(scope="session")
def probe(application: Application) -> Probe:
    """The application's probe; a test without one is skipped."""
    found = probe_of(application)
    if found is None:
        pytest.skip("The application has no probe.")
    return found


@pytest.fixture
def district(hub: Hub, application: Application) -> Iterator[District]:
    """A fresh edge-case district, with the application connected."""
    made = hub.create_district("lantern-ridge")
    types = [one for one in application.types if one != "library"]
    hub.connect(made.id, application.client_id, types)
    yield made
    hub.disconnect(made.id, application.client_id)


@pytest.fixture(scope="session")
def certification(
    request: pytest.FixtureRequest, application: Application, hub: Hub
) -> Mapping[str, Result]:
    """Run the suite once, with what the selected tests ask about; results by requirement."""
    marks = [mark for item in request.session.items for mark in item.iter_markers("requirement")]
    only = frozenset(str(mark.args[0]) for mark in marks)
    seed = int(request.config.getoption("--certify-seed"))
    finished = carry_out(application, Asked(only=only, seed=seed), hub=hub)
    return {one.requirement: one for one in finished.results}


def certified(results: Mapping[str, Result], name: str) -> None:
    """Turn a result into what pytest says: a failure, a skip with its reason, or a pass."""
    found = results[name]
    row = requirement(name)
    if found.verdict is Verdict.FAIL:
        pytest.fail(_told(found, row.fix), pytrace=False)
    if found.verdict is Verdict.INCONCLUSIVE:
        pytest.fail(f"INCONCLUSIVE: {found.why}", pytrace=False)
    if found.verdict in {Verdict.SKIP, Verdict.REVIEW}:
        pytest.skip(f"{found.verdict}: {found.why}")


def _told(result: Result, fix: str) -> str:
    lines = [result.why]
    for one in result.outcomes:
        if one.verdict is Verdict.FAIL:
            lines.append(f"{one.step} ({one.mode}): {one.why}")
            lines += [
                f"  {each.what}: expected {each.expected}, found {each.found}"
                for each in one.differences
            ]
    return "\n".join([*lines, f"How to fix it: {fix}"])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that takes `requirement_id` one case for each row of the types' guides."""
    if "requirement_id" not in metafunc.fixturenames:
        return
    from homeroom.certification.requirements.reading import for_types  # noqa: PLC0415

    types = read(Path(metafunc.config.getoption(_OPTION))).types
    cases: list[Any] = [
        pytest.param(row.id, id=row.id, marks=pytest.mark.requirement(row.id))
        for row in for_types(types)
    ]
    metafunc.parametrize("requirement_id", cases)
