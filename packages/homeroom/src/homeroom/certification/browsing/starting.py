"""Makes the visitor that a run asks for."""

import contextlib
import ssl

from homeroom.certification.browsing.plain import HTTPVisitor
from homeroom.certification.browsing.record import Record
from homeroom.certification.browsing.seen import Limits, VisitError
from homeroom.certification.browsing.visitor import Visitor

__all__ = ["visitor"]


def visitor(
    *,
    with_browser: bool = False,
    authority: str = "",
    record: Record | None = None,
    limits: Limits | None = None,
) -> Visitor:
    """Give a visitor with no cookies; whoever asked for it closes it.

    `authority` names a PEM file with a throw-away authority. Chromium cannot be told of one, so it
    then takes every certificate, and SSO-09 looks at them by itself.

    Raises:
        VisitError: A browser was asked for, and there is none.
    """
    kept = record or Record()
    if not with_browser:
        trust = ssl.create_default_context(cafile=authority) if authority else None
        return HTTPVisitor(kept, trust=trust, limits=limits)
    try:
        from homeroom.certification.browsing import chromium  # noqa: PLC0415 -- an extra
    except ModuleNotFoundError as missing:
        raise VisitError(
            "unreachable", "Playwright is not installed. Install homeroom[browser]."
        ) from missing
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(chromium.chromium())
        return chromium.BrowserVisitor(
            kept, opened, own_authority=bool(authority), limits=limits, owned=stack.pop_all()
        )
    raise AssertionError("unreachable")
