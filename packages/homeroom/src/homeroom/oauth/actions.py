"""Register applications; issue and revoke their tokens. One verb, one write in `control`."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.secrets import (
    Sealer,
    hash_secret,
    new_client_id,
    new_client_secret,
    new_token,
)
from homeroom.oauth.declared import pictures_in
from homeroom.oauth.models import application, application_secret, district_token, redirect_uri
from homeroom.oauth.pictures.actions import forget_others
from homeroom.oauth.queries import App
from homeroom.oauth.redirects import trouble_with

TOKEN_PURPOSE: Final = "district_token"  # noqa: S105 - the purpose of a seal, not a secret
REPLACED_FOR: Final = timedelta(hours=24)
"""How long a replaced district-app token still works (sso.md 13, S10)."""

_LETTERS_KEPT: Final = 4
"""Of a secret's forty, shown so that its owner knows which of two she uses."""

_ADD_APPLICATION: Final = insert(application)
_ADD_SECRET: Final = insert(application_secret)
_ADD_REDIRECT: Final = insert(redirect_uri)
_ADD_TOKEN: Final = insert(district_token)
_DROP_REDIRECTS: Final = Prepared(
    sa.delete(redirect_uri).where(redirect_uri.c.application == sa.bindparam("of_application"))
)
_DECLARE: Final = Prepared(
    sa.update(application)
    .where(application.c.application == sa.bindparam("named"))
    .values(declaration=sa.bindparam("said"))
)
_REPLACE: Final = Prepared(
    sa.update(district_token)
    .where(
        district_token.c.district == sa.bindparam("of_district"),
        district_token.c.connection == sa.bindparam("of_connection"),
        district_token.c.expires_at.is_(None),
    )
    .values(expires_at=sa.bindparam("end"))
)
_HOLD: Final = Prepared(
    sa.update(application)
    .where(application.c.application == sa.bindparam("of_application"))
    .values(enabled=application.c.enabled)
)
_END_TOKEN: Final = Prepared(
    sa.delete(district_token).where(district_token.c.token_hash == sa.bindparam("named"))
)
_REVOKE: Final = Prepared(
    sa.delete(district_token).where(
        district_token.c.district == sa.bindparam("of_district"),
        district_token.c.connection == sa.bindparam("of_connection"),
    )
)


@dataclass(frozen=True)
class NewApplication:
    """What is asked for; a sandbox gives its secret so that it can print it again."""

    name: str
    declaration: Mapping[str, Any]
    redirect_uris: Sequence[str] = ()
    client_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Holder:
    """Whom a district-app token stands for."""

    district: int
    connection: str
    application: str


@dataclass(frozen=True)
class Registered:
    """A new application; its secret is shown this once and kept as a hash only."""

    application: str
    client_id: str
    client_secret: str


def register_application(session: Session, now: int, asked: NewApplication) -> Registered:
    """The application exists, with one secret; `now` in milliseconds.

    InvalidRequestError if a redirect URI is of a kind that cannot be registered (sso.md 4.7).
    """
    check_redirect_uris(asked.redirect_uris, live=bool(asked.declaration.get("live")))
    made = Registered(_object_id(now), new_client_id(), asked.client_secret or new_client_secret())
    session.many(
        _ADD_APPLICATION,
        [
            {
                "application": made.application,
                "client_id": made.client_id,
                "name": asked.name,
                "declaration": _written(asked.declaration),
                "enabled": 1,
                "created_at": now,
            }
        ],
    )
    if asked.declaration.get("public"):
        # It runs where no secret can be kept; PKCE protects its codes instead (sso.md 11.2).
        made = replace(made, client_secret="")
    else:
        add_secret(session, now, made.application, made.client_secret)
    session.many(_ADD_REDIRECT, _redirect_rows(made.application, asked.redirect_uris))
    return made


def declare(session: Session, application_id: str, declaration: Mapping[str, Any]) -> None:
    """The application's declaration is this one, whole; its next request is judged by it.

    Pictures that it does not name are gone.
    """
    session.run(_DECLARE, named=application_id, said=_written(declaration))
    forget_others(session, application_id, pictures_in(declaration))


def set_redirect_uris(session: Session, asked: App, uris: Sequence[str]) -> None:
    """The application's users may be sent to these and no others; the first is primary."""
    check_redirect_uris(uris, live=asked.declared.live)
    session.run(_DROP_REDIRECTS, of_application=asked.application)
    session.many(_ADD_REDIRECT, _redirect_rows(asked.application, uris))


def check_redirect_uris(uris: Sequence[str], *, live: bool) -> None:
    """Refuse the list if one of them may not be registered, or is there twice (sso.md 4.7)."""
    for uri in uris:
        trouble = trouble_with(uri, live=live)
        if trouble is not None:
            raise InvalidRequestError(f"The redirect URI {uri} {trouble}")
    if len(set(uris)) != len(uris):
        raise InvalidRequestError("A redirect URI is there more than once")


def add_secret(session: Session, now: int, application_id: str, secret: str) -> None:
    """The application can prove itself with this secret as well."""
    row = {
        "application": application_id,
        "secret_hash": hash_secret(secret),
        "created_at": now,
        "expires_at": None,
        "ending": secret[-_LETTERS_KEPT:],
    }
    session.many(_ADD_SECRET, [row])


def _redirect_rows(application_id: str, uris: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"application": application_id, "position": position, "uri": uri}
        for position, uri in enumerate(uris)
    ]


def wait_for_issuers(session: Session, application_id: str) -> None:
    """Until this transaction ends nobody else who waits here issues for the application."""
    session.run(_HOLD, of_application=application_id)


def issue_district_token(session: Session, sealer: Sealer, now: int, holder: Holder) -> str:
    """A new token is the connection's active one; the one before works for another day."""
    session.run(
        _REPLACE,
        of_district=holder.district,
        of_connection=holder.connection,
        end=now + REPLACED_FOR // timedelta(milliseconds=1),
    )
    token = new_token()
    session.many(_ADD_TOKEN, [_row_of(token, sealer, now, holder, None)])
    return token


def set_token_beside(  # noqa: PLR0913 - a token is all of these
    session: Session, sealer: Sealer, now: int, holder: Holder, token: str, lasts: int
) -> None:
    """This string opens for so many milliseconds what the connection's active token opens.

    It is no secret of anybody's and is listed nowhere: it is for sandboxes alone.
    """
    end_token(session, token)
    session.many(_ADD_TOKEN, [_row_of(token, sealer, now, holder, now + lasts)])


def end_token(session: Session, token: str) -> None:
    """This one string opens nothing any more, where it was a district's."""
    session.run(_END_TOKEN, named=hash_secret(token))


def _row_of(
    token: str, sealer: Sealer, now: int, holder: Holder, expires_at: int | None
) -> dict[str, Any]:
    return {
        "token_hash": hash_secret(token),
        "token": _object_id(now),
        "sealed": sealer.seal(token, TOKEN_PURPOSE).hex(),
        "district": holder.district,
        "connection": holder.connection,
        "application": holder.application,
        "created_at": now,
        "expires_at": expires_at,
    }


def revoke_district_tokens(session: Session, district: int, connection: str) -> int:
    """No token of the connection opens anything any more; returns how many there were."""
    return session.run(_REVOKE, of_district=district, of_connection=connection)


def _written(declaration: Mapping[str, Any]) -> str:
    return json.dumps(declaration, sort_keys=True)


def _object_id(now: int) -> str:
    """Make a 24-hex id of the usual form; not a roster record's, so no district is in it."""
    return f"{now // 1000:08x}{secrets.token_hex(8)}"
