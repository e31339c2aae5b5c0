"""Write the reference pages that are made from the code; with --check, only compare.

A page that is made cannot fall behind: settings come from `SETTINGS`, commands from the command
line itself, errors from the classes and the first lines of their docstrings.
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

import homeroom
from homeroom.certification.requirements import reading
from homeroom.certification.requirements.survey import questions
from homeroom.cli import app
from homeroom.foundation.errors import HomeroomError, RefusedError
from homeroom.foundation.settings import NOT_SETTINGS, SETTINGS
from homeroom.sandbox.lantern import guide, source
from homeroom.sandbox.lantern.cases import CASES, Case
from homeroom.sandbox.lantern.catalogue import CATALOGUE
from homeroom_kit.errors import KitError

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
    lines = [
        "# Command line",
        "",
        "An error is one line on standard error: with exit code 2 where something else must be",
        "asked, with 1 where files or the database failed. `HOMEROOM_LOG_LEVEL=debug` shows where.",
        "",
    ]
    lines += _commands(typer.main.get_command(app), "homeroom")
    return "\n".join(lines).rstrip().replace("\n\n\n", "\n\n") + "\n"


def _tree(root: type[Exception]) -> Iterator[type[Exception]]:
    """Give an error and all below it, in an order that no import decides."""
    yield root
    for child in sorted(root.__subclasses__(), key=lambda one: one.__name__):
        if child.__module__.split(".")[0] in ("homeroom", "homeroom_kit"):
            yield from _tree(child)


def _when(error: type[Exception]) -> str:
    """Return a docstring's first line, without where its fact comes from."""
    first = (error.__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")
    return re.sub(r" \((?:ruling |[a-z-]+\.md )[^)]*\)", "", first)


def errors_page() -> str:
    for module in pkgutil.walk_packages(homeroom.__path__, "homeroom."):
        if ".migrations." not in module.name:
            importlib.import_module(module.name)
    every = list(dict.fromkeys(_tree(HomeroomError)))
    lines = [
        "# Errors",
        "",
        "The tree says first what the catcher should do, then where the error came from. A bad row",
        "in a file is not an error but a [problem](problems.md).",
        "",
        "## Over HTTP",
        "",
        "A refusal has a JSON body with the same sentence under two keys, `message` and `error`,",
        "because both kinds of client exist. A used-up rate limit has an empty body. A path that",
        "does not exist is 404 with a small HTML page. An error that nobody expected is 500 with",
        "the sentence `Unknown error`; the log knows more.",
        "",
        "| Class | Status | Code | When |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{error.__name__}` | {error.status} | `{error.default_code}` | {_when(error)} |"
        for error in every
        if issubclass(error, RefusedError)
    ]
    lines += [
        "",
        "## Inside, and on the command line",
        "",
        "The command line prints the message as one line on standard error; its exit code is 2.",
        "",
        "| Class | Below | When |",
        "| --- | --- | --- |",
    ]
    for error in every:
        if not issubclass(error, RefusedError):
            above = f"`{error.__mro__[1].__name__}`" if error is not HomeroomError else ""
            lines.append(f"| `{error.__name__}` | {above} | {_when(error)} |")
    lines += ["", "## In the kit", "", "| Class | When |", "| --- | --- |"]
    lines += [f"| `{error.__name__}` | {_when(error)} |" for error in _tree(KitError)]
    return "\n".join(lines) + "\n"


PLACES = {
    "library": "library.md",
    "district_sso": "district-sso.md",
    "secure_sync": "secure-sync.md",
    "core": "core.md",
}


def _required(one: reading.Requirement) -> list[str]:
    told = {
        "Level": f"{one.level}: {'blocks the certification' if one.blocks else 'a warning'}.",
        "When": one.condition,
        "Why": one.why,
        "How it is checked": one.how,
        "How to fix it": one.fix,
        "Seen by": f"{one.seen_by}.",
        "Scenarios": ", ".join(one.scenarios),
        "Source": one.stated_by,
    }
    if not one.channels:
        del told["Seen by"]
    rows = [f"- {name}: {text}" for name, text in told.items() if text]
    return [f"## {one.id}", "", f"**{one.title}.**", "", *rows, ""]


def requirements_page(of: str) -> str:
    rows = [one for one in reading.every().values() if one.guide == of]
    must = sum(one.blocks for one in rows)
    lines = [
        f"# Requirements: {reading.GUIDES[of]}",
        "",
        f"{len(rows)} requirements, {must} of which must be met. Ids are never given to another;",
        "`homeroom certify explain` prints each of them. A requirement with a condition is skipped",
        "where the survey or the application says that it does not apply.",
        "",
    ]
    for one in rows:
        lines += _required(one)
    return "\n".join(lines).rstrip() + "\n"


WRITTEN = {
    "bool": "`true` or `false`",
    "int": "a number",
    "date": '`"2027-06-30"`',
    "url": "an address, in quotes",
    "file": "uploaded on the hub's page",
    "multi": "a list",
    "enum": "one",
}


def _answer(one: questions.Question) -> str:
    """How the answer to a question is written in TOML."""
    words = ", ".join(f'`"{value}"`' for value, _ in one.choices)
    written = WRITTEN.get(one.kind, "text, in quotes")
    return f"{written} of {words}" if words else written


def survey_page() -> str:
    lines = [
        "# The survey",
        "",
        "The questions of a certification. The hub's pages ask them; `[answers]` in `certify.toml`",
        "gives a run the same answers by id. A question without an answer leaves its checks on.",
        "The last column says what an answer changes; where it is empty, a reviewer reads it.",
        "",
        "```toml",
        "[answers]",
        'Q-Y09 = ["student", "teacher"]',
        "Q-Y13 = true",
        'Q-Y13-more = "sis_id, email"',
        "```",
        "",
    ]
    for form, title in questions.FORMS.items():
        lines += [
            f"## {title}",
            "",
            "| Id | Question | Answer | Effect |",
            "| --- | --- | --- | --- |",
        ]
        for one in questions.every().values():
            for part in (one, one.second) if one.form == form else ():
                if part is not None:
                    asked = f"{part.ask} {part.hint}".replace("|", "\\|").strip()
                    lines.append(f"| `{part.id}` | {asked} | {_answer(part)} | {part.does} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _case(one: Case) -> list[str]:
    """One edge case with its people, whose names are shown as code: some of them are markup."""
    year = source.BASE_YEAR
    (told,) = (it for it in guide.oddities(one.district, year) if it.id == one.id)
    people = [
        f"- `{person.name}`"
        + (
            f", user name `{person.username}`, start password `{person.password}`"
            * bool(person.password)
        )
        for person in told.people
    ]
    others = [f"- {other}" for other in told.others]
    return [*_told(one), *people, *others, ""]


def _case_of_the_admin_api(one: Case) -> list[str]:
    """One whose district is too large to be listed, or to be made in the dashboard."""
    how = f"The [admin API](sandbox-admin.md) makes it, of the kind `{one.district}`; the dashboard"
    return [*_told(one), how, "does not offer it, and no scenario is played in it.", ""]


def _told(one: Case) -> list[str]:
    exercised = [f"Exercises {', '.join(one.requirements)}.", ""] if one.requirements else []
    return [f"## {one.id}", "", f"**{one.what}.** Look for: {one.right}.", "", *exercised]


def edge_cases_page() -> str:
    lines = [
        "# Edge cases",
        "",
        "What the sandbox district *Lantern Ridge ISD* holds. Create it in your dashboard",
        "under *Sandboxes*; its page *Edge cases* is this list, and its page *Files* gives the CSV",
        f"files as a zip. All names are invented. The years shown are those of {source.BASE_YEAR};",
        "terms and birthdays move with the school year in which a sandbox is made.",
        "",
        "A file must have a first name, so whoever has none (EC-13) comes with a dash, as in real",
        "exports.",
        "",
    ]
    for one in CASES:
        lines += _case(one) if one.district in guide.OFFERED else _case_of_the_admin_api(one)
    lines += [
        "## Scenarios",
        "",
        "What happens to the district in a certification, step by step. A name in the last column",
        "is a mutation of the sandbox's [admin API](sandbox-admin.md).",
        "",
        "| Scenario | What happens | What a right integration shows | Mutations |",
        "| --- | --- | --- | --- |",
    ]
    for scenario in CATALOGUE:
        named = " ".join(f"`{step.mutation}`" for step in scenario.steps if step.mutation)
        lines.append(f"| {scenario.id} | {scenario.what} | {scenario.right} | {named} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    behind = []
    for name, text in (
        ("settings.md", settings_page()),
        ("command-line.md", command_page()),
        ("errors.md", errors_page()),
        ("edge-cases.md", edge_cases_page()),
        ("survey.md", survey_page()),
        *((f"../requirements/{name}", requirements_page(of)) for of, name in PLACES.items()),
    ):
        page = (PAGES / name).resolve()
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
