"""Signing people in at a hub, Homeroom or Clever, with all that the guides ask of an application.

Two calls: `start` gives the address to send a browser to, `callback` answers who came back. What
they need to remember lies in the session of whatever framework the application has.
`homeroom_kit.frameworks` has it ready-made for Django, for FastAPI and Starlette, and for Flask.

Its words: a login has *begun* when a browser was sent off, a callback has *arrived*, a *refusal* is
what a person reads. Who comes from a portal's icon comes without a state and is sent round once
more, which takes no question: otherwise anybody's link could sign her in as somebody else.

There is no id_token here. Who somebody is, is asked over TLS with a code that only this
application can trade, and the Library has no id_tokens at all.
"""

from homeroom_kit.login.app import CLEVER, App, Endpoints
from homeroom_kit.login.button import button, icon
from homeroom_kit.login.callback import arrive, callback, sign_out, signed_in
from homeroom_kit.login.errors import LoginError, RedirectError
from homeroom_kit.login.identity import Identity
from homeroom_kit.login.keeping import Who
from homeroom_kit.login.refusals import Refusal, refusal_of
from homeroom_kit.login.remembering import EndedLogins
from homeroom_kit.login.start import start

__all__ = [
    "CLEVER",
    "App",
    "EndedLogins",
    "Endpoints",
    "Identity",
    "LoginError",
    "RedirectError",
    "Refusal",
    "Who",
    "arrive",
    "button",
    "callback",
    "icon",
    "refusal_of",
    "sign_out",
    "signed_in",
    "start",
]
