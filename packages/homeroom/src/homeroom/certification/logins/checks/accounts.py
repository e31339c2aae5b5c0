"""Whose account a login opens, as the application's own records tell it."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from homeroom.certification.harness import (
    AppView,
    Difference,
    Finding,
    Moment,
    Record,
    UndecidedError,
    Verdict,
    check,
    failed,
    passed,
)
from homeroom.certification.harness.comparing.persons import own_words, roles_told
from homeroom.certification.logins import declaring
from homeroom.certification.logins.arriving import Arrival
from homeroom.certification.logins.checks.judging import came, each, got_in, part
from homeroom.certification.logins.naming import shows_name
from homeroom.certification.logins.parts.accounts import (
    Again,
    Borders,
    SameEmail,
    Siblings,
    Signed,
)

_ROLES: Final = frozenset({"student", "teacher", "staff", "district_admin"})
_NO_STUDENT: Final = Finding(
    Verdict.REVIEW, "Whose e-mail changes is a student, and none logs in here: a person looks."
)


@check("SSO-03", scenarios=("SC-70",))
def what_the_api_gives_is_kept(moment: Moment) -> Iterator[Finding]:
    """First and last name, e-mail and district of who logged in are kept as the hub gives them."""
    yield _kept(moment, ("first name", "last name", "e-mail", "district", "roles"))


@check("SSO-R3", scenarios=("SC-70",))
def name_and_email_are_used(moment: Moment) -> Iterator[Finding]:
    """Name and e-mail of who logged in are kept as the hub gives them."""
    yield _kept(moment, ("first name", "last name", "e-mail"))


@check("SSO-06", scenarios=("SC-70",))
def the_clever_id_is_the_key(moment: Moment) -> Iterator[Finding]:
    """Each Clever id of who logged in stands in exactly one active account, as text."""
    found = part(moment, Signed)
    came(found.arrivals)
    troubles = [
        Difference(key, "one active account", count)
        for key, clever_id in found.ids.items()
        if (count := _active(found.view, clever_id)) != 1
    ]
    ids = [one.app_id for cid in found.ids.values() for one in found.view.named("user", cid)]
    if len(set(ids)) != len(ids):
        troubles.append(Difference("accounts", "one for each person", "two people share one"))
    if troubles:
        yield failed("The Clever id is not the key of accounts.", *troubles)
    else:
        yield passed(f"{len(found.ids)} people, one account each, by Clever id.")


@check("SSO-07", "LIB-08", scenarios=("SC-70",))
def a_person_is_known_again(moment: Moment) -> Iterator[Finding]:
    """After her e-mail changed the same person comes to the same account."""
    if not _has(moment, Again):
        yield _NO_STUDENT
        return
    found = part(moment, Again)
    came((found.before, found.after))
    before = found.view_before.one("user", found.ids["k55"])
    after = found.view.one("user", found.ids["k55"])
    if before is None or after is None:
        yield failed("k55 has no account after she logged in.")
    elif before.app_id != after.app_id or _active(found.view, found.ids["k55"]) != 1:
        yield failed("k55 came to another account after her e-mail changed.",
                     Difference("k55", "the same account", "another"))  # fmt: skip
    else:
        yield passed("k55 comes to the same account with another e-mail.")


@check("SSO-18", scenarios=("SC-70",))
def an_email_opens_nobodys_account(moment: Moment) -> Iterator[Finding]:
    """Equal e-mails open no account of another person, another role or another district."""
    troubles = [*_by_email(moment), *_by_family(moment), *_by_old_email(moment)]
    troubles += _by_district(moment)
    if troubles:
        yield failed("An e-mail opened somebody else's account.", *troubles)
    elif not any(_has(moment, kind) for kind in (SameEmail, Siblings, Again, Borders)):
        yield Finding(Verdict.REVIEW, "None of those who share an e-mail may log in here, so a"
                      " person looks at it.")  # fmt: skip
    else:
        yield passed("Equal e-mails open no other account, in this district and across districts.")


@check("SSO-18", scenarios=("SC-70",), needs_probe=False)
def a_student_never_sees_a_teachers_page(moment: Moment) -> Iterator[Finding]:
    """A student with a teacher's e-mail is shown as herself."""
    if not _has(moment, SameEmail):
        yield Finding(Verdict.SKIP, "Not both teachers and students log in.")
        return
    found = part(moment, SameEmail)

    def wrong(arrival: Arrival) -> str:
        other = found.second if arrival is found.first else found.first
        if shows_name(arrival.seen.text, other.person) and not arrival.shows_her:
            return f"she is shown as {other.person.key}"
        return "" if _as_declared(moment, arrival) else got_in(arrival)

    yield each("who has a shared e-mail is herself", (found.first, found.second), wrong)


@check("SSO-19", scenarios=("SC-71",), needs_probe=False)
def a_first_login_is_as_declared(moment: Moment) -> Iterator[Finding]:
    """Who comes before anybody told of her gets an account, or reads that there is none."""
    found, trial = part(moment, Signed), moment.trial
    refuses = declaring.refuses_unknown(trial)
    may_refuse = refuses or declaring.needs_sync(trial)

    def wrong(arrival: Arrival) -> str:
        if arrival.is_in and refuses:
            return "she is in, though the survey says that people without an account are refused"
        if arrival.is_in or arrival.needs_browser:
            return ""
        return "" if may_refuse and declaring.is_refused_in_words(arrival) else arrival.where

    what = "an account, or a clear word that there is none" if may_refuse else "an account is made"
    if refuses:
        what = "a clear word that there is no account"
    yield each(what, found.arrivals, wrong)


