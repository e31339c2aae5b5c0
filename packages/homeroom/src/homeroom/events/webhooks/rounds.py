"""The loop that looks at feeds and tells applications for as long as the hub works."""

import threading

from homeroom.events.webhooks.looking import Lookout
from homeroom.events.webhooks.telling import Teller
from homeroom.foundation.outbound import Outbound
from homeroom.foundation.parts import Parts
from homeroom.foundation.working.rounds import Rounds


def work(parts: Parts, stopping: threading.Event, outbound: Outbound | None = None) -> None:
    """Tell applications of new events until the event is set."""
    lookout = Lookout(parts)
    teller = Teller(parts, outbound or Outbound(own_machine=parts.settings.sandbox))
    rounds = Rounds("webhook", parts.log, lookout.look, teller.waiting, teller.tell)
    rounds.work(stopping)
