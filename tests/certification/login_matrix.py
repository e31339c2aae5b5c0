"""`make mutants`, second half: every defect of a login or of the Library against its checks."""

import sys
import tempfile
from pathlib import Path

from tests.certification.grounds import a_sandbox
from tests.certification.login_mutants import EXPECTED, OF_SIGNPOST

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))

from tests.certification.login_ground import a_trial, verdicts


def main() -> int:
    """Print the rows; the number of mutants that were not caught exactly."""
    wanted, wrong = set(sys.argv[1:]), 0
    with tempfile.TemporaryDirectory() as home, a_sandbox(Path(home)) as url:
        for name, (fails, parts) in sorted(EXPECTED.items()):
            if wanted and name not in wanted:
                continue
            of = "signpost" if name in OF_SIGNPOST else "readalong"
            with a_trial(url, name, of=of) as trial:
                found = verdicts(trial, *parts)
            red = found.get("FAIL", set()) | found.get("WARN", set())
            missed, strange = sorted(set(fails) - red), sorted(red - set(fails))
            wrong += bool(missed or strange)
            print(  # noqa: T201 -- it is what this command is for
                f"{'WRONG ' if missed or strange else 'caught'}  {name:<36}"
                f" red: {' '.join(sorted(red & set(fails)))}"
                f"{'  MISSED: ' + ' '.join(missed) if missed else ''}"
                f"{'  STRANGE: ' + ' '.join(strange) if strange else ''}",
                flush=True,
            )
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(), 100))