def _kept(moment: Moment, fields: Collection[str]) -> Finding:
    found = part(moment, Signed)
    came(found.arrivals)
    troubles = []
    for key, clever_id in found.ids.items():
        record, wanted = found.view.one("user", clever_id), found.expected.of("user").get(clever_id)
        if record is None or wanted is None:
            troubles.append(Difference(key, "an account", "none"))
            continue
        troubles += _different(moment, key, wanted, record, fields)
    if troubles:
        return failed("What the API gives is not kept.", *troubles)
    return passed(f"{', '.join(fields)} of {len(found.ids)} people are kept.")


def _active(view: AppView, clever_id: str) -> int:
    return sum(1 for one in view.named("user", clever_id) if one.is_active)


def _different(
    moment: Moment, key: str, wanted: Any, record: Record, fields: Collection[str]
) -> list[Difference]:
    name, kept = wanted.get("name") or {}, record.get("name") or {}
    pairs = [
        ("first name", name.get("first"), kept.get("first") if isinstance(kept, dict) else None),
        ("last name", name.get("last"), kept.get("last") if isinstance(kept, dict) else None),
        ("e-mail", wanted.get("email"), record.get("email")),
    ]
    if record.get("district") is not None:
        same = record.get("district") == wanted.get("district", record.get("district"))
        pairs.append(("district", "that of the hub", "that of the hub" if same else "another"))
    told = record.get("roles")
    if isinstance(told, list) and wanted.get("roles"):
        # Fewer may be of use to an application; others were given to her by nobody.
        hers = own_words(moment, wanted["roles"])
        more = {*roles_told(told)} & (_ROLES | own_words(moment, _ROLES)) - hers
        pairs.append(("roles", sorted(hers), sorted(more) or sorted(hers)))
    return [
        Difference(f"{key} {what}", expected, found)
        for what, expected, found in pairs
        if what in fields and (expected or "") != (found or "")
    ]


def _by_email(moment: Moment) -> list[Difference]:
    if not _has(moment, SameEmail):
        return []
    found = part(moment, SameEmail)
    troubles = _two_accounts(moment, found)
    student = found.view.one("user", found.ids["k14"])
    roles = roles_told(student.get("roles")) if student is not None else []
    if not own_words(moment, ("teacher",)).isdisjoint(roles) and not troubles:
        return [Difference("k14 roles", ["student"], roles)]
    return troubles


def _by_family(moment: Moment) -> list[Difference]:
    if not _has(moment, Siblings):
        return []
    return _two_accounts(moment, part(moment, Siblings))


def _two_accounts(moment: Moment, found: SameEmail) -> list[Difference]:
    """Two people with one e-mail have two accounts, unless the second is refused as declared."""
    one, other = found.ids
    first, second = (found.view.one("user", found.ids[key]) for key in (one, other))
    if first is None or second is None:
        if found.first.is_in and found.second.is_in:
            return [Difference(f"{other} and {one}", "two accounts", "one of them has none")]
        if _as_declared(moment, found.second):
            return []
        raise UndecidedError(f"{other} or {one} did not get in, so their accounts say nothing.")
    if first.app_id == second.app_id:
        return [Difference(other, "an account of her own", f"the account of {one}")]
    return []


def _by_old_email(moment: Moment) -> list[Difference]:
    if not _has(moment, Again):
        return []
    found = part(moment, Again)
    old, new = (found.view.one("user", found.ids[key]) for key in ("k55", "n01"))
    if new is None:
        return [Difference("n01", "an account of her own", "none")] if found.stranger.is_in else []
    # The account that was k55's counts also where k55 herself came to another meanwhile.
    before = found.view_before.one("user", found.ids["k55"])
    if new.app_id in {one.app_id for one in (old, before) if one is not None}:
        return [Difference("n01", "an account of her own", "the account of k55")]
    return []


def _by_district(moment: Moment) -> list[Difference]:
    if not _has(moment, Borders):
        return []
    found = part(moment, Borders)
    if _as_declared(moment, found.there):
        return []
    came((found.here, found.there))
    here, there = (found.view.one("user", one) for one in found.ids)
    what = "t01 of the second district"
    if there is None or here is None:
        return [Difference(what, "an account of her own", "none, or t01 lost hers")]
    if here.app_id == there.app_id:
        return [Difference(what, "an account of her own", "the account of the first t01")]
    return []


def _as_declared(moment: Moment, arrival: Arrival) -> bool:
    """Whether she is refused, as the survey says of people without an account."""
    return declaring.refuses_unknown(moment.trial) and declaring.is_refused_in_words(arrival)


def _has(moment: Moment, kind: type) -> bool:
    """A part that was never to be played says nothing; one that failed is undecided."""
    return kind in moment.seen.parts or kind in moment.seen.troubles
