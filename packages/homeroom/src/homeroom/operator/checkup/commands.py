"""`homeroom doctor`."""

from collections import Counter
from dataclasses import asdict, replace
from typing import Annotated, Final

import typer

from homeroom.foundation.clock import SystemClock
from homeroom.foundation.errors import SettingsError
from homeroom.foundation.secrets import KEY_FILE
from homeroom.foundation.settings import load_settings
from homeroom.intake.console.printing import say, say_json
from homeroom.operator.checkup.examining import examine
from homeroom.operator.checkup.findings import Finding
from homeroom.operator.console.asked import Home, Json

_NOT_WELL: Final = 1


def doctor(
    *,
    strict: Annotated[bool, typer.Option("--strict", help="A warning fails as well.")] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Look whether the hub is well, with a remedy for what is not; exit code 1 if something fails.

    Nothing is changed, and the hub may be running.
    """
    try:
        settings = load_settings(home=home)
        if not settings.master_key and (settings.home / KEY_FILE).exists():
            settings = replace(settings, sandbox=True)  # only a sandbox makes its own key
        found = list(examine(settings, SystemClock()))
    except SettingsError as error:
        found = [Finding("settings", "FAIL", error.message, "Correct it; see the reference.")]
    counts = Counter(one.state for one in found)
    is_well = not counts["FAIL"] and not (strict and counts["WARN"])
    if as_json:
        say_json({"is_well": is_well, "findings": [asdict(one) for one in found]})
    else:
        for one in found:
            say(f"{one.state:<5} {one.check}: {one.said}")
            if one.remedy:
                say(f"      -> {one.remedy}")
    if not is_well:
        raise typer.Exit(_NOT_WELL)
