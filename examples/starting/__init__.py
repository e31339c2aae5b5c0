"""What the examples have in common: their settings, a place at the hub, and being served.

`settings(example)` reads the environment, and registers the example with the sandbox of this
machine if nobody registered it elsewhere. `serve(web, settings)` serves it, with TLS if it has a
certificate. `starting.trying` starts an example for its tests, and is a browser for them.

An application of your own needs nothing of this: it has its own settings and its own server.
"""

from starting.playing import RegistrationError
from starting.serving import serve
from starting.settings import Example, Settings, SettingsError, settings

__all__ = ["Example", "RegistrationError", "Settings", "SettingsError", "serve", "settings"]
