"""Starts Readalong: `python examples/readalong`."""

import sys
from pathlib import Path

if not __package__:
    # Started by its folder's name: packages lie in the folder above.
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from readalong.app import main

main(sys.argv[1:])
