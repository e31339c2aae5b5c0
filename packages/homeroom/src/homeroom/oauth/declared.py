"""What an application declared when it was registered, as far as signing people in needs it.

The declaration is a JSON object in `application.declaration`; a key that is absent has the value
that is safest for old clients (sso.md 11), so importing an application is a plain copy.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Literal

ROLES: Final = ("student", "teacher", "staff", "district_admin")
"""Kinds of account that can sign in, in the words of sso.md 6.2 (Q4)."""

SSO_SCOPES: Final = (
    "read:district_admins_basic",
    "read:school_admins_basic",
    "read:students_basic",
    "read:teachers_basic",
    "read:user_id",
)
LIBRARY_SCOPES: Final = (
    "read:teachers_library",
    "read:students_library",
    "read:sections_library",
    "read:user_id",
)
SYNC_SCOPES: Final = (
    "read:sis",
    "read:district_admins",
    "read:school_admins",
    "read:students",
    "read:teachers",
    "read:sections",
    "read:schools",
    "read:districts",
    "read:user_id",
)
_BY_TYPE: Final = {
    "district_sso": SSO_SCOPES,
    "library": LIBRARY_SCOPES,
    "secure_sync": SYNC_SCOPES,
}

Profile = Literal["clever", "oidc"]
MeType = Literal["user", "role"]

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_WITH_PICTURES: Final = ("listing", "listing_draft")
_PICTURES: Final = ("icon", "vector", "small", "banner")


@dataclass(frozen=True)
class Screenshot:
    """A picture of the application at work."""

    picture: str
    caption: str = ""


@dataclass(frozen=True)
class Listing:
    """How an application shows itself in the Library (sso.md 8.2)."""

    live: bool = False
    """False while it is a draft."""

    developer: str = ""
    summary: str = ""
    description: str = ""
    subjects: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    free_offer: str = ""
    """What is free: a trial, a demonstration, a part of it (sso.md 8.1)."""

    pricing: str = ""
    """What it costs beyond that."""

    devices: tuple[str, ...] = ()
    icon: str = ""
    """Its own picture in the Library, by its hash, as are the others."""

    banner: str = ""
    screenshots: tuple[Screenshot, ...] = ()
    privacy_url: str = ""
    terms_url: str = ""
    agreement_url: str = ""
    """The signed Universal DSA."""

    agreement_version: str = ""
    guide_url: str = ""
    """The teacher's quickstart guide."""

    support: str = ""


Need = Literal["required", "optional", ""]


@dataclass(frozen=True)
class FieldNeed:
    """Whether an application can do without a field, and what it wants it for."""

    need: Need = ""
    """Empty where the application did not say."""

    reason: str = ""


@dataclass(frozen=True)
class Declared:
    """An application's switches and lists."""

    types: tuple[str, ...] = ()
    user_types: tuple[str, ...] = ROLES
    scopes: tuple[str, ...] = ()
    live: bool = False
    """Out of development: its redirect URIs are https only (sso.md 4.7)."""

    suspended: bool = False
    """Its certification was suspended: nobody new connects, and who is connected goes on."""

    oidc_enabled: bool = False
    send_iss: bool = False
    userinfo_profile: Profile = "clever"
    me_data_type: MeType = "user"
    """Whether `data.type` of `/me` says `user` or her role, as it once did (decisions.md Q-15)."""

    user_type_words: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Kind of account -> how `user_type` says it to this application (decisions.md Q4)."""

    require_pkce: bool = False
    public: bool = False
    """Has no secret, so it proves itself with PKCE alone (sso.md 11.2)."""

    basic_only: bool = False
    blank_email: bool = False
    rich_user_tokens: bool = False
    email_verified_true: bool = False
    expose_impersonation: bool = False
    always_confirm_students: bool = False
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str = ""
    listing: Listing = field(default_factory=Listing)
    icon: str = ""
    """The picture that stands for it wherever it is named, by its hash; empty for its letters."""

    events: bool = False
    """It reads what changed, so its connections have a feed."""

    opt_ins: tuple[str, ...] = ()
    """Groups of sensitive fields that it asks for; the district must agree (district.md 3.5)."""

    fields: Mapping[str, FieldNeed] = field(default_factory=dict, hash=False)
    """By the field's path behind its kind, as `users.email`."""

    names_fields: bool = False
    """Whether it asks by name; if not, for all that its integration types receive."""

    @property
    def signs_in(self) -> bool:
        """True if a district's connection signs its people in."""
        return "district_sso" in self.types

    @property
    def library_live(self) -> bool:
        """True if teachers can find it in the Library."""
        return "library" in self.types and self.listing.live

    @property
    def scope(self) -> str:
        """The application's own scopes as OAuth writes them: what was asked never matters."""
        return " ".join(self.scopes)

    def word_for(self, role: str) -> str:
        """Return how `user_type` says a kind of account; as the hub does, unless told otherwise."""
        return self.user_type_words.get(role, role)

    @property
    def needs_pkce(self) -> bool:
        """True if no code may be had without a challenge."""
        return self.require_pkce or self.public


