"""What a client sends to change a code for a token, and what it is told."""

import base64

from homeroom.oauth.grants.security import events_of
from tests.support.signing_in import SomeApp, World

INVALID_CODE = {"error": "invalid_grant", "error_description": "invalid code"}
# The worked example of RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


def in_body(app: SomeApp) -> dict[str, str]:
    return {"client_id": app.client_id, "client_secret": app.secret}


def basic(client_id: str, secret: str) -> dict[str, str]:
    text = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return {"authorization": f"Basic {text}"}


def kinds_of(world: World, app: SomeApp) -> list[str]:
    with world.hub.parts.store.control.reading() as session:
        return [event.kind for event in events_of(session, app.application)]
