"""A hostile application ends its run as FAIL or INCONCLUSIVE, in time, and learns no secret."""

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from homeroom.certification.harness import Application, Hub, UndecidedError
from homeroom.certification.harness.answers import Answers
from homeroom.certification.harness.channels.careful import Careful
from homeroom.certification.harness.channels.probe import HTTPCarrier, Probe
from homeroom.certification.harness.configuration import HubAddress
from homeroom.certification.harness.running import Asked, Finished, carry_out
from homeroom.certification.reports import document_of, exit_code_of
from tests.certification.fresh.hostile import HOSTILE, Served, served
from tests.certification.grounds import ANSWERS, TOKEN, USER_TYPES, a_sandbox

_PROBE_TOKEN = "the-token-of-the-probe-itself"
_SECONDS = 1.5
_LONGEST = 180.0
"""Seconds; a run ends by itself, on a machine that has much else to do as well."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_sandbox(tmp_path_factory.mktemp("hub") / "home") as url:
        yield url


def _registered(hub: str, url: str, *types: str) -> Application:
    with closing(Hub(hub, TOKEN)) as client:
        told = client.register(
            name="Hostile", types=list(types), user_types=USER_TYPES,
            redirect_uris=[f"{url}/callback"],
        )  # fmt: skip
    return Application(
        "Hostile", types, str(told["client_id"]), str(told["client_secret"]), url=url,
        login_url=f"{url}/", redirect_uri=f"{url}/callback", settle_seconds=0.0,
        limit_seconds=_SECONDS, local=True, hub=HubAddress(hub, TOKEN), answers=Answers(ANSWERS),
    )  # fmt: skip


def _run(hub: str, at: Served) -> Finished:
    application = _registered(hub, at.url, "secure_sync")
    http = Careful(f"{at.url}/probe", token=_PROBE_TOKEN, whose="The probe", seconds=_SECONDS)
    scenarios = frozenset({"SC-01", "SC-03", "SC-10", "SC-22"})
    with closing(http), closing(Hub(hub, TOKEN)) as client:
        return carry_out(
            application, Asked(scenarios=scenarios), probe=Probe(HTTPCarrier(http)), hub=client
        )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_probe_is_never_certified_and_harms_nobody(hub: str, name: str) -> None:
    began = time.monotonic()
    with served(HOSTILE[name], hub) as at:
        try:
            document = document_of(_run(hub, at))
        except UndecidedError as reason:
            # Not even who it is could be asked: there is no run, and a reason.
            said = [reason.message]
        else:
            rows = [*document["results"], *document["invariants"]]
            said = [one["why"] for one in rows if one["verdict"] in {"FAIL", "INCONCLUSIVE"}]
            assert exit_code_of(document) in {1, 3}
            assert document["verdicts"]["secure_sync"]["verdict"] in {"FAIL", "INCONCLUSIVE"}
    assert said
    assert all(said)
    assert time.monotonic() - began < _LONGEST
    assert at.heard
    assert [one for one in at.heard if TOKEN in one] == []
    with closing(Hub(hub, TOKEN)) as client:
        assert client.catalogue()
