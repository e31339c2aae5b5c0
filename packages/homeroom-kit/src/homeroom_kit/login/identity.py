"""Who signed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from homeroom_kit.planning.values import Document, legacy_ids_of, roles_of, sis_ids_of, value_at
from homeroom_wire.envelopes import Me

__all__ = ["AuthorizedBy", "Identity", "identity_of"]

AuthorizedBy = Literal["district", "teacher"]

_ORDER: Final = ("teacher", "staff", "district_admin", "student", "contact")
"""Where somebody has several roles and the hub does not say which one she came in."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who signed in at the hub just now.

    Attributes:
        id: Her id; what an account is found by. It stays when name, school and e-mail change.
        district: Her district's id; None if it was a teacher who authorised this.
        type: The role in which she came: `student`, `teacher`, `staff`, `district_admin`.
        roles: Every role of hers that the hub shows, in alphabetical order.
        authorized_by: `district`, or `teacher` for a login by the Library.
        first: Her first name; blank if the hub has none.
        last: Her last name; of a student in the Library only the initial.
        email: Her e-mail, if there is one. Nobody proved that it is hers: it may suggest an
            account and never opens one.
        loginas_by_admin: Whether it is an administrator who looks at things as her.
        token: Her own token, good for a day. It is kept in no session.
        document: Her record as the hub sent it.
    """

    id: str
    district: str | None
    type: str
    roles: tuple[str, ...]
    authorized_by: AuthorizedBy
    first: str = ""
    last: str = ""
    email: str | None = None
    loginas_by_admin: bool = False
    token: str = field(default="", repr=False)
    document: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """First and last name, or whatever there is of them."""
        return " ".join(part for part in (self.first, self.last) if part)

    @property
    def legacy_ids(self) -> frozenset[str]:
        """Ids that she had before v3."""
        return legacy_ids_of(self.document)

    @property
    def sis_ids(self) -> frozenset[str]:
        """The district's own ids of hers, with the role in front; Secure Sync alone shows them."""
        return sis_ids_of(self.document)


def identity_of(
    me: Me, document: Document, said_type: str | None, token: str, *, as_admin: bool = False
) -> Identity:
    """Put together what `/me`, her record and perhaps `/userinfo` say.

    Whatever is missing, odd or new does not stop a login (SSO-17, CORE-10).
    """
    district = me.data.district if isinstance(me.data.district, str) else None
    by: AuthorizedBy = "teacher" if me.data.authorized_by == "teacher" else "district"
    if not isinstance(me.data.authorized_by, str) and not district:
        by = "teacher"
    roles = roles_of(document)
    known = [role for role in _ORDER if role in roles]
    return Identity(
        me.data.id,
        district,
        said_type or next(iter((*known, *roles)), "user"),
        roles,
        by,
        _text(document, "name.first"),
        _text(document, "name.last"),
        _text(document, "email") or None,
        as_admin,
        token,
        document,
    )


def _text(document: Document, name: str) -> str:
    value = value_at(document, name)
    return value.strip() if isinstance(value, str) else ""
