"""What an application asks for at `/oauth/authorize`, checked in the order of sso.md 4.2.

First who asks and where the answer goes: whoever gets those wrong is shown a page and sent
nowhere. Everything after that is answered at the redirect URI.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from homeroom.foundation.database import is_text
from homeroom.foundation.ids import parse_id
from homeroom.foundation.parts import Parts
from homeroom.oauth.errors import RedirectedError, ShownError
from homeroom.oauth.login.pending import Pending
from homeroom.oauth.openid import id_token
from homeroom.oauth.queries import App, app_with_client_id
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.redirects import chosen
from homeroom.oauth.requests.trying import PORTAL, Way
from homeroom.roster import queries as roster

_KNOWN: Final = frozenset(
    {
        "response_type", "client_id", "redirect_uri", "state", "scope", "district_id", "confirmed",
        "return_unshared", "nonce", "prompt", "max_age", "login_hint", "id_token_hint", "display",
        "ui_locales", "claims_locales", "acr_values", "claims", "request", "request_uri",
        "code_challenge", "code_challenge_method", "response_mode",
    }
)  # fmt: skip
"""Names that may be there once; others are ignored, however often they are there (sso.md 2)."""

_LONGEST: Final = 2000
_LONGEST_HINT: Final = 256
"""Signs of a user name that the login page looks at; the rest would only fill its address."""

_MOST_FIELDS: Final = 100
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9\-_]{43}")
_MAX_AGE: Final = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Parameters:
    """The parameters as sent: each with its value, and which of them were sent twice."""

    values: Mapping[str, str]
    doubled: frozenset[str] = frozenset()

    def get(self, name: str) -> str | None:
        """Return a value; one that is empty counts as absent (RFC 6749 3.1)."""
        return self.values.get(name) or None


@dataclass(frozen=True)
class Target:
    """Who asked, and where the answer goes."""

    app: App
    redirect_uri: str
    state: str | None = None
    parameters: Parameters = field(default_factory=lambda: Parameters({}))


def parameters_of(*encoded: bytes) -> Parameters:
    """Read query and form; bytes that are no UTF-8 survive, since `state` must come back as is."""
    values: dict[str, str] = {}
    doubled: set[str] = set()
    for text in encoded:
        try:
            pairs = parse_qsl(
                text.decode("utf-8", "surrogateescape"),
                keep_blank_values=True,
                errors="surrogateescape",
                max_num_fields=_MOST_FIELDS,
            )
        except ValueError:
            raise ShownError("invalid_request", "This address has too many parts.") from None
        for name, value in pairs:
            if name in values and name in _KNOWN:
                doubled.add(name)
            values[name] = value
    return Parameters(values, frozenset(doubled))


def target_of(parts: Parts, parameters: Parameters) -> Target:
    """Return who asked and where to answer; ShownError where nobody may be sent anywhere."""
    client_id = parameters.get("client_id")
    if client_id is None or "client_id" in parameters.doubled:
        raise ShownError("invalid_request", "This address does not say which app sent you.")
    if not is_text(client_id):
        raise ShownError("unauthorized_client", "The app that sent you is not known here.")
    with parts.store.control.reading() as session:
        app = app_with_client_id(session, client_id)
    if app is None:
        raise ShownError("unauthorized_client", "The app that sent you is not known here.")
    redirect_uri = chosen(app.redirect_uris, parameters.values.get("redirect_uri"))
    if redirect_uri is None or "redirect_uri" in parameters.doubled:
        # Present but empty is refused as well: it is nobody's registered URI (ruling R19).
        raise ShownError(
            "invalid_redirect_uri", f"{app.name} asked to send you to a place it did not register."
        )
    state = parameters.get("state")
    if state is not None and (len(state) > _LONGEST or "state" in parameters.doubled):
        state = None
    return Target(app, redirect_uri, state, parameters)


def pending_of(parts: Parts, target: Target, *, by_hub: bool = False) -> Pending:
    """Return the checked request; RedirectedError if something in it is wrong.

    A login that the hub starts has no response type, and no challenge even where one is required:
    its code is then worth nothing, and the application starts again by itself (sso.md 13, S3).
    """
    given = target.parameters
    _check_shape(given, by_hub=by_hub)
    challenge = _challenge(given)
    if challenge is None and target.app.declared.needs_pkce and not by_hub:
        raise RedirectedError("invalid_request", "code_challenge is required")
    district = given.get("district_id")
    number = None if district is None else _district(parts, district)
    return Pending(
        client_id=target.app.client_id,
        redirect_uri=target.redirect_uri,
        asked_at=milliseconds(parts.clock.now()),
        state=target.state,
        nonce=given.get("nonce"),
        challenge=challenge,
        district=number,
        is_unknown_district=district is not None and number is None,
        confirm=given.get("confirmed") == "false" or target.app.declared.always_confirm_students,
        return_unshared=given.get("return_unshared") == "true",
        prompt=_prompt(given),
        max_age=_max_age(given),
        login_hint=(given.get("login_hint") or "")[:_LONGEST_HINT],
        hinted=_hinted(parts, target),
        way=way_of(given, by_hub=by_hub),
    )


def way_of(given: Parameters, *, by_hub: bool) -> Way:
    """Return who began a login; whoever bends an address fools the developer's own page only."""
    if not by_hub:
        return "app"
    return "portal" if given.get("start") == PORTAL else "link"


