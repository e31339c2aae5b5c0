"""Run as a process of its own by the tests of crashes: send files and work them."""

import sys
from datetime import datetime
from pathlib import Path

from tests.support.intake import reopened
from tests.support.stores import Place

home, url, now, folder = sys.argv[1:]
place = Place(Path(home), url)
intake = reopened(place, place.open(), datetime.fromisoformat(now))
intake.work(intake.send_path(Path(folder)).run)