@lru_cache(maxsize=1024)
def declared(text: str) -> Declared:
    """Read a declaration; what is not about signing in is left aside."""
    said: dict[str, Any] = json.loads(text)
    types = _words(said.get("types", ()))
    oidc = _is_on(said, "oidc_enabled")
    return Declared(
        types=types,
        user_types=_words(said.get("user_types", ROLES)),
        scopes=_scopes(_words(said.get("scopes", ())), types, oidc=oidc),
        live=_is_on(said, "live"),
        suspended=_is_on(said, "suspended"),
        oidc_enabled=oidc,
        # Clients that use discovery know of `iss`; old ones break on it (sso.md 11.3).
        send_iss=_is_on(said, "send_iss", default=oidc),
        userinfo_profile="oidc" if said.get("userinfo_profile") == "oidc" else "clever",
        me_data_type="role" if said.get("me_data_type") == "role" else "user",
        user_type_words=_spelled(said.get("user_type_words", {})),
        require_pkce=_is_on(said, "require_pkce"),
        public=_is_on(said, "public"),
        basic_only=_is_on(said, "basic_only"),
        blank_email=_is_on(said, "blank_email"),
        rich_user_tokens=_is_on(said, "rich_user_tokens"),
        email_verified_true=_is_on(said, "email_verified_true"),
        expose_impersonation=_is_on(said, "expose_impersonation"),
        always_confirm_students=_is_on(said, "always_confirm_students"),
        post_logout_redirect_uris=_words(said.get("post_logout_redirect_uris", ())),
        backchannel_logout_uri=str(said.get("backchannel_logout_uri", "")),
        listing=_listing(said.get("listing", {})),
        icon=_picture(said.get("icon")),
        events=_is_on(said, "events"),
        opt_ins=_words(said.get("opt_ins", ())),
        fields={str(path): read_need(one) for path, one in said.get("fields", {}).items()},
        names_fields="fields" in said,
    )


def _spelled(said: Mapping[str, Any]) -> dict[str, str]:
    """Read words for kinds of account; a blank one is none."""
    return {role: str(said[role]) for role in ROLES if said.get(role)}


def read_need(said: Mapping[str, Any]) -> FieldNeed:
    """Read one field of a declaration."""
    found = said.get("need")
    need: Need = found if found in ("required", "optional") else ""
    return FieldNeed(need, str(said.get("reason", "")))


def _listing(said: dict[str, Any]) -> Listing:
    texts = (
        "developer", "summary", "description", "free_offer", "pricing", "agreement_version",
        "support",
    )  # fmt: skip
    addresses = ("privacy_url", "terms_url", "agreement_url", "guide_url")
    return Listing(
        live=_is_on(said, "live"),
        subjects=_words(said.get("subjects", ())),
        grades=_words(said.get("grades", ())),
        devices=_words(said.get("devices", ())),
        icon=_picture(said.get("icon")),
        banner=_picture(said.get("banner")),
        screenshots=tuple(
            Screenshot(_picture(one.get("picture")), str(one.get("caption", "")))
            for one in said.get("screenshots", ())
        ),
        **{name: str(said.get(name, "")) for name in texts},
        **{name: _address(str(said.get(name, ""))) for name in addresses},
    )


def pictures_in(said: Mapping[str, Any]) -> frozenset[str]:
    """Return the hash of each picture that a declaration names."""
    found = [said.get(name) for name in _PICTURES]
    for part in _WITH_PICTURES:
        listing = said.get(part, {})
        found += [listing.get(name) for name in _PICTURES]
        found += [one.get("picture") for one in listing.get("screenshots", ())]
    return frozenset(_picture(one) for one in found) - {""}


def _picture(named: object) -> str:
    """A page asks for it by this name, so whatever is no hash is none here."""
    return named if isinstance(named, str) and _HASH.fullmatch(named) else ""


def _address(text: str) -> str:
    """A page links to it, so whatever is no address of the web is none here."""
    return text if text.lower().startswith(("https://", "http://")) else ""


def _is_on(said: dict[str, Any], name: str, *, default: bool = False) -> bool:
    return bool(said.get(name, default))


def _words(given: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(one) for one in given)


def scopes_of(tier: str, granted: Iterable[str]) -> list[str]:
    """Scopes of a district's own token: its integration type's, and what was granted besides."""
    return sorted({*_BY_TYPE.get(tier, ()), *granted})


def _scopes(named: tuple[str, ...], types: tuple[str, ...], *, oidc: bool) -> tuple[str, ...]:
    """Scopes of the integration types, those that were named beside them, and `openid`."""
    found = [scope for name in types for scope in _BY_TYPE.get(name, ())]
    found += [*named, *(["openid"] if oidc else [])]
    return tuple(dict.fromkeys(found))
