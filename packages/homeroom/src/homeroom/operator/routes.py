"""`/health`, `/ready` and `/metrics`, public and silent about anybody's data; and the pages."""

from typing import Final

from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.metrics import CONTENT_TYPE
from homeroom.operator import doors, frame, pages, queries, rules
from homeroom.operator.guard import DOOR, form, page
from homeroom.web import Answer, Request, json_value, public

_NO_STORE: Final = (b"cache-control", b"no-store")
_NOT_YET: Final = 503


def health(request: Request) -> Answer:
    """Answer 200 once requests are served and the sandbox is complete."""
    missing = rules.unhealthy(request.parts.readiness.reasons())
    if missing:
        return json_value({"status": "starting", "reasons": missing}, _NO_STORE, status=_NOT_YET)
    return json_value({"status": "ok"}, _NO_STORE)


def ready(request: Request) -> Answer:
    """Answer 200 when nothing is waited for and the store answers, else say what is missing."""
    reasons = request.parts.readiness.reasons()
    trouble = queries.store_trouble(request.parts.store)
    if trouble:
        reasons["database"] = trouble
    request.parts.metrics.up.set(not reasons)
    if reasons:
        return json_value({"status": "not ready", "reasons": reasons}, _NO_STORE, status=_NOT_YET)
    return json_value({"status": "ok"}, _NO_STORE)


def metrics(request: Request) -> Answer:
    """Answer with the counts in the form that Prometheus reads."""
    if not request.parts.settings.metrics:
        raise NotFoundError("Resource not found")
    headers = ((b"content-type", CONTENT_TYPE.encode("ascii")), _NO_STORE)
    return Answer(200, headers, request.parts.metrics.text())


ROUTES: Final = (
    public("/health", health),
    public("/ready", ready),
    public("/metrics", metrics),
    public(frame.LOGIN, DOOR.show, page=True),
    public(frame.LOGIN, DOOR.sign_in, ("POST",), body="memory", page=True),
    page(frame.HOME, pages.show_health),
    page(frame.DISTRICTS, pages.show_districts),
    page(doors.OPEN, doors.ask),
    form(doors.OPEN, doors.open_one),
    form(doors.END, doors.end),
    page(frame.APPLICATIONS, pages.show_applications),
    page(f"{frame.APPLICATIONS}/{{id}}/off", pages.ask_off),
    form(f"{frame.APPLICATIONS}/{{id}}/off", pages.turn_off),
    form(f"{frame.APPLICATIONS}/{{id}}/on", pages.turn_on),
    page(frame.RUNS, pages.show_runs),
    page(frame.STORAGE, pages.show_storage),
    page(frame.KEYS, pages.show_keys),
    page(f"{frame.KEYS}/rotate", pages.ask_rotate),
    form(f"{frame.KEYS}/rotate", pages.rotate),
    page(frame.RETENTION, pages.show_retention),
)
