"""The four ports of a login, carried out: who is signed in, what that allows, what is seen of her.

`login.ports` says what is needed; here it is answered by `accounts` and `sharing.library`, which
know nothing of each other. Tests of a login put tables in their place.

Door: `PORTS`, `verdict_of` (the decision with its steps, for "troubleshoot login"),
`bearer_of` (a user token in the words of the Library's views).
"""

from homeroom.accounts.proof import keeping
from homeroom.foundation.database import Session
from homeroom.oauth.authority.consent import CONSENT
from homeroom.oauth.authority.deciding import decide, verdict_of
from homeroom.oauth.authority.door import DOOR
from homeroom.oauth.authority.seeing import IDENTITY, bearer_of
from homeroom.oauth.grants import codes, user_tokens
from homeroom.oauth.login.ports import Ports

PORTS = Ports(DOOR, decide, IDENTITY, CONSENT)


def _void(session: Session, now: int, district: int, person: int) -> None:
    """A new password, a suspension, "sign out everywhere": what was issued opens nothing."""
    codes.void_of_person(session, now, district, person)
    user_tokens.revoke_of_person(session, district, person)


keeping.void_by(_void)

__all__ = ["PORTS", "bearer_of", "decide", "verdict_of"]
