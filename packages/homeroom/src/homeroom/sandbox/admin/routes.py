"""Every operation of the admin API, one line each; the reference page holds the same table."""

from typing import Any, Final

import msgspec

from homeroom.foundation.errors import InvalidRequestError
from homeroom.roster.queries import District
from homeroom.sandbox.admin import runs
from homeroom.sandbox.admin.answering import Body, Operation, read
from homeroom.sandbox.admin.applications import connecting, registering
from homeroom.sandbox.admin.bench import bench_of
from homeroom.sandbox.admin.districts import making, moving, showing, state
from homeroom.sandbox.admin.districts.clock import Advance, advance, now_of
from homeroom.sandbox.admin.districts.queries import district_of
from homeroom.sandbox.admin.districts.sharing import Wanted
from homeroom.sandbox.admin.expecting import expected_of
from homeroom.sandbox.admin.faults.rules import MOST, Fault
from homeroom.sandbox.admin.logins import tickets
from homeroom.sandbox.admin.logins.pages import ROUTE as LOGIN
from homeroom.sandbox.lantern import catalogue, mutations
from homeroom.web.request import Request
from homeroom.web.routes import Route

Said = dict[str, Any]


class _Shared(Wanted):
    """A sharing, and whose; without a client id everybody's who is connected."""

    client_id: str = ""


class _Faults(Body):
    faults: list[Fault]


class _Cap(Body):
    rows: int | None


class _Rotated(Body):
    district: str


def _district(request: Request) -> District:
    return district_of(request.parts, request.path_params["district"])


def _app(request: Request, client_id: str = "") -> Any:
    return registering.app_of(request.parts, client_id or request.path_params["client_id"])


def _register(request: Request) -> Said:
    return registering.register(request.parts, read(request, registering.NewApplication))


def _make_district(request: Request) -> Said:
    asked = read(request, making.NewDistrict)
    return showing.summary(request.parts, making.make(request.parts, asked))


def _show_district(request: Request) -> Said:
    return showing.whole(request.parts, _district(request))


def _snapshot(request: Request) -> Said:
    return moving.snapshot(request.parts, _district(request), read(request, moving.Named).name)


def _restore(request: Request) -> Said:
    return moving.restore(request.parts, _district(request), read(request, moving.Named).name)


def _connect(request: Request) -> Said:
    asked = read(request, connecting.NewConnection)
    app = _app(request, asked.client_id)
    return connecting.connect(request.parts, _district(request), app, asked)


def _disconnect(request: Request) -> Said:
    return connecting.disconnect(request.parts, _district(request), _app(request))


def _share(request: Request) -> Said:
    asked, district = read(request, _Shared), _district(request)
    if asked.client_id:
        connecting.connected(request.parts, district, _app(request, asked.client_id))
    with bench_of(request.parts).moving:
        changed = moving.share(request.parts, district, asked, asked.client_id)
    return {"changed": [link.id for link in changed]}


def _put_state(request: Request) -> Said:
    asked, district = read(request, state.NewState), _district(request)
    with bench_of(request.parts).moving:
        state.put_state(request.parts, district, asked)
    return showing.standing(request.parts, district)


def _mutate(request: Request) -> Said:
    return moving.mutate(request.parts, _district(request), read(request, moving.Step).name)


def _hold(request: Request) -> Said:
    asked = read(request, moving.Decision)
    return moving.decide(request.parts, _district(request), asked.decision)


def _clock(request: Request) -> Said:
    asked, parts = read(request, Advance), request.parts
    with bench_of(parts).moving:
        return {"now": now_of(parts, advance(parts, _district(request), asked.seconds))}


def _faults(request: Request) -> Said:
    asked, app = read(request, _Faults), _app(request)
    if len(asked.faults) > MOST:
        raise InvalidRequestError(f"At most {MOST} faults at a time", "too_many_faults")
    bench_of(request.parts).faults.replace(app.client_id, asked.faults)
    return {"faults": msgspec.to_builtins(asked.faults)}


