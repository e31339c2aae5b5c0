"""The one way in which a hub asks anything of the outside (decisions.md R30).

An address that somebody registered must not lead a hub to its own neighbours. So the name is
resolved first, every address it has is judged, and the connection goes to an address that was
judged, under the certificate and the Host of the name: a name that answers differently the
second time gains nothing. Only https; a redirect is an answer like any other and never followed;
ten seconds for everything, five megabytes of body. A sandbox may also reach its own machine, and
that without TLS.

Door: `Outbound` with `Sent`, `Heard`, `OutboundError`.
"""

from homeroom.foundation.outbound.client import Heard, Outbound, OutboundError, Sent

__all__ = ["Heard", "Outbound", "OutboundError", "Sent"]
