"""Brings one page into the record in a process of its own, which is killed before the commit."""

import os
import signal
import sys
from pathlib import Path

from homeroom.foundation.database import open_store
from homeroom.sharing.disclosing.actions import keep
from homeroom.sharing.disclosing.collecting import Tally
from homeroom.sharing.disclosing.rules import Key, Reader

home, url, district, day, view, ids, when = sys.argv[1:]
tally = Tally()
tally.add(ids.encode())
tally.settle()
store = open_store(Path(home), url)
if when == "before":
    os.kill(os.getpid(), signal.SIGKILL)
with store.roster.writing() as session:
    key = Key(Reader(int(district), "app", "connection"), int(day), view, "users")
    keep(session, {key: tally}, {})
    if when == "within":
        os.kill(os.getpid(), signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
