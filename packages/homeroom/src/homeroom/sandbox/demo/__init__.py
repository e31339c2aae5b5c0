"""The demo: a small application whose people sign in with the hub, and which shows what it hears.

It stands for any application outside: it knows the hub by HTTP alone and imports nothing of it.
Whoever runs it gives it its *clients*: each is one application registered at the hub, with its own
callback here. A *login* is begun here with a state (sso.md 13, S2) or at the hub without one (S1);
either ends in a *visit*, which replaces the one before.

Door: `create_demo`, which returns an ASGI application, and `Client`.
"""

from homeroom.sandbox.demo.hub import Client
from homeroom.sandbox.demo.pages import create_demo

__all__ = ["Client", "create_demo"]
