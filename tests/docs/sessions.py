"""Examples of the documentation, collected from the pages and carried out as a reader would.

A page is one session: its examples run in order, in one shell, in one folder. A block is marked in
a comment on the line before it, which no reader sees:

    <!-- example: alone -->          console or python; an empty home folder of its own
    <!-- example: sandbox -->        the same, beside a running sandbox
    <!-- example: postgresql -->     the same, with HOMEROOM_DATABASE_URL naming an empty database
    <!-- example: alone, exit 2 -->  the last command ends with this code; all others with 0
    <!-- file: roster/schools.csv -->  the block is written to this file
    <!-- not run: why -->            nothing is done with it
    <!-- files of: ../a/page.md -->  anywhere: the files that another page wrote are there too

README.md is read by itself and carries no comments: its `sh` blocks run beside a sandbox, but for
those that begin with a word of make.

In a console block, lines after `$ ` are commands, other lines what they print; `...` stands for
anything. A block that prints nothing in the page is only held to its exit code. In an `sh` block
each line is a command.
"""

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
RUN_LANGUAGES: Final = frozenset({"console", "python", "sh", "bash", "shell"})
NEEDS: Final = ("alone", "sandbox", "postgresql")

_BLOCK: Final = re.compile(
    r"(?:^<!-- (?P<mark>[^\n]+?) -->\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_FILES_OF: Final = re.compile(r"^<!-- files of: (.+?) -->$", re.MULTILINE)
_EXAMPLE: Final = re.compile(r"example: (?P<need>\w+)(?:, exit (?P<code>\d+))?")
_MARK: Final = "\x1e"
_SECONDS: Final = 1_200
"""A tutorial's certification takes minutes where much else runs."""


@dataclass(frozen=True)
class Block:
    """One fenced block, and what its comment says of it."""

    line: int
    language: str
    text: str
    mark: str

    @property
    def need(self) -> str:
        """What must be there for it to run; empty if it is not run."""
        found = _EXAMPLE.fullmatch(self.mark)
        return found["need"] if found else ""

    @property
    def code(self) -> int:
        """How its last command ends."""
        found = _EXAMPLE.fullmatch(self.mark)
        return int(found["code"] or 0) if found else 0

    @property
    def file(self) -> str:
        """The file that it is the content of; empty if of none."""
        return self.mark.removeprefix("file: ") if self.mark.startswith("file: ") else ""

    @property
    def is_settled(self) -> bool:
        """True if the comment says what to do with it, or there is nothing to do."""
        known = bool(self.need in NEEDS or self.file or self.mark.startswith("not run: "))
        return known or (self.language not in RUN_LANGUAGES and not self.mark)


@dataclass(frozen=True)
class Command:
    """One thing to do, what it prints (None: anything), and how it ends."""

    line: int
    text: str
    printed: str | None
    code: int = 0


@dataclass(frozen=True)
class Session:
    """The examples of one page."""

    page: Path
    blocks: list[Block] = field(default_factory=list)

    @property
    def need(self) -> str:
        """The greatest need of its examples; empty if it has none."""
        needs = {block.need for block in self.blocks}
        return next((need for need in reversed(NEEDS) if need in needs), "")


def pages() -> list[Path]:
    """Every page that may hold examples."""
    fixed = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    return [page for page in fixed if page.exists()] + sorted((ROOT / "docs").rglob("*.md"))


def session_of(page: Path) -> Session:
    """Read the blocks of a page."""
    text = page.read_text(encoding="utf-8")
    blocks = [
        Block(
            text.count("\n", 0, found.start()) + 1,
            found["language"],
            found["text"],
            found["mark"] or _unsaid(page, found["language"], found["text"]),
        )
        for found in _BLOCK.finditer(text)
    ]
    lent = [
        block
        for other in _FILES_OF.findall(text)
        for block in session_of((page.parent / other).resolve()).blocks
        if block.file
    ]
    return Session(page, lent + blocks)


def _unsaid(page: Path, language: str, text: str) -> str:
    """Return what holds for a block without a comment."""
    if page.name != "README.md" or language != "sh":
        return ""
    return "not run: serves, or is the tests" if text.startswith("make ") else "example: sandbox"


def commands(block: Block) -> Iterator[Command]:
    """Give the commands of an example, each with what it prints."""
    if block.language == "python":
        body = block.text + ("" if block.text.endswith("\n") else "\n")
        yield Command(block.line, f"python3 - <<'END_OF_PYTHON'\n{body}END_OF_PYTHON", None)
        return
    if block.language != "console":
        for line in filter(str.strip, block.text.splitlines()):
            yield Command(block.line, line, None, block.code)
        return
    pieces = re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
    for place, piece in enumerate(pieces):
        lines = piece.rstrip("\n").split("\n")
        length = 1
        while length < len(lines) and lines[length - 1].endswith("\\"):
            length += 1
        printed = "\n".join(lines[length:]).strip() or None
        code = block.code if place == len(pieces) - 1 else 0
        yield Command(block.line, "\n".join(lines[:length]), printed, code)


def agrees(printed: str, expected: str) -> bool:
    """True if the output is as the page shows it; `...` stands for anything."""
    pattern = ".*?".join(re.escape(part) for part in expected.split("..."))
    plain = "\n".join(line.rstrip() for line in printed.strip().splitlines())
    return re.fullmatch(pattern, plain, re.DOTALL) is not None


def carry_out(session: Session, folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Run a page's examples; return a complaint for the first that goes otherwise than told."""
    script: list[str] = []
    told: list[Command] = []
    for block in session.blocks:
        if block.file:
            # In its turn, as the reader writes it: a page may show the same file again, with more.
            script.append(f"mkdir -p {Path(block.file).parent}\n")
            script.append(f"cat > {block.file} <<'END_OF_FILE'\n{block.text}END_OF_FILE\n")
        for command in commands(block) if block.need else ():
            told.append(command)
            script.append(f"{command.text}\nprintf '{_MARK}%s{_MARK}' $?\n")
    parts = _printed("".join(script), folder, environment).split(_MARK)
    for command, printed, code in zip(told, parts[0::2], parts[1::2], strict=False):
        wrong_code = code != str(command.code)
        if wrong_code or (command.printed is not None and not agrees(printed, command.printed)):
            return [
                f"{session.page.relative_to(ROOT)}:{command.line}: $ {command.text}\n"
                f"ended with {code}, not {command.code}, and printed\n{printed}"
                + (f"\nwhere the page shows\n{command.printed}" if command.printed else "")
            ]
    if len(parts) // 2 != len(told):
        return [f"the shell ended after {len(parts) // 2} of {len(told)} commands: {parts[-1]}"]
    return []


def _printed(script: str, folder: Path, environment: Mapping[str, str]) -> str:
    """What a shell prints that runs it; whatever it left running ends with it."""
    shell = subprocess.Popen(  # noqa: S603 - the project's own pages
        ["/bin/bash", "--noprofile", "--norc", "-c", f"exec 2>&1\n{script}"],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        return shell.communicate(timeout=_SECONDS)[0]
    finally:
        # It leads a group of its own, which is gone if all of it has ended.
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
        shell.wait()
