"""Clients that are not Python's: by night only, since their packages come over the network.

Set CLIENTS=all to have them by day. Where they are not asked for they are not collected, so no
run shows a skip in their place; where they are and something is missing, they fail.
"""

import os
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

ASKED: Final = os.environ.get("HYPOTHESIS_PROFILE") == "night" or os.environ.get("CLIENTS") == "all"
collect_ignore_glob = [] if ASKED else ["test_*.py"]

HERE: Final = Path(__file__).parent
_CACHE: Final = HERE.parents[2] / ".build" / "clients"


def _installed() -> Path:
    """Return the folder with the packages of the lock file; it is made once for each lock."""
    lock = (HERE / "node" / "package-lock.json").read_bytes()
    folder = _CACHE / sha256(lock).hexdigest()[:16]
    if not folder.is_dir():
        _CACHE.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=_CACHE))
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / "node" / name, made)
        npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(npm, cwd=made, check=True, capture_output=True, timeout=300)  # noqa: S603
        try:
            made.rename(folder)
        except OSError:
            # Another worker was quicker.
            shutil.rmtree(made)
    return folder


@pytest.fixture(scope="session")
def node_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with our scripts beside the packages: Node looks for packages from a script up."""
    folder = tmp_path_factory.mktemp("node")
    for script in (*(HERE / "node").glob("*.mjs"), HERE / "node" / "hosts.cjs"):
        shutil.copy(script, folder)
    (folder / "node_modules").symlink_to(_installed() / "node_modules")
    return folder
