"""Recommendations of Secure Sync that a view decides: SYN-R5, SYN-R7 and SYN-R8."""

from collections.abc import Iterator
from typing import Final

from homeroom.certification.harness.comparing.fields import LONG_ENOUGH, stored_fields
from homeroom.certification.harness.outcomes import Difference, Finding, Verdict, failed, passed
from homeroom.certification.harness.registry import check
from homeroom.certification.harness.trial import Moment

_LONG: Final = (("user", "k20"), ("user", "t16"), ("section", "x23"))
_SEVERAL_ROLES: Final = ("t07", "t08", "t26")
_TEN: Final = "x14"


@check("SYN-R5", scenarios=("SC-01",))
def long_texts_are_kept(moment: Moment) -> Iterator[Finding]:
    """At least 255 characters of a text are kept, and longer ones are cut, not refused."""
    found, looked = [], 0
    for kind, key in _LONG:
        clever_id = moment.keys.id(key)
        record = moment.after.one(kind, clever_id)
        shared = moment.expected.of(kind).get(clever_id, {}).get("fields") or {}
        stored = stored_fields(record, shared) if record is not None else {}
        for path in sorted(stored.keys() & shared.keys()):
            text, kept = shared[path], stored[path]
            if isinstance(text, str) and isinstance(kept, str):
                looked += 1
                least = min(len(" ".join(text.split())), LONG_ENOUGH)
                if len(kept) < least:
                    what = f"{kind} {key} {path}"
                    found.append(Difference(what, f"{least} characters", f"{len(kept)}"))
    if found:
        yield failed("Long texts are cut too short.", *found)
    elif not looked:
        yield Finding(Verdict.INCONCLUSIVE, "None of the long texts is kept at all.")
    else:
        yield passed("Long texts are kept.")


@check("SYN-R7", scenarios=("SC-01",))
def one_account_for_several_roles(moment: Moment) -> Iterator[Finding]:
    """A person with several roles has one account."""
    found = []
    counted = 0
    for key in _SEVERAL_ROLES:
        records = moment.after.named("user", moment.keys.id(key))
        own = {one.app_id for one in records if one.is_active}
        counted += len(own)
        if len(own) > 1:
            found.append(Difference(f"user {key}", "one account", f"{len(own)} accounts"))
    if found:
        yield failed("People with several roles have several accounts.", *found)
    elif not counted:
        yield Finding(Verdict.INCONCLUSIVE, "Nobody with several roles has an account.")
    else:
        yield passed("People with several roles have one account each.")


@check("SYN-R8", scenarios=("SC-01", "SC-15"))
def ten_teachers_in_one_class(moment: Moment) -> Iterator[Finding]:
    """A class may have ten teachers."""
    clever_id = moment.keys.id(_TEN)
    record = moment.after.one("section", clever_id)
    expected = set(moment.expected.of("section").get(clever_id, {}).get("teachers") or ())
    if record is None:
        yield Finding(Verdict.INCONCLUSIVE, f"The section {_TEN} is not there.")
    elif expected - record.ids("teachers"):
        missing = moment.keys.names(expected - record.ids("teachers"))
        yield failed(
            f"Not all of {len(expected)} teachers see the class.",
            Difference(f"section {_TEN} teachers", "all", f"without {', '.join(missing)}"),
        )
    else:
        yield passed(f"All {len(expected)} teachers see the class.")
