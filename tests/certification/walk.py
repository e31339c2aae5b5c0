"""`python -m tests.certification.walk [SEED [STEPS]]`: the right application walks (6.5).

Advice for the night: what it finds is a defect of ours, of the hub, the kit or the harness.
"""

import random
import sys
import tempfile
from pathlib import Path

from homeroom.certification.harness.channels.hub import Hub
from homeroom.certification.harness.channels.probe import Probe, PythonCarrier
from homeroom.certification.harness.plans.walking import Walked, walk
from homeroom.certification.harness.trial import Trial
from tests.certification.apps.right import RightApplication
from tests.certification.grounds import TOKEN, a_sandbox, an_application


def walked(
    url: str,
    seed: int,
    steps: int,
    mode: str = "full",
    made: type[RightApplication] = RightApplication,
) -> Walked:
    """Let an application walk, and print where it went."""
    application, started = an_application(url, made)
    probe, hub = Probe(PythonCarrier(started.probe())), Hub(url, TOKEN)
    trial = Trial(application, hub, probe, probe.info(), mode=mode)
    found = walk(trial, seed=seed, steps=steps, told=lambda line: print(line, flush=True))  # noqa: T201
    hub.close()
    return found


def main() -> int:
    """Walk in both modes; 1 if an invariant broke, or a walk did not come to its end."""
    given = [int(one) for one in sys.argv[1:]]
    seed = given[0] if given else random.SystemRandom().randrange(10**6)
    steps = given[1] if len(given) > 1 else 200
    wrong = 0
    with tempfile.TemporaryDirectory() as home, a_sandbox(Path(home)) as url:
        for mode in ("full", "events"):
            found = walked(url, seed, steps, mode)
            wrong += bool(found.broken or found.ended)
            print(f"{mode}: {len(found.steps)} steps taken; {found.ended or 'to the end'}")  # noqa: T201
            for one in found.broken:
                print(f"  {one.requirement} {one.why} {one.differences[:5]}")  # noqa: T201
            if found.shortest:
                print(f"  shortest: {' '.join(found.shortest)}")  # noqa: T201
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
