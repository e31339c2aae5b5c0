"""The two paths on which a run arrives; an application proves itself with its id and secret."""

from datetime import UTC, datetime
from typing import Final

import msgspec

from homeroom.certification.submissions import actions
from homeroom.certification.submissions.actions import Actor
from homeroom.certification.submissions.guard import now_of
from homeroom.certification.submissions.running.actions import for_run, keep, seal
from homeroom.certification.submissions.running.archive import MOST_BYTES, opened
from homeroom.certification.submissions.running.signing import Evidence, signed
from homeroom.certification.submissions.running.verifying import own_trial, verify
from homeroom.certification.submissions.seeing import sight_of
from homeroom.certification.submissions.standing import settled
from homeroom.foundation.errors import InvalidRequestError, TooLargeError
from homeroom.oauth.guard import client
from homeroom.oauth.queries import Client
from homeroom.web.answers import Answer, json_value
from homeroom.web.request import Request
from homeroom.web.routes import Route

PATH: Final = "/certification/v1/runs"
_CREATED: Final = 201


class _Sealing(msgspec.Struct):
    manifest: str


def seal_run(request: Request, who: Client) -> Answer:
    """The run of this application has found what its manifest lists; the first word counts."""
    try:
        asked = msgspec.json.decode(request.body, type=_Sealing)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidRequestError('Send {"manifest": "<sha256 of manifest.json>"}.') from None
    run, now = request.path_params["run"], now_of(request)
    with request.parts.store.control.writing() as session:
        is_new = seal(session, now, own_trial(session, run, who), asked.manifest)
    sealed_at = datetime.fromtimestamp(now / 1000, UTC).isoformat(timespec="seconds")
    told = {"run": run, "manifest": asked.manifest, "sealed_at": sealed_at}
    return json_value(told, status=_CREATED if is_new else 200)


def take_run(request: Request, who: Client) -> Answer:
    """The run is kept with the submission that it belongs to, if it is what the hub saw."""
    sent = request.received
    if sent is None or not sent.size:
        raise InvalidRequestError("Send the evidence.tar.gz of a run as the body.")
    if sent.size > MOST_BYTES:
        raise TooLargeError(f"An archive has at most {MOST_BYTES // 1_000_000} MB.")
    content = sent.path.read_bytes()
    archive = opened(content)
    parts, now, report = request.parts, now_of(request), archive.report
    # Signed beforehand: keys may have to be made, which no writing session waits for.
    word = signed(
        parts,
        now,
        Evidence(report.run, who.client_id, report.types, report.suite, archive.sha256, now),
    )
    with parts.store.control.writing() as session:
        verify(session, archive, content, who)
        found = for_run(session, archive, who, parts.settings.base_url)
        held = actions.held(session, found.id)
        keep(session, now, held, Actor(who.name, "developer"), archive, content, word)
    one = settled(parts, held, now)
    path = f"/developers/apps/{one.application}/certification/{one.id}"
    told = {
        "run": report.run,
        "submission": one.id,
        "state": one.state,
        "open": [item.label for item in sight_of(parts, one, now).items if item.state == "open"],
        "signature": word,
        "url": f"{parts.settings.base_url}{path}",
    }
    parts.log.info("run taken in", application=who.application, run=report.run)
    return json_value(told, status=_CREATED)


ROUTES: Final[tuple[Route, ...]] = (
    client.route(f"{PATH}/{{run}}/seal", seal_run, ("POST",), body="memory"),
    client.route(PATH, take_run, ("POST",), body="file"),
)