def _cap(request: Request) -> Said:
    asked, app = read(request, _Cap), _app(request)
    if asked.rows is not None and not 1 <= asked.rows <= _MOST_ROWS:
        raise InvalidRequestError(f"rows is a number from 1 to {_MOST_ROWS}, or null", "bad_rows")
    bench_of(request.parts).faults.cap(app.client_id, asked.rows)
    return {"rows": asked.rows}


def _rotate(request: Request) -> Said:
    district = district_of(request.parts, read(request, _Rotated).district)
    return connecting.rotate(request.parts, district, _app(request))


def _login(request: Request) -> Said:
    asked = read(request, tickets.NewLogin)
    district = district_of(request.parts, asked.district)
    app = _app(request, asked.client_id) if asked.client_id else None
    return tickets.mint(request.parts, district, app, asked)


def _number(text: str, name: str, what: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise InvalidRequestError(f"{name} is {what}, a number", "bad_mark")
    return int(text)


def _wire(request: Request) -> Said:
    query = request.query_params
    since = _number(query.get("since", "0"), "since", "the mark of an earlier answer")
    mark, entries = bench_of(request.parts).wire.since(since, query.get("client_id", ""))
    return {"mark": mark, "entries": msgspec.to_builtins(entries)}


def _expected(request: Request) -> Said:
    query = request.query_params
    district = district_of(request.parts, query.get("district", ""))
    app = registering.app_of(request.parts, query.get("client_id", ""))
    return expected_of(request.parts, district, app)


def _begin_run(request: Request) -> Said:
    asked = read(request, runs.NewRun)
    return runs.begin(request.parts, _app(request, asked.client_id), asked)


def _end_run(request: Request) -> Said:
    return runs.end(request.parts, request.path_params["run"])


def _run_wire(request: Request) -> Said:
    return runs.wire(request.parts, request.path_params["run"])


def _run_lines(request: Request) -> Said:
    after = _number(request.query_params.get("after", "0"), "after", "how many lines are known")
    return runs.lines(request.parts, request.path_params["run"], after)


def _mutations(_: Request) -> list[Said]:
    return mutations.listing()


def _scenarios(_: Request) -> list[Said]:
    return catalogue.listing()


_MOST_ROWS: Final = 10_000
_MOST_DIGITS: Final = 15
_CREATED: Final = 201

OPERATIONS: Final = (
    Operation("POST", "/applications", _register, _CREATED),
    Operation("PUT", "/applications/{client_id}/faults", _faults),
    Operation("PUT", "/applications/{client_id}/page-cap", _cap),
    Operation("POST", "/applications/{client_id}/rotate", _rotate),
    Operation("POST", "/districts", _make_district, _CREATED),
    Operation("GET", "/districts/{district}", _show_district),
    Operation("POST", "/districts/{district}/connections", _connect, _CREATED),
    Operation("DELETE", "/districts/{district}/connections/{client_id}", _disconnect),
    Operation("PUT", "/districts/{district}/sharing", _share),
    Operation("PUT", "/districts/{district}/state", _put_state),
    Operation("POST", "/districts/{district}/mutations", _mutate),
    Operation("POST", "/districts/{district}/hold", _hold),
    Operation("POST", "/districts/{district}/clock", _clock),
    Operation("POST", "/districts/{district}/snapshots", _snapshot, _CREATED),
    Operation("POST", "/districts/{district}/restore", _restore),
    Operation("GET", "/mutations", _mutations),
    Operation("GET", "/scenarios", _scenarios),
    Operation("POST", "/logins", _login),
    Operation("GET", "/expected", _expected),
    Operation("GET", "/wire", _wire),
    Operation("POST", "/runs", _begin_run, _CREATED),
    Operation("POST", "/runs/{run}/end", _end_run),
    Operation("GET", "/runs/{run}/wire", _run_wire),
    Operation("GET", "/runs/{run}/wire/lines", _run_lines),
)
"""The table of the admin API."""

ROUTES: Final[tuple[Route, ...]] = (
    *(one.route(runs.keep_all) for one in OPERATIONS),
    LOGIN,
)
