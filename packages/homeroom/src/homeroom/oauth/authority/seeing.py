"""What a user token shows of its owner: the one view of `sharing.library.personal`."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from homeroom.foundation.parts import Parts
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.sharing.disclosing.collecting import give_by
from homeroom.sharing.disclosing.rules import narrowed
from homeroom.sharing.library import personal
from homeroom.sharing.library.personal import Bearer
from homeroom.sharing.library.terms import reader_of, terms_of
from homeroom_wire.values import Version


def bearer_of(grant: UserGrant) -> Bearer:
    """Return the token's owner in the words of the views."""
    return Bearer(
        district=grant.district,
        person=grant.person,
        role=grant.role,
        application=grant.application,
        connection=grant.connection,
        authorized_by=grant.authorized_by,
        signs_in=grant.declared.signs_in,
        rich=grant.declared.rich_user_tokens,
        blank_email=grant.declared.blank_email,
    )


class ViewIdentity:
    """The owner of a token, as its view shows her."""

    def record(
        self, parts: Parts, grant: UserGrant, version: Version, tells: tuple[str, ...] = ()
    ) -> Mapping[str, Any] | None:
        """Return her document cut to the token's tier; None if it opens nothing any more."""
        bearer = bearer_of(grant)
        with parts.store.roster.reading() as session:
            body = personal.identity(session, bearer, version)
            if body is None:
                return None
            if tells:
                view = personal.view_of(session, bearer, version)
                for terms, some in terms_of(session, view, "users", [grant.user_id]):
                    give_by(parts, reader_of(bearer), narrowed(terms, tells), "users", some)
        found: dict[str, Any] = msgspec.json.decode(body)
        return found


IDENTITY: Final = ViewIdentity()
