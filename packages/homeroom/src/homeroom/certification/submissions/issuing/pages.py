"""Answers "What is this application certified for?", for everybody: a page, a badge, and JSON."""

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any, Final

from homeroom.certification.requirements.conditions import TYPE_NAMES
from homeroom.certification.requirements.reading import requirement
from homeroom.certification.submissions import queries
from homeroom.certification.submissions.guard import TEMPLATES, now_of
from homeroom.certification.submissions.queries import Certificate
from homeroom.certification.submissions.rules import DAY, GRACE_DAYS, Tone, suite_major
from homeroom.certification.submissions.running.signing import Evidence, signed
from homeroom.foundation.errors import NotFoundError
from homeroom.web.answers import Answer, Header, json_value
from homeroom.web.request import Request

PATH: Final = "/certificates/{certificate}"
_RUNNING: Final = frozenset({"submitted", "in_review", "needs_info", "recertifying"})
_PUBLIC: Final[tuple[Header, ...]] = (
    (b"access-control-allow-origin", b"*"),
    (b"cache-control", b"max-age=300"),
)
_COLOURS: Final = {"good": "#1f6f5c", "calm": "#4a5560", "look": "#8a5a00", "loss": "#9b2c2c"}


@dataclass(frozen=True)
class Shown:
    """A certificate as it stands today."""

    certificate: Certificate
    state: str
    """certified, attested, expired, running, renewed, suspended or revoked."""
    tone: Tone
    due_by: int | None = None
    """Until when it must be certified again; None while that is not due."""

    @property
    def types(self) -> str:
        """Its integration types, in words."""
        return " and ".join(TYPE_NAMES[one] for one in self.certificate.types)


def shown(request: Request) -> Shown:
    """Return the certificate that the path names."""
    with request.parts.store.control.reading() as session:
        found = queries.certificate_named(session, request.path_params["certificate"])
        one = queries.submission_named(session, found.submission) if found else None
        since = queries.due_since(session, one.id) if one and one.state == "recert_due" else None
    if found is None:
        raise NotFoundError("There is no such certificate.", "no_such_certificate")
    due_by = None if since is None else since + GRACE_DAYS * DAY
    if found.ended_as:
        return Shown(found, found.ended_as, "calm" if found.ended_as == "renewed" else "loss")
    if one is not None and one.state in _RUNNING:
        return Shown(found, "running", "look")
    if found.expires_at <= now_of(request):
        return Shown(found, "expired", "loss", due_by)
    state = "attested" if found.attested else "certified"
    return Shown(found, state, "good" if due_by is None else "look", due_by)


def show_certificate(request: Request) -> Answer:
    """Show the certificate to whoever asks."""
    one = shown(request)
    conditions = [requirement(name) for name in one.certificate.conditions]
    return TEMPLATES.page(
        "certificate.html", shown=one, one=one.certificate, conditions=conditions,
        base=request.parts.settings.base_url,
    )  # fmt: skip


def give_word(request: Request) -> Answer:
    """Give the hub's signed word for what the certificate rests on; the key set verifies it."""
    one, parts, now = shown(request), request.parts, now_of(request)
    made = one.certificate
    with parts.store.control.reading() as session:
        run = queries.run_of_archive(session, made.submission, made.evidence)
    if run is None:
        raise NotFoundError("There is no evidence to this certificate.", "no_such_run")
    report = run.report
    evidence = Evidence(run.run, report.client_id, made.types, made.suite, made.evidence, run.at)
    word = signed(parts, now, evidence, certificate=made.id, state=one.state)
    return Answer(200, ((b"content-type", b"application/jwt"), *_PUBLIC), word.encode())


def give_badge(request: Request) -> Answer:
    """Draw the badge: type, state, API, suite, date; no picture or mark of anybody's."""
    one = shown(request)
    made = one.certificate
    left = one.types
    right = f"{one.state} · {made.api_version or 'API'} · suite {suite_major(made.suite)}"
    right += f" · {_day(made.issued_at)}" + (" · sandbox" if made.sandbox else "")
    words = escape(f"{left}: {right}")
    a, b = 16 + 7 * len(left), 16 + 7 * len(right)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{a + b}" height="24" role="img"'
        f' aria-label="{words}"><title>{words}</title>'
        f'<rect width="{a}" height="24" fill="#22303a"/>'
        f'<rect x="{a}" width="{b}" height="24" fill="{_COLOURS[one.tone]}"/>'
        '<g fill="#fff" font-family="Verdana,sans-serif" font-size="11">'
        f'<text x="8" y="16">{escape(left)}</text><text x="{a + 8}" y="16">{escape(right)}</text>'
        "</g></svg>\n"
    )
    headers = ((b"content-type", b"image/svg+xml"), (b"x-content-type-options", b"nosniff"))
    return Answer(200, (*headers, *_PUBLIC), svg.encode())


def give_json(request: Request) -> Answer:
    """Tell the same as JSON, for whoever shows a badge of her own."""
    one = shown(request)
    made = one.certificate
    told: dict[str, Any] = {
        "certificate": made.id,
        "application": made.name,
        "state": one.state,
        "types": list(made.types),
        "api_version": made.api_version,
        "suite_major": suite_major(made.suite),
        "issued": _day(made.issued_at),
        "expires": _day(made.expires_at),
        "recertify_by": None if one.due_by is None else _day(one.due_by),
        "conditions": list(made.conditions),
        "sandbox": made.sandbox,
        "url": f"{request.parts.settings.base_url}/certificates/{made.id}",
    }
    return json_value(told, *_PUBLIC)


def _day(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat()
