"""Answers "When does an upload wait for us, and when are uploads taken in at all?"."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from homeroom.districts.frame import SYNC_SETTINGS, confirm, show
from homeroom.districts.guard import Admin, form, page
from homeroom.districts.settings import limits, reading, windows
from homeroom.foundation.errors import ConflictError
from homeroom.intake import choices
from homeroom.intake.pauses.actions import follow
from homeroom.intake.rules import HELD_TYPES
from homeroom.intake.runs.desk import Desk
from homeroom.intake.steps.application import district_time
from homeroom.roster.queries import setting
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route

_BAD: Final = 400
_CONFLICT: Final = 409
_SAID: Final = {
    "limits": "The limits are saved. They hold from the next upload on.",
    "rollover": "The rollover is saved.",
    "pause": "The pause is saved.",
    "reading": "Saved. It holds from the next upload on; the same files sent again are read anew.",
    "administrators": "Saved. It holds from the next upload on.",
    "rollover-ended": "No rollover is expected any more: the limits hold.",
    "pause-ended": "The district is not paused any more: what waits is taken in now.",
}
_STALE: Final = (
    "Somebody changed the settings since you loaded the page, so nothing was saved. What holds now"
    " is in the other forms; what you typed is still here. Save again if it is right."
)


def show_settings(request: Request, admin: Admin) -> Answer:
    """Everything that is chosen, each part as a form of its own."""
    return _page(request, admin, {}, {}, said=_SAID.get(query_of(request).text("said"), ""))


def _save(
    name: str,
    typed: Callable[[Form], Any],
    check: Callable[[Form, Any, date], None],
    kept: Callable[[Any], Mapping[str, Any]],
) -> Callable[[Request, Admin, Form], Answer]:
    """Return the handler of one form: read, checked, kept, or shown again with its troubles."""

    def save(request: Request, admin: Admin, form: Form) -> Answer:
        chosen = typed(form)
        check(form, chosen, _today(request, admin))
        if form.troubles:
            return _page(request, admin, {name: chosen}, form.troubles, status=_BAD)
        try:
            _choose(request, admin, form, kept(chosen))
        except ConflictError as error:
            if error.code != "settings_changed":
                raise
            return _page(request, admin, {name: chosen}, {"": _STALE}, status=_CONFLICT)
        return see_other(f"{SYNC_SETTINGS}?said={name}")

    return save


def _choose(request: Request, admin: Admin, form: Form, chosen: Mapping[str, Any]) -> None:
    desk = Desk.of(request.parts)
    choices.choose(desk, admin.number, form.text("seen"), chosen)
    request.parts.log.info("sync settings changed", by=admin.visit.person.id, what=[*chosen])
    follow(desk, admin.district)


def ask_end_pause(request: Request, admin: Admin) -> Answer:
    """Say what happens when the pause is over."""
    with request.parts.store.roster.reading() as session:
        switches = setting(session, admin.number).switches
    return confirm(
        request,
        admin,
        SYNC_SETTINGS,
        title="End the pause?",
        says=[
            windows.state_of("pause", switches.get("pause"), _today(request, admin))[0] + ".",
            "Uploads that wait are taken in at once, within the limits.",
        ],
        action=f"{SYNC_SETTINGS}/pause/end",
        button="End the pause",
        back=SYNC_SETTINGS,
        hidden={"seen": choices.mark(switches)},
        loses=False,
    )


def _end(name: str) -> Callable[[Request, Admin, Form], Answer]:
    """Return the handler that ends a window; one that is there no more is ended already."""

    def end(request: Request, admin: Admin, form: Form) -> Answer:
        with request.parts.store.roster.reading() as session:
            there = setting(session, admin.number).switches.get(name)
        if there:
            _choose(request, admin, form, {name: None})
        return see_other(f"{SYNC_SETTINGS}?said={name}-ended")

    return end


def _page(  # noqa: PLR0913 - a page is all of these
    request: Request,
    admin: Admin,
    typed: Mapping[str, Any],
    troubles: Mapping[str, str],
    *,
    status: int = 200,
    said: str = "",
) -> Answer:
    """Show the forms; `typed` holds what was typed into the one that was refused."""
    with request.parts.store.roster.reading() as session:
        switches = setting(session, admin.number).switches
    today = _today(request, admin)
    values = {
        "limits": limits.shown(switches),
        "rollover": windows.shown(switches.get("rollover"), today),
        "pause": windows.shown(switches.get("pause"), today),
        "reading": reading.shown(switches),
        "administrators": reading.administrators_shown(switches),
    }
    return show(
        request,
        admin,
        "settings/sync.html",
        SYNC_SETTINGS,
        status=status,
        said=said,
        troubles=troubles,
        refused=next(iter(typed), ""),
        values=values | dict(typed),
        seen=choices.mark(switches),
        types=[(name, limits.most_deleted(name)) for name in HELD_TYPES],
        rollover=windows.state_of("rollover", switches.get("rollover"), today),
        pause=windows.state_of("pause", switches.get("pause"), today),
        is_set={name: bool(any(values[name].values())) for name in ("rollover", "pause")},
        modes=reading.MODES,
        switches=reading.SWITCHES,
        today=windows.said(today.isoformat()),
    )


def _today(request: Request, admin: Admin) -> date:
    return district_time(request.parts.clock.now(), admin.district).date()


_SAVES: Final = {
    "limits": _save("limits", limits.typed, lambda f, c, _: limits.check(f, c), limits.kept),
    "rollover": _save(
        "rollover",
        windows.typed,
        windows.check_rollover,
        lambda chosen: {"rollover": windows.kept(chosen)},
    ),
    "pause": _save(
        "pause", windows.typed, windows.check_pause, lambda chosen: {"pause": windows.kept(chosen)}
    ),
    "reading": _save("reading", reading.typed, lambda f, c, _: reading.check(f, c), reading.kept),
    "administrators": _save(
        "administrators",
        reading.administrators_typed,
        lambda _, __, ___: None,
        reading.administrators_kept,
    ),
}

ROUTES: Final[tuple[Route, ...]] = (
    page(SYNC_SETTINGS, show_settings),
    *(form(f"{SYNC_SETTINGS}/{name}", save) for name, save in _SAVES.items()),
    form(f"{SYNC_SETTINGS}/rollover/end", _end("rollover")),
    page(f"{SYNC_SETTINGS}/pause/end", ask_end_pause),
    form(f"{SYNC_SETTINGS}/pause/end", _end("pause")),
)
