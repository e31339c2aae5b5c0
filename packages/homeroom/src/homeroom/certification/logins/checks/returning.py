"""People who are gone, and people who come again after something about them changed."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from homeroom.certification.browsing import finding
from homeroom.certification.harness import (
    Difference,
    Finding,
    Moment,
    Record,
    Verdict,
    check,
    failed,
    passed,
)
from homeroom.certification.harness.comparing.fields import same
from homeroom.certification.harness.plans.daily import is_at_login
from homeroom.certification.logins.arriving import Arrival, is_there
from homeroom.certification.logins.checks.judging import came, each, got_in, part
from homeroom.certification.logins.naming import shows_name
from homeroom.certification.logins.parts.returning import Gone, Refreshed

_OF_THE_RECORD: Final = frozenset({"type", "clever_id", "app_id", "status", "fields"})
_NOT_BROUGHT: Final = Finding(Verdict.SKIP, "No sync had brought her before she logged in.")


@check("SSO-10", scenarios=("SC-72",), needs_probe=False)
def who_is_gone_reads_so(moment: Moment) -> Iterator[Finding]:
    """Somebody who left, and somebody who is not shared, end on a page that says so."""
    found = part(moment, Gone)
    troubles = []
    for arrival in (found.left, found.unshared):
        if arrival is None:
            continue
        wrong = arrival.trouble or ("signed in" if arrival.is_in else "")
        if not wrong and is_there(moment.trial, arrival.seen):
            wrong = finding.is_friendly(arrival.seen)
        if wrong:
            troubles.append(Difference(arrival.person.key, "a friendly refusal", wrong))
    if troubles:
        yield failed("Somebody who may not come in is not refused well.", *troubles)
    else:
        yield passed("Both are refused, by the hub or in plain words.")


@check("SSO-10", scenarios=("SC-72",))
def nobody_unshared_gets_an_account(moment: Moment) -> Iterator[Finding]:
    """No account is opened for somebody who is not shared."""
    found = part(moment, Gone)
    opened = found.view.one("user", found.ids[found.unshared.person.key])
    if opened is not None and opened.is_active:
        yield failed(
            "An account was opened for somebody who is not shared.",
            Difference(found.unshared.person.key, "no account", "an active one"),
        )
    else:
        yield passed("No account was opened.")


@check("SSO-03", scenarios=("SC-72",))
def a_login_leaves_what_the_sync_brought(moment: Moment) -> Iterator[Finding]:
    """What a sync has told of somebody is still there when she has logged in."""
    found = part(moment, Gone)
    key = found.first.person.key
    was, now = _around_login(found)
    if was is None:
        yield _NOT_BROUGHT
        return
    # That it is the same account is for SSO-06 to say.
    lost = [] if now is None else _lost(key, was, now)
    if lost:
        yield failed("A login takes away what the sync has brought.", *lost)
    else:
        yield passed("What the sync has brought is there after the login as well.")


def _around_login(found: Gone) -> tuple[Record | None, Record | None]:
    """Return her account as a sync had brought it, if one had, and as it was after her login."""
    account = found.ids[found.first.person.key]
    was = found.known.one("user", account)
    if was is None:
        return None, None
    came([found.first])
    return was, found.before.one("user", account)


def _lost(key: str, was: Record, now: Record) -> list[Difference]:
    """What was told of somebody and is blank now; what else a login changes may be newer."""
    left = _told(now)
    return [
        Difference(f"{key} {name}", "as the sync brought it", "nothing")
        for name, value in sorted(_told(was).items())
        if value and not left.get(name)
    ]


def _told(record: Record) -> dict[str, Any]:
    told = {name: one for name, one in record.values.items() if name not in _OF_THE_RECORD}
    fields = record.get("fields")
    return told | (fields if isinstance(fields, dict) else {})


@check("SSO-06", scenarios=("SC-72",))
def a_login_finds_the_synced_account(moment: Moment) -> Iterator[Finding]:
    """Whoever a sync has brought logs in to that very account, and no other is made beside it."""
    found = part(moment, Gone)
    key = found.first.person.key
    was, now = _around_login(found)
    if was is None:
        yield _NOT_BROUGHT
        return
    there = {one.app_id for one in found.known.of("user")}
    made = [one for one in found.before.of("user") if one.app_id not in there]
    if now is None or not now.is_active or now.app_id != was.app_id or made:
        yield failed(
            "A login does not come to the account that the sync has brought.",
            Difference(key, "one account, the one of the sync", f"{len(made)} more were made"),
        )
    else:
        yield passed("The login comes to the account that the sync has brought.")


@check("LIB-15", scenarios=("SC-73",), needs_probe=False)
def a_login_refreshes_the_page(moment: Moment) -> Iterator[Finding]:
    """Who logs in again is shown with her new name."""
    found = part(moment, Refreshed)

    def wrong(arrival: Arrival) -> str:
        return got_in(arrival) or (
            "" if shows_name(arrival.seen.text, arrival.person) else "her new name is not shown"
        )

    yield each("a later login refreshes what is shown", found.after, wrong)


@check("LIB-15", scenarios=("SC-73",))
def a_login_refreshes_the_record(moment: Moment) -> Iterator[Finding]:
    """Who logs in again has her new name and e-mail in the same account."""
    yield _refreshed(moment)


@check("SYN-03", scenarios=("SC-73",))
def a_login_is_enough_of_a_refresh(moment: Moment) -> Iterator[Finding]:
    """Where logins are what refreshes, a login brings the person up to date, with no sync."""
    if is_at_login(moment.trial):
        yield _refreshed(moment)
    else:
        yield Finding(Verdict.SKIP, "Data is not refreshed at logins alone, so a day decides.")


def _refreshed(moment: Moment) -> Finding:
    found = part(moment, Refreshed)
    came(found.after)
    troubles = [
        one
        for key, clever_id in found.ids.items()
        for one in _stale(
            key, found.view.one("user", clever_id), found.expected.of("user").get(clever_id) or {}
        )
    ]
    if troubles:
        return failed("A login does not refresh what is kept.", *troubles)
    return passed("Later logins refresh what is kept.")


def _stale(key: str, record: Record | None, wanted: Mapping[str, Any]) -> Iterator[Difference]:
    kept = (record.get("name") or {}) if record is not None else {}
    for field in ("first", "last"):
        said = (wanted.get("name") or {}).get(field)
        if said and kept.get(field) != said:
            yield Difference(f"{key} {field} name", said, kept.get(field))
    told, email = (record.get("email") if record is not None else None), wanted.get("email")
    # Who keeps no address has none to refresh.
    if told and email and not same("email", email, told):
        yield Difference(f"{key} e-mail", email, told)
