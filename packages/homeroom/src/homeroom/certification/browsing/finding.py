"""Finds on a page what checks look for, by role and name as a person would (certification.md 6.4).

Pure: a page goes in, a control or a judgement comes out.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag

from homeroom.certification.browsing.seen import Control, Form, Seen

__all__ = [
    "begins_login",
    "elements_with",
    "is_friendly",
    "link_offer",
    "log_out",
    "login_form",
    "named",
    "names_hub",
    "same_site_links",
    "traces_of_a_crash",
]

_LOG_OUT: Final = re.compile(r"(?i)\b(log|sign)[ -]?(out|off)\b")
_LOG_IN: Final = re.compile(r"(?i)\b(log|sign)[ -]?(in|on|up)\b|\bcontinue with\b|\bconnect with\b")
_LINKING: Final = re.compile(
    r"(?i)\b(existing account|already have|already had|had an account|have an account|link"
    r" (?:my|your|this|an|accounts?)|merge|connect (?:my|your|an) account|my account from)\b"
)
_CRASH: Final = re.compile(
    r"Traceback \(most recent call last\)|File \"[^\"]+\", line \d+|^\s+at [\w.$<>]+\([^)]*:\d+\)"
    r"|Exception in thread|\b\w+Error: |\bException: |Stack trace|Internal Server Error"
    r"|Werkzeug Debugger|DEBUG = True|Whitelabel Error Page|NoMethodError|Fatal error:",
    re.MULTILINE,
)
_SHORTEST_WORDS: Final = 30


def named(seen: Seen, pattern: str) -> Control | None:
    """The first button or link whose name fits a pattern, buttons first."""
    fits = re.compile(pattern)
    return _first(seen.buttons + seen.links, fits)


def log_out(seen: Seen) -> Control | None:
    """What ends the session here (LIB-17, SSO-11)."""
    return _first(seen.buttons + seen.links, _LOG_OUT)


def begins_login(seen: Seen, authorize: str) -> Control | None:
    """What begins a login by the hub: by its address, else by its name (LIB-R1, SSO-R1).

    A button with `Clever` or `Homeroom` in its name comes before any other that logs in.
    """
    at_hub = [one for one in seen.links if one.address.startswith(authorize)]
    if at_hub:
        return at_hub[0]
    wanted = [one for one in seen.controls if _LOG_IN.search(one.name)]
    ours = [one for one in wanted if names_hub(one)]
    own = [one for one in wanted if not _sends_password(seen, one)]
    return next(iter(ours or own), None)


def names_hub(control: Control) -> bool:
    """Whether a button says that it leads to the hub."""
    return re.search(r"(?i)clever|homeroom", control.name) is not None


def login_form(seen: Seen) -> Form | None:
    """The form that asks for a password, if the page has one."""
    return next((form for form in seen.forms if form.has("password")), None)


def link_offer(seen: Seen) -> str:
    """What on the page offers to link an account from earlier; blank if nothing does (LIB-09)."""
    spoken = [one.name for one in seen.controls] + list(seen.headings)
    return next((text for text in spoken if _LINKING.search(text)), "")


def traces_of_a_crash(seen: Seen) -> str:
    """What on a page only its makers should read; blank if nothing."""
    found = _CRASH.search(seen.text)
    if found is not None:
        return found[0].strip()
    bare = seen.text.strip()
    if bare.startswith(("{", "[")) and bare.endswith(("}", "]")):
        return "raw JSON"
    return ""


def is_friendly(seen: Seen) -> str:
    """Why a page is no friendly error page; blank if it is one (LIB-14, SSO-10)."""
    if seen.worst_status >= 500:  # noqa: PLR2004
        return f"the status {seen.worst_status}"
    crash = traces_of_a_crash(seen)
    if crash:
        return f"the page shows {crash!r}"
    if len(seen.text) < _SHORTEST_WORDS:
        return f"the page says only {seen.text!r}"
    if not seen.controls:
        return "no link and no button leads on"
    return ""


def elements_with(seen: Seen, tag: str, text: str) -> int:
    """How many elements of a name hold exactly this text: markup that came from a record."""
    root = BeautifulSoup(seen.html, "html.parser")
    found = [one for one in root.find_all(tag) if isinstance(one, Tag)]
    return sum(1 for one in found if one.get_text().strip() == text)


def same_site_links(seen: Seen, site: str) -> list[Control]:
    """Links to other pages of a site that end nothing, each address once."""
    host = urlsplit(site).netloc
    here = seen.url.partition("#")[0]
    found: dict[str, Control] = {}
    for one in seen.links:
        address = one.address.partition("#")[0]
        leads_on = urlsplit(address).netloc == host and address != here
        if leads_on and not _LOG_OUT.search(one.name) and not _LOG_IN.search(one.name):
            found.setdefault(address, one)
    return list(found.values())


def _first(controls: Iterable[Control], fits: re.Pattern[str]) -> Control | None:
    return next((one for one in controls if fits.search(one.name)), None)


def _sends_password(seen: Seen, control: Control) -> bool:
    return 0 <= control.form < len(seen.forms) and seen.forms[control.form].has("password")
