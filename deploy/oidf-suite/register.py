# noqa: INP001 - a script that stands beside its files
"""Register the suite's two clients in a sandbox hub and connect them to a district.

Prints the lines that the configuration files need. Run it beside a hub of the same settings:

    python deploy/oidf-suite/register.py DISTRICT

DISTRICT is a district's short name, such as middle.
"""

import sys
from typing import Any, Final

from homeroom.foundation.clock import SystemClock
from homeroom.foundation.database import Store, open_store
from homeroom.foundation.settings import load_settings
from homeroom.migrations import bring_up
from homeroom.oauth.actions import NewApplication, Registered, register_application
from homeroom.roster.queries import districts
from homeroom.sharing.actions import connect
from homeroom.sharing.rules import FieldAccess, Share

SUITE: Final = "https://localhost.emobix.co.uk:8443/test/a/homeroom"
DECLARED: Final[dict[str, Any]] = {
    "types": ["district_sso"],
    "oidc_enabled": True,
    "send_iss": True,
    "userinfo_profile": "oidc",
    "require_pkce": False,
    "post_logout_redirect_uris": [f"{SUITE}/post_logout_redirect"],
    "backchannel_logout_uri": f"{SUITE}/backchannel_logout",
}
CALLBACKS: Final = {
    "CLIENT": [f"{SUITE}/callback"],
    # The suite's second client comes back with a query, to see that it is kept.
    "CLIENT2": [f"{SUITE}/callback?dummy1=lorem&dummy2=ipsum", f"{SUITE}/callback"],
}


def registered(store: Store, now: int, district: int) -> dict[str, Registered]:
    """Return the two clients, registered and connected."""
    made = {}
    for name, callbacks in CALLBACKS.items():
        with store.control.writing() as control:
            asked = NewApplication(f"Conformance suite {name}", DECLARED, callbacks)
            made[name] = register_application(control, now, asked)
        with store.roster.writing() as roster:
            connect(
                roster, now, district, made[name].application, "district_sso", Share("district"),
                FieldAccess(scopes=frozenset({"read:user_id"})), events=False,
            )  # fmt: skip
    return made


def main(named: str) -> int:
    """Register both and print them as shell assignments."""
    settings = load_settings()
    store = open_store(settings.home, settings.database_url)
    try:
        bring_up(store)
        with store.control.reading() as control:
            found = [one.number for one in districts(control) if one.short_name == named]
        if not found:
            sys.stderr.write(f"There is no district {named}.\n")
            return 1
        now = round(SystemClock().now().timestamp() * 1000)
        for name, client in registered(store, now, found[0]).items():
            sys.stdout.write(f"export {name}_ID={client.client_id}\n")
            sys.stdout.write(f"export {name}_SECRET={client.client_secret}\n")
    finally:
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "middle"))
