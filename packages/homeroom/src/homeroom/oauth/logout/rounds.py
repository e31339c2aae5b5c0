"""The loop that looks and tells for as long as the hub works."""

import threading

from homeroom.foundation.outbound import Outbound
from homeroom.foundation.parts import Parts
from homeroom.foundation.working.rounds import Rounds
from homeroom.oauth.login.ports import Identity
from homeroom.oauth.logout.looking import Lookout
from homeroom.oauth.logout.telling import Teller


def work(
    identity: Identity, parts: Parts, stopping: threading.Event, outbound: Outbound | None = None
) -> None:
    """Look which logins have ended, and tell their applications, until the event is set."""
    lookout = Lookout(parts, identity)
    teller = Teller(parts, outbound or Outbound(own_machine=parts.settings.sandbox))

    def look() -> None:
        lookout.short_look()
        lookout.long_look()

    Rounds("logout", parts.log, look, teller.waiting, teller.tell).work(stopping)
