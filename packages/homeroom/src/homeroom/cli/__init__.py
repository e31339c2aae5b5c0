"""The command line: `homeroom`, and the commands that each feature brings.

The door is `main`, which `pyproject.toml` names.
"""

from homeroom.cli.main import app, main

__all__ = ["app", "main"]
