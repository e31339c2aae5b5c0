"""A proposal: the agreement that a preview shows, as its form carries it, and whether it is stale.

What the district chooses travels; the integration type and the scopes are the connection's own, so
no form can widen what the application asked for (ruling R28).
"""

import hashlib
from dataclasses import dataclass, replace
from typing import Final, Literal

import msgspec
import numpy as np

from homeroom.districts.sharing.access.fields import EXTENSION
from homeroom.districts.sharing.connected import Connected
from homeroom.districts.sharing.words import TYPES
from homeroom.events.previews import Preview
from homeroom.foundation.database import Session
from homeroom.foundation.errors import InvalidRequestError
from homeroom.oauth.registration.rules import unasked
from homeroom.roster.documents import newest_batch
from homeroom.sharing.changing.queries import states_of
from homeroom.sharing.changing.rules import Agreement
from homeroom.sharing.pinning.queries import wished
from homeroom.sharing.queries import Connection
from homeroom.sharing.rules import FieldAccess, Share, check_refusals
from homeroom.sharing.selecting.rules import check_rules, normalised

About = Literal["sharing", "fields", "past"]

_SEEN_LETTERS: Final = 16


@dataclass(frozen=True)
class _Chosen:
    share: Share
    opt_ins: frozenset[str]
    refused: frozenset[str]
    roles: frozenset[str]
    extensions: frozenset[str] | None
    about: About


def write_proposal(agreement: Agreement, about: About) -> str:
    """Return a proposal as a form carries it; `about` is the page that it comes from."""
    access = agreement.access
    carried = _Chosen(
        agreement.share, access.opt_ins, access.refused, access.roles, access.extensions, about
    )
    return msgspec.json.encode(carried, order="sorted").decode()


def read_proposal(text: str, of: Connected) -> tuple[Agreement, About]:
    """Return the agreement that a form carries; InvalidRequestError if it is none."""
    try:
        read = msgspec.json.decode(text, type=_Chosen)
    except msgspec.MsgspecError:
        message = "The form could not be read. Go back to the application and try again."
        raise InvalidRequestError(message) from None
    access = chosen(
        of,
        replace(
            of.agreement.access,
            opt_ins=read.opt_ins,
            refused=read.refused,
            roles=read.roles,
            extensions=read.extensions,
        ),
    )
    check_refusals(access)
    check_rules(read.share.rules)
    share = replace(read.share, rules=normalised(read.share.rules))
    # Of a recommendation the form says which version; what it holds, the application said.
    is_recommended = share.kind == "recommended"
    share = of.in_step(share, access) if is_recommended else replace(share, follows=None)
    return replace(of.agreement, share=share, access=access), read.about


def chosen(of: Connected, access: FieldAccess) -> FieldAccess:
    """Return a field access as the district can choose it now.

    It never holds what the application does not ask for, nor every extension field there will
    be: these are given one by one (district.md 3.5).
    """
    now = of.agreement.access
    opt_ins = offered(of, access.opt_ins)
    gives_every = access.extensions is None and EXTENSION in opt_ins
    return replace(
        access,
        opt_ins=opt_ins,
        refused=access.refused | unasked(now, of.app.declared),
        extensions=now.extensions if gives_every else access.extensions,
    )


def offered(of: Connected, opt_ins: frozenset[str]) -> frozenset[str]:
    """Return those opt-ins that both sides can mean: declared, or in force already."""
    return opt_ins & (frozenset(of.app.declared.opt_ins) | of.agreement.access.opt_ins)


def with_access(of: Connected, access: FieldAccess) -> Agreement:
    """Return what is in force with another field access."""
    return replace(of.agreement, access=chosen(of, access))


def with_share(of: Connected, share: Share) -> Agreement:
    """Return what is in force with another share."""
    return replace(of.agreement, share=share)


def stamp(session: Session, connection: Connection) -> str:
    """Return where sharing and roster stand; it moves with each change of either.

    What waits for the end of a pin makes no state yet, so it counts by its own text.
    """
    states = states_of(session, connection.district, connection.id)
    position = states[0].position if states else 0
    waits = hashlib.sha256(msgspec.json.encode(wished(session, connection), order="sorted"))
    batch = newest_batch(session, connection.district)
    return f"{position}-{waits.hexdigest()[:_SEEN_LETTERS]}.{batch}"


def seen(position: str, preview: Preview) -> str:
    """Return what a preview shows in short: the same only if the same records move.

    The position of the sharing counts, the roster's does not: a sync that moves nobody of those
    who are named makes no preview stale.
    """
    digest = hashlib.sha256()
    for name in TYPES:
        effect = preview.types[name]
        for rids in (effect.gained, effect.lost, effect.changed):
            digest.update(np.fromiter(rids, dtype=np.uint64, count=len(rids)).tobytes())
            digest.update(b".")
    return f"{position.partition('.')[0]}-{digest.hexdigest()[:_SEEN_LETTERS]}"
