"""A power cut while an application is unpinned leaves it pinned, or not; nothing between."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import rosters
from tests.support.agreements import EVERYONE, EVERYTHING
from tests.support.pinned import Crawl, Pinning
from tests.support.readers import played
from tests.support.stores import Place

ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize("name", ["apply.views", "apply.events"])
def test_a_killed_resume_leaves_the_application_pinned(
    name: str, world: Pinning, place: Place
) -> None:
    one = world.connect(EVERYONE, EVERYTHING)
    reader = world.readers(one)[1]
    before = reader.everything()
    crawl = Crawl(world.hub, one, "v3.1").everything(random.Random(1))
    world.pause(one)
    world.take_in(rosters.a_school_day(world.roster, random.Random(3)))
    arguments = [str(world.district.number), one.connection]
    moment = world.clock.now().isoformat()

    done = subprocess.run(  # noqa: S603 - our own arguments
        [
            sys.executable,
            str(Path(__file__).with_name("killed.py")),
            str(place.home),
            place.database_url,
            *arguments,
            moment,
        ],
        cwd=ROOT,
        env={**os.environ, "HOMEROOM_KILL_AT": name},
        capture_output=True,
        check=False,
    )

    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert crawl == Crawl(world.hub, one, "v3.1").everything(random.Random(1))
    assert [] == reader.events(None)
    assert world.resume(one)
    assert reader.everything() == played(before, reader.events(None), moments_alone=True)
