"""Resumes a paused application in a process of its own, which is killed on the way."""

import sys
from datetime import datetime
from pathlib import Path

from homeroom.events.pinning import actions as pins
from homeroom.foundation.database import open_store
from homeroom.sharing.changing.rules import Author

home, url, district, connection, now = sys.argv[1:]
at = int(datetime.fromisoformat(now).timestamp() * 1000)
with open_store(Path(home), url).roster.writing() as session:
    pins.resume(session, int(district), connection, Author("Ada", at))
