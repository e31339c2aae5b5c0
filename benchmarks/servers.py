"""Servers in processes of their own: the hub, prebuilt bytes, the default way.

All three are uvicorn with the settings of `homeroom serve`, so that only the work behind the
socket differs: `python -m benchmarks.servers KIND JSON`.
"""

import base64
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from benchmarks import hub, orm
from benchmarks.client import Client

_START_SECONDS = 30.0


def _bytes_application(file: str) -> Any:
    """Return an application that sends what the hub sent, without asking anything."""
    kept = json.loads(Path(file).read_text(encoding="utf-8"))
    ready = {
        path: (
            [(name.encode(), value.encode()) for name, value in one["headers"]],
            base64.b64decode(one["body"]),
        )
        for path, one in kept.items()
    }

    async def app(scope: Any, receive: Any, send: Any) -> None:
        del receive
        headers, body = ready[scope["path"]]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def _run(application: Any, port: int) -> None:
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
    )


def main(kind: str, wanted: dict[str, Any]) -> None:
    port = wanted["port"]
    if kind == "hub":
        hub.serve(hub.place_of(wanted["place"]), port)
    elif kind == "bytes":
        _run(_bytes_application(wanted["file"]), port)
    else:
        from benchmarks import orm_api  # noqa: PLC0415 - the other servers need no FastAPI

        place = wanted["place"]
        _run(orm_api.application(orm.engine_at(place["home"], place["database_url"])), port)


@contextmanager
def served(kind: str, **wanted: Any) -> Iterator[tuple[int, int]]:
    """Give (process, port) of a server that answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    told = json.dumps(wanted | {"port": port})
    command = [sys.executable, "-m", "benchmarks.servers", kind, told]
    with tempfile.TemporaryFile() as log:  # the hub writes a line for each request
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own
        try:
            _wait(process, port)
            yield process.pid, port
        finally:
            process.terminate()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.perf_counter() + _START_SECONDS
    while time.perf_counter() < until:
        assert process.poll() is None, "the server ended"
        try:
            Client(port).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not start")


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
