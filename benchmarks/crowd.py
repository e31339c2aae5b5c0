"""Two hundred people who send their passwords in the same moment: `python -m benchmarks.crowd`."""

import json
import sys
import time

from benchmarks.client import Client, form


def main() -> None:
    """Send every form, say so, then wait for every answer."""
    told = json.loads(sys.stdin.readline())
    forms = [
        form(
            "/login",
            {
                "csrf": told["csrf"],
                "district": told["district"],
                "username": name,
                "password": password,
            },
            f"Cookie: {told['cookie']}",
        )
        for name, password in told["people"]
    ]
    clients = [Client(told["port"]) for _ in forms]
    began = time.perf_counter()
    for client, wire in zip(clients, forms, strict=True):
        client.send(wire)
    print("sent", flush=True)
    answers = [client.answer() for client in clients]
    let_in = sum(head.startswith(b"HTTP/1.1 303") for head, _ in answers)
    print(time.perf_counter() - began, let_in, flush=True)


if __name__ == "__main__":
    main()
