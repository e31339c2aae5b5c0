"""The kit's metadata brings no server package; the built wheels are tried in tests/architecture."""

import re
from importlib.metadata import requires

BROUGHT = {"homeroom-wire", "httpx2", "msgspec"}


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9-]", requirement)[0]


def test_the_kit_requires_the_wire_a_client_and_a_decoder() -> None:
    wanted = [one for one in requires("homeroom-kit") or [] if "extra ==" not in one]

    assert BROUGHT == {_name(one) for one in wanted}
