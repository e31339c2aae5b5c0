"""The door's pages as HTML, for frameworks without templates of ours.

Everything that comes from outside is escaped here, in one place. The style lies in the page, and
the content policy names it by its hash, so nothing else can be put in. An application that draws
the pages itself gets the same parts, and its own styles.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final, Literal

from homeroom_kit.frameworks.door import Door, Show
from homeroom_kit.login import Refusal, button, icon
from homeroom_kit.login.keeping import Session
from homeroom_kit.provision import Field

__all__ = ["HEADERS", "Look", "Page", "button_of", "drawn", "signed_in_as"]

_STYLE: Final = (
    ":root{color-scheme:light dark;--ink:#1a1a1a;--page:#f4f6f9;--paper:#fff;--brand:#1d3d6b;"
    "--on-brand:#fff;--trouble:#a30d0d;--quiet:#444;--focus:#c25b00}"
    "@media (prefers-color-scheme:dark){:root{--ink:#ececec;--page:#12151a;--paper:#1d2127;"
    "--brand:#a9c7f5;--on-brand:#0f1b2d;--trouble:#ff9d94;--quiet:#bbb;--focus:#ffa347}}"
    "body{font:1.125rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);margin:0}"
    "main{max-width:32rem;margin:3rem auto;padding:2rem;background:var(--paper);border-radius:12px}"
    "a,button{display:inline-block;font:inherit;padding:.6rem 1.2rem;min-height:44px;"
    "box-sizing:border-box;border-radius:8px;border:2px solid var(--brand);"
    "background:var(--brand);color:var(--on-brand);text-decoration:none;margin:.5rem .5rem 0 0;"
    "cursor:pointer}a.second,button.second{background:var(--paper);color:var(--brand)}"
    "input,select{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;min-height:44px}"
    ":focus-visible{outline:3px solid var(--focus);outline-offset:2px}"
    "label{display:block;margin:1rem 0 .25rem}.trouble{color:var(--trouble)}"
    "code{color:var(--quiet)}"
)
_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'; base-uri 'none'"
    ),
}
"""What every answer of the door carries: a code stands in its address, and leaves the site in no
`Referer`. With `no-referrer` a browser would also send forms with `Origin: null`, and what checks
that, as Django does, would refuse them."""

_HELPERS: Final = {
    "nobody": "",
    "teacher": "Your teacher can help.",
    "school": "Your school can help.",
    "us": "Whoever runs this site can help.",
}


_DRAWN_ELSEWHERE: Final = {
    **HEADERS,
    "Content-Security-Policy": "frame-ancestors 'none'; base-uri 'none'",
}
"""With the application's own look its styles are its own matter."""


@dataclass(frozen=True, slots=True)
class Page:
    """What an application puts into its own frame.

    Attributes:
        name: `refused`, `prove` (an account from earlier) or `questions`.
        title: Plain text, not escaped.
        body: HTML: texts, forms and links, everything from outside escaped.
        values: What the body is made of, for who would rather write that too.
    """

    name: Literal["refused", "prove", "questions"]
    title: str
    body: str
    values: Mapping[str, Any]


Look = Callable[[Page], str]
"""From a page to a whole document, as the application's other pages look."""


def drawn(show: Show, look: Look | None = None) -> tuple[str, dict[str, str]]:
    """A page as a whole document, and its headers."""
    pages = {"refused": _refused, "prove": _prove, "questions": _questions}
    title, body = pages[show.page](show.values)
    if look is None:
        return _plain(title, body), dict(HEADERS)
    return look(Page(show.page, title, body, show.values)), dict(_DRAWN_ELSEWHERE)


def _plain(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


def button_of(door: Door, words: str = "Log in with Homeroom", place: str = "/") -> str:
    """The button that begins a login; with blank words only the icon."""
    address = door.start_at(place)
    return button(address, words) if words else icon(address)


def signed_in_as(door: Door, session: Session) -> str:
    """Who is signed in, with a button to sign out; blank if nobody is (LIB-16, LIB-17)."""
    who = door.person(session)
    if who is None:
        return ""
    name = escape(who.name or "someone without a name")
    looks = " (an administrator looks at this)" if who.loginas_by_admin else ""
    return (
        f'<form class="homeroom-person" method="post" action="{escape(door.sign_out_path)}">'
        f"<span>Signed in as <strong>{name}</strong>{looks}</span> "
        f"{_hidden(door.form_word(session))}<button>Log out</button></form>"
    )


def _refused(values: Mapping[str, Any]) -> tuple[str, str]:
    refusal: Refusal = values["refusal"]
    again = f'<a href="{escape(values["again"])}">Try again</a>' if refusal.may_retry else ""
    return refusal.title, (
        f"<p>{escape(refusal.text)}</p><p>{_HELPERS[refusal.helper]}</p>"
        f'{again}<a class="second" href="{escape(values["home"])}">Start page</a>'
        f"<p><code>{escape(refusal.code)}</code></p>"
    )


def _prove(values: Mapping[str, Any]) -> tuple[str, str]:
    fields = (
        '<label for="username">User name or e-mail</label>'
        f'<input id="username" name="username" type="text" autocomplete="username" '
        f'value="{escape(values["typed"])}">'
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password">'
    )
    none = '<button class="second" name="none" value="1">No, I am new here</button>'
    return "Do you already have an account here?", (
        "<p>If you do, sign in to it once more. Then it is joined with your school's sign-in.</p>"
        f"{_trouble(values['trouble'])}"
        f'<form method="post" action="{escape(values["action"])}">{_hidden(values["form"])}'
        f"{fields}<button>This is my account</button>{none if values['may_make'] else ''}</form>"
    )


def _questions(values: Mapping[str, Any]) -> tuple[str, str]:
    fields = "".join(
        f"{_trouble(one['trouble'])}{_field(one['field'], one['typed'])}"
        for one in values["fields"]
    )
    return "One more thing", (
        "<p>We ask this only once.</p>"
        f'<form method="post" action="{escape(values["action"])}">{_hidden(values["form"])}'
        f"{fields}<button>Go on</button></form>"
    )


def _field(field: Field, typed: str) -> str:
    name = escape(field.name)
    label = f'<label for="{name}">{escape(field.label)}</label>'
    if field.kind != "choice":
        return (
            f'{label}<input id="{name}" name="{name}" type="{field.kind}" value="{escape(typed)}">'
        )
    options = "".join(
        f"<option{' selected' if one == typed else ''}>{escape(one)}</option>"
        for one in ("", *field.choices)
    )
    return f'{label}<select id="{name}" name="{name}">{options}</select>'


def _hidden(word: str) -> str:
    return f'<input type="hidden" name="form" value="{escape(word)}">'


def _trouble(text: str) -> str:
    return f'<p class="trouble" role="alert">{escape(text)}</p>' if text else ""
