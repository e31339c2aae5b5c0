"""Write the reference pages that are made from the code; with --check, only compare.

A page that is made cannot fall behind: settings come from `SETTINGS`, commands from the command
line itself.
"""

import sys
from pathlib import Path
from typing import Any

import typer

from homeroom.cli import app
from homeroom.foundation.settings import NOT_SETTINGS, SETTINGS

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "reference"


def settings_page() -> str:
    lines = [
        "# Settings",
        "",
        "A setting comes from its variable in the environment, else from the TOML file that",
        "`HOMEROOM_SETTINGS` names (the key is the variable without `HOMEROOM_`, in small",
        "letters), else from its default. An unknown name is refused at start.",
        "",
        "| Variable | Kind | Default | Meaning |",
        "| --- | --- | --- | --- |",
    ]
    for note in SETTINGS:
        default = f"`{note.default}`" if note.default else "(empty)"
        secret = " Secret: never printed." if note.secret else ""
        lines.append(f"| `{note.variable}` | {note.kind} | {default} | {note.doc}{secret} |")
    lines += ["", "Names that are not settings but may stand in the environment:", ""]
    lines += [f"- `{name}`: {doc}." for name, doc in NOT_SETTINGS.items()]
    return "\n".join(lines) + "\n"


def _options(command: Any) -> list[str]:
    lines = []
    for parameter in command.params:
        if parameter.param_type_name == "option":
            names = ", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])
            lines.append(f"- {names}: {parameter.help or ''}".rstrip(": "))
        else:
            lines.append(f"- `{parameter.name.upper()}`: {parameter.help or ''}".rstrip(": "))
    return lines


def _commands(command: Any, path: str) -> list[str]:
    lines = [f"## `{path}`", "", (command.help or "").strip(), "", *_options(command), ""]
    for name, inner in getattr(command, "commands", {}).items():
        lines += _commands(inner, f"{path} {name}")
    return lines


def command_page() -> str:
    lines = ["# Command line", "", "An error is one line on standard error, with exit code 2.", ""]
    lines += _commands(typer.main.get_command(app), "homeroom")
    return "\n".join(lines).rstrip().replace("\n\n\n", "\n\n") + "\n"


def main() -> int:
    behind = []
    for name, text in (("settings.md", settings_page()), ("command-line.md", command_page())):
        page = PAGES / name
        if page.exists() and page.read_text(encoding="utf-8") == text:
            continue
        if "--check" in sys.argv:
            behind.append(str(page.relative_to(ROOT)))
        else:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, encoding="utf-8")
    for path in behind:
        print(f"{path} is behind the code; `make fix` writes it")
    return 1 if behind else 0


if __name__ == "__main__":
    sys.exit(main())
