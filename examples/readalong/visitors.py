"""Who looks at a page: whose account is open in her browser, by the hub or by a password."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from homeroom_kit.frameworks.starlette import Homeroom
from readalong.signing import OwnAccounts
from readalong.tables import Account, Database

__all__ = ["Door", "Visitor", "form_of"]

_LONGEST_FORM = 20_000


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in.

    Attributes:
        by: `hub` or `password`.
        is_looked_at: Whether an administrator looks at things as her.
    """

    account: Account
    by: str
    is_looked_at: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """Both ways in."""

    homeroom: Homeroom
    own: OwnAccounts
    database: Database

    def visitor(self, request: Request) -> Visitor | None:
        """Who is signed in, if anybody."""
        who = self.homeroom.person(request)
        account = int(who.account) if who else self.own.signed_in(request.session)
        if account is None:
            return None
        with self.database.reading() as session:
            found = session.get(Account, account)
        if found is None:
            return None
        if who is None:
            return Visitor(found, "password")
        return Visitor(found, "hub", who.loginas_by_admin)


async def form_of(request: Request) -> Mapping[str, str]:
    """What was typed into a form of this site; 403 for forms of other sites."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "That form was not one of ours.")
    body = await request.body()
    if len(body) > _LONGEST_FORM:
        raise HTTPException(413, "That was too much at once.")
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if any("\0" in value for value in form.values()):
        raise HTTPException(400, "A zero byte was sent.")  # PostgreSQL takes none
    return form
