"""Starts Readalong, or Signpost, with the defect that `MUTANT` names."""

import os
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "examples")]

MODULES = {
    "readalong": (
        "login_mutants.logins", "login_mutants.library", "login_mutants.rosters", "fresh.logins",
        "fresh.entering", "fresh.taking_over", "fresh.filtering",
    ),
    "signpost": ("login_mutants.signs",),
    "gradeline": ("login_mutants.grades",),
}  # fmt: skip
application = os.environ["MUTANT_OF"]
for module in MODULES[application]:
    import_module(f"tests.certification.{module}")
import_module("tests.certification.login_mutants.replacing").MUTANTS[os.environ["MUTANT"]]()
import_module(f"{application}.app").main()
