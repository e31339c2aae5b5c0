"""What the hub's own log says of logins: one code, one exchange, by the application's server."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from homeroom.certification.harness import (
    Difference,
    Entry,
    Finding,
    Moment,
    UndecidedError,
    Verdict,
    check,
    failed,
    passed,
)
from homeroom.certification.logins.parts.refusals import Refusals

_TOKENS: Final = "/oauth/tokens"
_VERSIONS: Final = ("v3.0", "v3.1")
_IN_ADDRESS: Final = re.compile(r"(?i)[?&#](access_token|id_token)=")
_BROWSERS: Final = re.compile(r"^Mozilla/")
_OK: Final = range(200, 300)
_IN_BODY, _OF_USER, _OF_DISTRICT = "body", "user", "district"
_PAGING: Final = ("limit", "starting_after", "ending_before")


@check("SSO-01", "LIB-01", scenarios=("SC-70", "SC-80"), needs_probe=False)
def codes_are_exchanged_by_the_server(moment: Moment) -> Iterator[Finding]:
    """Logins use the authorization-code grant, and no token stands in a browser's address."""
    exchanges = _exchanges(moment)
    shown = [one for one in moment.facts["addresses"] if _IN_ADDRESS.search(one)]
    implicit = [
        one for one in moment.wire.entries
        if one.path == "/oauth/authorize" and one.query.get("response_type") not in (None, "code")
    ]  # fmt: skip
    troubles = []
    if shown or implicit:
        found = "in an address" if shown else "the browser was sent for a token"
        troubles.append(Difference("tokens", "never in a browser", found))
    strange = {one.grant_type for one in exchanges} - {"authorization_code"}
    if strange:
        troubles.append(Difference("grant_type", "authorization_code", sorted(strange)))
    if any(_BROWSERS.match(one.user_agent) for one in exchanges):
        troubles.append(Difference("who trades codes", "the application's server", "a browser"))
    if troubles:
        yield failed("Logins do not use the authorization-code grant.", *troubles)
    elif not any(one.status in _OK for one in exchanges):
        raise UndecidedError("No code was traded for a token, so no login was seen.")
    else:
        yield passed("Every login trades a code at the token endpoint, by a server.")


@check("CORE-02", scenarios=("SC-70", "SC-80"), needs_probe=False)
def the_secret_travels_in_the_header(moment: Moment) -> Iterator[Finding]:
    """A code is traded by POST, with the redirect address of its login and HTTP Basic."""
    exchanges = _exchanges(moment)
    good = [one for one in exchanges if one.status in _OK]
    if not good:
        raise UndecidedError("No code was traded for a token, so no exchange was seen.")
    wanted = moment.trial.application.redirect_uri
    wrong = sorted({one.redirect_uri or "(none)" for one in good} - {wanted})
    if wrong:
        yield failed(
            "Another redirect address is named at the exchange than at the login.",
            Difference("redirect_uri", "that of the login", f"{len(wrong)} other"),
        )
    elif any(one.token_kind == _IN_BODY for one in good):
        yield Finding(Verdict.WARN, "The secret travels in the body of the request; the Basic"
                      " header is for it.")  # fmt: skip
    else:
        yield passed("Codes are traded with HTTP Basic and the redirect address of the login.")


@check("SSO-16", scenarios=("SC-70", "SC-80"), needs_probe=False)
def a_code_is_traded_once(moment: Moment) -> Iterator[Finding]:
    """No code is sent to the token endpoint twice, whatever the browser does."""
    # Where the hub was told to fail, an application may try again.
    counted = Counter(one.code for one in _exchanges(moment) if one.code and not one.fault)
    if not counted:
        raise UndecidedError("No code was traded, so no login was seen.")
    # The harness itself hands one used code out again, to a device of its own (cause `used`).
    often = [count for count in counted.values() if count > 1]
    allowed = 1 if _played_a_used_code(moment) else 0
    if len(often) > allowed or any(count > 2 for count in often):  # noqa: PLR2004
        yield failed("A code was traded more than once.",
                     Difference("requests for one code", 1, max(often)))  # fmt: skip
    else:
        yield passed("Each code went to the token endpoint once.")


@check("SSO-04", "LIB-05", scenarios=("SC-70", "SC-80"), needs_probe=False)
def paths_are_of_version_three(moment: Moment) -> Iterator[Finding]:
    """Every request for data goes to v3.0 or v3.1."""
    versions = Counter(one.version for one in moment.wire.entries if one.version)
    bare = [one for one in moment.wire.entries if one.path in ("/me", "/users", "/sections")]
    if bare:
        versions["(no version)"] += len(bare)
    strange = sorted(set(versions) - set(_VERSIONS))
    if strange:
        yield failed("Requests go to other versions of the API.",
                     Difference("versions", list(_VERSIONS), strange))  # fmt: skip
    elif not versions:
        raise UndecidedError("Nothing was asked of the API.")
    else:
        yield passed(f"All requests for data go to {', '.join(sorted(versions))}.")


@check("LIB-24", scenarios=("SC-80",), needs_probe=False)
def user_tokens_are_used_as_such(moment: Moment) -> Iterator[Finding]:
    """With a user's token nothing is paged, and no district's token is used."""
    asked = [one for one in moment.wire.entries if one.is_data]
    if not asked:
        raise UndecidedError("Nothing was asked of the API.")
    paged = [one for one in asked if one.token_kind == _OF_USER and set(one.query) & set(_PAGING)]
    district = [one for one in asked if one.token_kind == _OF_DISTRICT]
    lists = [one for one in moment.wire.entries if one.path == _TOKENS and one.method == "GET"]
    if paged:
        words = sorted({name for one in paged for name in one.query})
        yield failed("A list of a user's token is paged.", Difference("parameters", "none", words))
    elif district or lists:
        yield failed("A district's token is expected, which the Library does not give.")
    else:
        yield passed(f"{len(asked)} requests with users' tokens, none of them paged.")


def _exchanges(moment: Moment) -> list[Entry]:
    return [one for one in moment.wire.entries if one.path == _TOKENS and one.method == "POST"]


def _played_a_used_code(moment: Moment) -> bool:
    played: Refusals | None = moment.seen.parts.get(Refusals)
    return played is not None and "used" in played.arrivals
