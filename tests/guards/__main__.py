"""Print each guard, its test, and whether it was seen red: `make guards`."""

import argparse
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.guards.cheat import Cheat, Seen, carry_out, copy_source
from tests.guards.planted import CHEATS


def seen(cheats: tuple[Cheat, ...], workers: int) -> list[Seen]:
    """Carry out every cheat, each worker in a copy of its own."""
    with tempfile.TemporaryDirectory(prefix="homeroom-guards-") as name:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(workers):
            folder = Path(name) / str(number)
            copy_source(folder)
            copies.put(folder)

        def one(cheat: Cheat) -> Seen:
            folder = copies.get()
            try:
                found = carry_out(cheat, folder)
            finally:
                copies.put(folder)
            sys.stdout.write(line(found) + "\n")
            sys.stdout.flush()
            return found

        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(one, cheats))


def line(found: Seen) -> str:
    """Return the line about one guard."""
    said = "seen red" if found.red else f"NOT SEEN: {found.trouble}"
    test = found.red[0] if found.red else found.cheat.test
    return f"{found.cheat.guard} -> {test} -> {said}"


def main() -> int:
    """Print the table; 1 if a guard can be taken away unnoticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.guards", description=__doc__)
    parser.add_argument("--only", default="", help="guards whose name holds this text")
    given = parser.parse_args()
    chosen = tuple(cheat for cheat in CHEATS if given.only in cheat.guard)
    found = seen(chosen, os.cpu_count() or 1)
    missed = [one for one in found if not one.red]
    told = f"{len(found) - len(missed)} of {len(found)} guards were missed when they were gone\n"
    sys.stdout.write(told)
    return 1 if missed or not found else 0


if __name__ == "__main__":
    sys.exit(main())
