"""Starts Readalong with the defect that `MUTANT` names."""

import os
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "examples")]

for module in ("logins", "library"):
    import_module(f"tests.certification.login_mutants.{module}")
import_module("tests.certification.login_mutants.replacing").MUTANTS[os.environ["MUTANT"]]()
import_module("readalong.app").main()
