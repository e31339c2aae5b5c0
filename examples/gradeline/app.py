"""Gradeline as a program: serves it, syncs by command, answers its probe."""

import sys
from collections.abc import Sequence
from typing import Any, Final

from gradeline.configuring import configure
from starting import Example, RegistrationError, Settings, SettingsError, serve, settings
from starting.probing import probe_command
from starting.registering import Registration

__all__ = ["EXAMPLE", "create", "main"]

EXAMPLE: Final = Example(
    "gradeline",
    8503,
    Registration(
        "Gradeline",
        ("secure_sync", "district_sso"),
        ("student", "teacher", "staff", "district_admin"),
        events=True,
    ),
)

_FIRST: Final = "Rosters come within the hour, or at once with: python examples/gradeline sync"
_USAGE: Final = (
    "Give nothing to serve Gradeline, or:\n"
    "  sync [DISTRICT] [--events] [--without-guard]   sync now, one district or all\n"
    "  probe ...                                      answer a certification"
)


def create(found: Settings) -> Any:
    """The application, with its tables made if they were not there. Django is set up then."""
    prepare(found)
    from django.core.asgi import get_asgi_application  # noqa: PLC0415 -- after Django is set up

    from gradeline import urls  # noqa: PLC0415 -- likewise

    if found.opening is not None:
        from gradeline.probing import probe_of  # noqa: PLC0415 -- likewise
        from homeroom_kit.frameworks.django.probing import probe_pattern  # noqa: PLC0415 -- likewise
        from homeroom_kit.probe import Gate  # noqa: PLC0415 -- likewise

        urls.urlpatterns.append(probe_pattern(Gate(probe_of(), found.opening)))
    return get_asgi_application()


def prepare(found: Settings) -> None:
    """Set Django up and bring the tables up to date."""
    configure(found)
    from django.core.management import call_command  # noqa: PLC0415 -- after Django is set up

    call_command("migrate", verbosity=0)


def main(words: Sequence[str] | None = None) -> None:
    """Do what the command line says; or say why not."""
    words = sys.argv[1:] if words is None else words
    try:
        found = settings(EXAMPLE)
    except (SettingsError, RegistrationError) as trouble:
        sys.exit(str(trouble))
    if not words:
        _serve(found)
    elif words[0] == "sync":
        _sync(found, words[1:])
    elif words[0] == "probe":
        _probe(found, words[1:])
    else:
        sys.exit(_USAGE)


def _serve(found: Settings) -> None:
    web = create(found)
    from gradeline.roster import schedule  # noqa: PLC0415 -- after Django is set up
    from gradeline.roster.queue import Worker  # noqa: PLC0415 -- likewise

    worker = Worker(schedule.look)
    worker.start()
    try:
        serve(web, found, _FIRST)
    finally:
        worker.stop()


def _sync(found: Settings, words: Sequence[str]) -> None:
    named = [one for one in words if not one.startswith("-")]
    switches = {one for one in words if one.startswith("-")}
    if len(named) > 1 or switches - {"--events", "--without-guard"}:
        sys.exit(_USAGE)
    prepare(found)
    from gradeline.roster import districts, queue  # noqa: PLC0415 -- after Django is set up

    runs = [
        queue.ask(
            one,
            "events" if "--events" in switches else "full",
            "command",
            guarded="--without-guard" not in switches,
        )
        for one in named or sorted(districts.look())
    ]
    queue.work_off()
    for run in runs:
        run.refresh_from_db()
        sys.stdout.write(f"{run.told or run.district}\n{run.state}\n")
        sys.stdout.writelines(f"  {one['reason']}\n" for one in run.errors)
    if any(run.state == "failed" for run in runs):
        sys.exit(1)


def _probe(found: Settings, words: Sequence[str]) -> None:
    prepare(found)
    from gradeline.probing import probe_of  # noqa: PLC0415 -- after Django is set up
    from gradeline.roster import queue  # noqa: PLC0415 -- likewise

    try:
        probe_command(probe_of(), found, words)
    finally:
        # Where no server runs, nobody else does what was just asked for.
        queue.work_off()
