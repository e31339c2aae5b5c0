"""A real hub for the harness: a sandbox without its usual districts, served over a socket."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from homeroom.certification.harness import Application, Hub
from homeroom.certification.harness.answers import Answers
from homeroom.certification.harness.configuration import HubAddress
from homeroom.foundation.settings import Settings
from homeroom.hub import FEATURES, create_hub
from homeroom.hub import Hub as HomeroomHub
from homeroom.testing.serving import free_socket, listening
from tests.certification.apps.right import RightApplication

TOKEN: Final = "a-token-for-the-admin-of-a-sandbox"
USER_TYPES: Final = ["student", "teacher", "staff", "district_admin"]

ANSWERS: Final = {
    "Q-Y01": "v3.1",
    "Q-Y07": "accept empty",
    "Q-Y08": ["daily"],
    "Q-Y09": ["student", "teacher", "staff", "district_admin"],
    "Q-Y13": True,
    "Q-Y13-more": "sis_id",
    "Q-Y14": True,
    "Q-Y16": ["full", "events"],
    "Q-Y17a": False,
    "Q-Y17b": True,
    "Q-Y17c": True,
    "Q-Y17d": False,
    "Q-Y17e": True,
    "Q-Y18b": "persists",
    "Q-Y18c": "persists",
    "Q-Y18e": "persists",
    "Q-Y21": "archive",
    "Q-Y23": True,
    "Q-Y30": ["district", "schools", "terms", "courses", "sections", "students", "teachers",
              "staff", "district_admins", "contacts"],
    "Q-Y34": "full account",
    "Q-Y46": "Each class shows its term.",
}  # fmt: skip
"""What the small application answers in the survey."""


@contextmanager
def a_sandbox(home: Path) -> Iterator[str]:
    """Give the address of a hub whose admin API is open to `TOKEN`."""
    with a_hub(home) as (url, _):
        yield url


@contextmanager
def a_hub(home: Path) -> Iterator[tuple[str, HomeroomHub]]:
    """Give such a hub with its address, for whoever looks into its store."""
    features = tuple(
        replace(one, prepare=None) if one.name == "sandbox" else one for one in FEATURES
    )
    at = free_socket()
    url = f"http://127.0.0.1:{at.getsockname()[1]}"
    settings = Settings(
        home=home,
        master_key="0f" * 32,
        log_level="error",
        sandbox=True,
        sandbox_token=TOKEN,
        base_url=url,
        worker=False,
    )
    with create_hub(settings, features=features) as hub, listening(hub, at):
        yield url, hub


def an_application(
    url: str,
    made: type[RightApplication] = RightApplication,
    answers: Mapping[str, object] | None = None,
) -> tuple[Application, RightApplication]:
    """Register an application and start it; its configuration, and itself."""
    hub = Hub(url, TOKEN)
    told = hub.register(
        name=f"An application named {made.__name__}",
        types=["secure_sync"],
        user_types=USER_TYPES,
        redirect_uris=["http://127.0.0.1/callback"],
        events=True,
    )
    client_id, secret = str(told["client_id"]), str(told["client_secret"])
    hub.close()
    return (
        Application(
            name="Small",
            types=("secure_sync",),
            client_id=client_id,
            client_secret=secret,
            settle_seconds=0.0,
            limit_seconds=30.0,
            local=True,
            hub=HubAddress(url, TOKEN),
            answers=Answers({**ANSWERS, **(answers or {})}),
        ),
        made(url, client_id, secret),
    )
