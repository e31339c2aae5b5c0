"""Reading a hub, Homeroom or Clever: typed records that arrive whole, or an error that says why.

The door is `Hub`. `pages` reads lists to their end, `sending` waits where a hub asks for it and
stops where asking again would not help, `drift` notices what a newer hub says, `checkpoints`
makes the figures by which both sides can be compared. `connected_districts` has their tokens.
"""

from homeroom_kit.client.checkpoints import Checkpoint, Figure, figure_of, hash_of, line_of
from homeroom_kit.client.drift import Drift
from homeroom_kit.client.hub import Hub
from homeroom_kit.client.pages import Reading
from homeroom_kit.client.sending import Patience
from homeroom_kit.client.tokens import connected_districts

__all__ = [
    "Checkpoint",
    "Drift",
    "Figure",
    "Hub",
    "Patience",
    "Reading",
    "connected_districts",
    "figure_of",
    "hash_of",
    "line_of",
]
