"""The web floor: an ASGI shell, routes with exactly one guard each, answers.

Handlers are plain functions that run in the hub's own threads (decision 0003). A feature states
its routes in a `Feature`; guards live with what proves the identity, this floor knows `public`.
"""

from homeroom.web.answers import Answer, html, json_text, json_value
from homeroom.web.features import Feature
from homeroom.web.request import Received, Request
from homeroom.web.routes import Guard, Route, public

__all__ = [
    "Answer",
    "Feature",
    "Guard",
    "Received",
    "Request",
    "Route",
    "html",
    "json_text",
    "json_value",
    "public",
]
