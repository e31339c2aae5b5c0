"""The probe as a command: `records --type user`, JSON on standard output.

It asks for no token: whoever may run it may read the application's database anyway.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Any, Final, NoReturn

import msgspec

from homeroom_kit.errors import UNREADABLE, KitError
from homeroom_kit.probe.probing import Probe
from homeroom_kit.probe.shapes import ProbeError

__all__ = ["main"]

_BODIES: Final = ("progress", "seed", "edit", "clock")


def main(probe: Probe, arguments: Sequence[str]) -> int:
    """Do one operation and return how the program ends: 0, or 1 after an error's JSON.

    Whoever calls made an `Opening` first, so that no command is there in production either.

    Args:
        probe: The probe.
        arguments: `info`, `records --type user`, `sync --district ID --mode full`, `run ID`; or
            `progress`, `seed`, `edit`, `clock`, which read the body of the same request by HTTP
            from standard input.
    """
    try:
        told = _told(probe, _parser().parse_args(arguments))
    except KitError as refused:
        error = {"error": refused.message, "code": refused.code}
        sys.stderr.write(msgspec.json.encode(error).decode() + "\n")
        return 1
    if told is not None:
        sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
        # A sync goes on in this process; whoever waits for the line has it now.
        sys.stdout.flush()
    return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:  # type: ignore[explicit-override]  # not in 3.11
        raise ProbeError("bad_command", f"{message}.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="probe", description="Ask and move an application under test.")
    words = parser.add_subparsers(dest="word", required=True, parser_class=_Parser)
    words.add_parser("info")
    records = words.add_parser("records")
    records.add_argument("--type", required=True)
    records.add_argument("--cursor")
    records.add_argument("--district")
    sync = words.add_parser("sync")
    sync.add_argument("--district", required=True)
    sync.add_argument("--mode", default="full")
    words.add_parser("run").add_argument("run")
    for word in _BODIES:
        words.add_parser(word)
    return parser


def _told(probe: Probe, said: argparse.Namespace) -> dict[str, Any] | None:
    match said.word:
        case "info":
            return probe.info()
        case "records":
            return probe.records(said.type, said.cursor, said.district)
        case "sync":
            return probe.sync(said.district, said.mode)
        case "run":
            return probe.run(said.run)
    return _done(probe, said.word, _body())


def _body() -> dict[str, Any]:
    try:
        return msgspec.json.decode(sys.stdin.buffer.read(), type=dict[str, Any])
    except UNREADABLE as odd:
        raise ProbeError("bad_body", f"Standard input has no JSON object: {odd}.") from odd


def _done(probe: Probe, word: str, asked: dict[str, Any]) -> dict[str, Any] | None:
    match word:
        case "seed":
            return probe.seed(asked)
        case "edit":
            return probe.edit(asked)
        case "progress":
            probe.progress(asked.get("clever_id", ""), asked.get("section"), asked.get("mark", ""))
        case _:
            probe.clock(asked.get("advance_seconds", 0))
    return None
