"""`make mutants`, second half: every defect of a login or of the Library against its checks."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.certification.grid import Row, grid_of, line_of
from tests.certification.grounds import a_sandbox
from tests.certification.login_mutants import EXPECTED, IN_A_BROWSER, OF_SIGNPOST

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))

from tests.certification.login_ground import a_trial, verdicts


def tried(name: str, url: str) -> Row:
    """Play against one mutant the parts of a story in which it shows."""
    fails, parts = (EXPECTED | IN_A_BROWSER)[name]
    of = "signpost" if name in OF_SIGNPOST else "readalong"
    with a_trial(url, name, of=of, with_browser=name in IN_A_BROWSER) as trial:
        found = verdicts(trial, *parts)
    red = found.get("FAIL", set()) | found.get("WARN", set())
    green = found.get("PASS", set()) - red
    return Row(name, fails, (), frozenset(red), frozenset(green))


def rows(wanted: set[str]) -> Iterator[Row]:
    """Try the mutants that are wanted, all when none is named, on one hub."""
    with tempfile.TemporaryDirectory() as home, a_sandbox(Path(home)) as url:
        for name in sorted(EXPECTED | IN_A_BROWSER):
            if not wanted or name in wanted:
                yield tried(name, url)


def main() -> int:
    """Print what was caught, then the matrix; 1 if one mutant was not caught exactly."""
    tried_all = []
    for row in rows(set(sys.argv[1:])):
        tried_all.append(row)
        print(line_of(row), flush=True)  # noqa: T201 -- it is what this command is for
    print("", *grid_of(tried_all), sep="\n")  # noqa: T201 -- and so is this
    return int(not all(one.is_caught for one in tried_all))


if __name__ == "__main__":
    sys.exit(main())
