"""Runs a client library as its machine would, but for two lines in the hosts file.

`process.py <client>`: the client's `signing_in(told)` yields the address to open, is sent the
address at which the person arrived, and returns the profile. All other names of hosts are unknown
here, so a client that asks anybody else fails.
"""

import importlib
import json
import os
import socket
import sys
import traceback
from typing import Any

_NAMES = frozenset(os.environ["HOSTS_NAMES"].split(","))
_PORT = int(os.environ["HOSTS_PORT"])
_ask = socket.getaddrinfo


def _lead(host: Any, port: Any, *more: Any, **named: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if name in _NAMES and int(port) == 443:
        return _ask("127.0.0.1", _PORT, *more, **named)
    raise socket.gaierror(socket.EAI_NONAME, f"unknown here: {name}")


def _say(**said: Any) -> None:
    sys.__stdout__.write(json.dumps(said) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


def _sign_in(client: Any, told: dict[str, Any]) -> None:
    going = client(told)
    _say(authorize=next(going))
    try:
        going.send(json.loads(sys.stdin.readline())["callback"])
    except StopIteration as end:
        _say(profile=end.value)


def main() -> None:
    socket.getaddrinfo = _lead
    # What a library prints is not part of the talk.
    sys.stdout = sys.stderr
    client = importlib.import_module(sys.argv[1]).signing_in
    for line in sys.stdin:
        try:
            _sign_in(client, json.loads(line))
        except Exception as error:  # noqa: BLE001 - whatever a library raises is the answer
            traceback.print_exc()
            _say(failure=f"{type(error).__name__}: {error}")


main()