def _check_shape(given: Parameters, *, by_hub: bool) -> None:
    if given.doubled:
        names = ", ".join(sorted(given.doubled))
        raise RedirectedError("invalid_request", f"More than once: {names}")
    # Only `state` comes back as it is, whatever it is; the rest is kept, compared or shown.
    if not all(is_text(given.values.get(name, "")) for name in _KNOWN - {"state"}):
        raise RedirectedError("invalid_request", "Something in this address is no text")
    for name in ("state", "nonce"):
        if len(given.values.get(name, "")) > _LONGEST:
            raise RedirectedError("invalid_request", f"{name} is too long")
    if given.get("request") is not None:
        raise RedirectedError("request_not_supported", "request is not supported")
    if given.get("request_uri") is not None:
        raise RedirectedError("request_uri_not_supported", "request_uri is not supported")
    if not by_hub:
        _check_response(given)


def _check_response(given: Parameters) -> None:
    response_type = given.get("response_type")
    if response_type is None:
        raise RedirectedError("invalid_request", "response_type is missing")
    if response_type != "code":
        raise RedirectedError("unsupported_response_type", "response_type must be code")
    if given.get("response_mode") not in (None, "query"):
        raise RedirectedError("invalid_request", "response_mode must be query")


def _challenge(given: Parameters) -> str | None:
    challenge, method = given.get("code_challenge"), given.get("code_challenge_method")
    if challenge is None and method is None:
        return None
    # Without a method RFC 7636 means `plain`, which protects nothing and is refused.
    if method != "S256":
        raise RedirectedError("invalid_request", "code_challenge_method must be S256")
    if challenge is None or not _CHALLENGE.fullmatch(challenge):
        raise RedirectedError("invalid_request", "code_challenge must have 43 base64url characters")
    return challenge


def _prompt(given: Parameters) -> tuple[str, ...]:
    wanted = tuple(sorted(set((given.get("prompt") or "").split())))
    if "none" in wanted and len(wanted) > 1:
        raise RedirectedError("invalid_request", "prompt=none stands alone")
    return wanted


def _max_age(given: Parameters) -> int | None:
    text = given.get("max_age")
    if text is None:
        return None
    if not _MAX_AGE.fullmatch(text):
        raise RedirectedError("invalid_request", "max_age must be a number of seconds")
    return int(text)


def _district(parts: Parts, text: str) -> int | None:
    if parse_id(text) is None:
        return None
    with parts.store.control.reading() as session:
        return next((one.number for one in roster.districts(session) if one.id == text), None)


def _hinted(parts: Parts, target: Target) -> str:
    """Return whom the hint names; one that is not ours, or is another application's, says nothing.

    OpenID Connect Core 3.1.2.1 lets us ignore what we do not understand.
    """
    text = target.parameters.get("id_token_hint")
    claims = None if text is None else id_token.hinted(parts, text)
    if claims is None or claims["aud"] != target.app.client_id:
        return ""
    return str(claims["sub"])
