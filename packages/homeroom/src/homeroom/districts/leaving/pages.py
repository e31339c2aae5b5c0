"""Answers "What goes if we leave, and can we still take it back?"; for the owner alone."""

from concurrent.futures import Future
from functools import partial
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.desk import desk_of
from homeroom.accounts.errors import BusyError
from homeroom.accounts.proof.again import prove_again
from homeroom.accounts.proof.factors import has_factor
from homeroom.districts.frame import TEAM, show
from homeroom.districts.guard import Admin, form, page
from homeroom.districts.leaving.certificate import CERTIFICATE
from homeroom.districts.logs.noting import note
from homeroom.foundation.errors import RefusedError
from homeroom.intake.erasure import actions
from homeroom.intake.erasure.queries import Closing, closing_of
from homeroom.intake.runs.desk import Desk
from homeroom.oauth.queries import app_named
from homeroom.roster.queries import counts
from homeroom.roster.team.queries import members
from homeroom.sharing.queries import ENDED, connections_of
from homeroom.web.answers import Answer, refusal_headers, see_other
from homeroom.web.handlers import afterwards
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Reply, Route
from homeroom_wire.roles import ROLE_BITS

DELETION: Final = f"{TEAM}/deletion"
AT_ONCE: Final = "at-once"
LATER: Final = "later"
_WHEN: Final = (
    (LATER, f"In {actions.WAIT_DAYS} days: until then I can take it back"),
    (AT_ONCE, "At once, with no way back"),
)
_SAID: Final = {
    "asked": "The district will be deleted. Until then everything works as it did.",
    "taken-back": "The deletion is taken back. Nothing was deleted.",
}
_BAD_FORM: Final = 400


def show_deletion(request: Request, admin: Admin) -> Answer:
    """What goes and how; once it is asked for, until when it can be taken back."""
    return _page(request, admin, Form(), said=_SAID.get(query_of(request).text("said"), ""))


def ask(request: Request, admin: Admin, sent: Form) -> Reply:
    """The district will be deleted, if its owner typed its name and proved who she is again."""
    if sent.text("typed") != admin.district.name.strip():
        sent.refuse("typed", f"Type the name as it is written: {admin.district.name}")
    if sent.text("when") not in (AT_ONCE, LATER):
        sent.refuse("when", "Choose when.")
    if not sent.raw("password"):
        sent.refuse("password", "Type your password.")
    if sent.troubles:
        return _page(request, admin, sent, _BAD_FORM)
    desk = desk_of(request.parts)
    password, code, origin = sent.raw("password"), sent.text("code"), guard.origin_of(request)
    prove = partial(prove_again, desk, admin.visit, origin, password, code)
    try:
        proved = desk.pool.submit(prove)
    except BusyError as error:
        return _refused(request, admin, sent, error)
    return afterwards(proved, partial(_asked, request, admin, sent))


def take_back(request: Request, admin: Admin, _: Form) -> Answer:
    """The district stays."""
    actions.take_back(Desk.of(request.parts), admin.number)
    return see_other(f"{DELETION}?said=taken-back")


def closing_for(request: Request, admin: Admin) -> Closing | None:
    """Return how the district leaves, for the notice that everybody of its team sees."""
    with request.parts.store.control.reading() as control:
        return closing_of(control, admin.number)


def _asked(request: Request, admin: Admin, sent: Form, proved: "Future[None]") -> Answer:
    at_once = sent.text("when") == AT_ONCE
    try:
        proved.result()
        desk = Desk.of(request.parts)
        actions.ask(desk, admin.district, admin.signature, at_once=at_once)
    except RefusedError as error:
        return _refused(request, admin, sent, error)
    note(request, admin, "district", "Deletion of the district", f"asked, {sent.text('when')}")
    return see_other(f"{DELETION}?said=asked")


def _refused(request: Request, admin: Admin, sent: Form, error: RefusedError) -> Answer:
    sent.refuse("", error.message)
    return _page(request, admin, sent, error.status, refusal_headers(error))


def _page(  # noqa: PLR0913 - a page is all of these
    request: Request,
    admin: Admin,
    sent: Form,
    status: int = 200,
    headers: tuple[tuple[bytes, bytes], ...] = (),
    *,
    said: str = "",
) -> Answer:
    closing = closing_for(request, admin)
    with request.parts.store.control.reading() as control:
        doubled = has_factor(control, admin.visit.person)
    return show(
        request,
        admin,
        "leaving/deletion.html",
        TEAM,
        status=status,
        headers=headers,
        said=said,
        closing=closing,
        certificate=_address(request, closing),
        goes=_goes(request, admin),
        applications=_applications(request, admin),
        doubled=doubled,
        when=_WHEN,
        district=admin.district.name,
        action=DELETION,
        typed=sent,
        troubles=sent.troubles,
    )


def _address(request: Request, closing: Closing | None) -> str:
    if closing is None:
        return ""
    return f"{request.parts.settings.base_url}{CERTIFICATE}/{closing.receipt}"


def _goes(request: Request, admin: Admin) -> list[tuple[int, str]]:
    """Return how much there is, with its word as it stands behind that number."""
    with request.parts.store.roster.reading() as session:
        found = counts(session, admin.number)
        team = len(members(session, admin.number))

    def of(kind: str, role: str = "") -> int:
        return sum(
            count
            for (its, roles), count in found.items()
            if its == kind and (not role or roles & ROLE_BITS[role])
        )

    found_of = [
        (of("users", "student"), "student", "students"),
        (of("users", "teacher"), "teacher", "teachers"),
        (of("users", "staff"), "staff member", "staff members"),
        (of("users", "contact"), "contact", "contacts"),
        (of("schools"), "school", "schools"),
        (of("sections"), "section", "sections"),
        (team, "person of your team", "people of your team"),
    ]
    return [(count, one if count == 1 else many) for count, one, many in found_of]


def _applications(request: Request, admin: Admin) -> list[str]:
    with request.parts.store.roster.reading() as session:
        running = [one for one in connections_of(session, admin.number) if one.state != ENDED]
    with request.parts.store.control.reading() as control:
        found = [app_named(control, one.application) for one in running]
    return sorted(one.name for one in found if one is not None)


ROUTES: Final[tuple[Route, ...]] = (
    page(DELETION, show_deletion),
    form(DELETION, ask),
    form(f"{DELETION}/take-back", take_back),
)
