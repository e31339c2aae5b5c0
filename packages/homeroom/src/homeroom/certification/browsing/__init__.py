"""Visits an application's pages and the hub's, as somebody at a device would (channel B).

Two visitors keep one promise, `Visitor`: `HTTPVisitor` asks by plain HTTP and reads what the
server wrote; `BrowserVisitor` drives Chromium, so scripts run. A check is written once and carried
out with either; `Seen.needs_scripts` tells where plain HTTP cannot decide.

An application may hang, drip, loop, lie or send garbage: each act ends in time with a `Seen` or
with a `VisitError` that says why. Neither visitor ever asks the hub's admin API.

Its words: a *visitor* is a device with cookies of its own; what she sees is *Seen*; a *control* is
a link or a button, known by its role and its name; a *hop* is one answer on the way to a page.

Door: `visitor`, `Visitor`, `Seen`, `Control`, `Form`, `Cookie`,
`Record`, `Secrets`, `Limits`, `VisitError`, and `finding`.
"""

from homeroom.certification.browsing import finding
from homeroom.certification.browsing.jar import Cookie
from homeroom.certification.browsing.plain import HTTPVisitor
from homeroom.certification.browsing.record import Exchange, Leak, Record, Secrets
from homeroom.certification.browsing.seen import (
    Control,
    Form,
    Hop,
    Input,
    Limits,
    Seen,
    VisitError,
)
from homeroom.certification.browsing.starting import visitor
from homeroom.certification.browsing.visitor import Visitor

__all__ = [
    "Control",
    "Cookie",
    "Exchange",
    "Form",
    "HTTPVisitor",
    "Hop",
    "Input",
    "Leak",
    "Limits",
    "Record",
    "Secrets",
    "Seen",
    "VisitError",
    "Visitor",
    "finding",
    "visitor",
]
