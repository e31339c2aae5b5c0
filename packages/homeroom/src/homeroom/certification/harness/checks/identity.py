"""One Clever ID, one record, for ever: SYN-01 and SYN-22."""

from collections.abc import Iterator
from typing import Any, Final

from homeroom.certification.harness.checks.reading import must_have_ended
from homeroom.certification.harness.comparing import named, presence, role_differences
from homeroom.certification.harness.comparing.persons import account_differences, ids_of_account
from homeroom.certification.harness.outcomes import Difference, Finding, failed, passed
from homeroom.certification.harness.registry import check
from homeroom.certification.harness.trial import Moment
from homeroom.certification.harness.views import TYPES

_SEVERAL_ROLES: Final = ("t07", "t08", "t26", "t09", "a04", "d01", "t14", "t15")
"""The people of EC-20 to EC-24, of EC-15 and EC-16."""

_LATER: Final = ("t05",)
_LATER_IN: Final = "SC-37"
"""Who gets a second role, and where; before that she has one like anybody else."""


@check(
    "SYN-01",
    scenarios=("SC-01", "SC-24", "SC-30", "SC-31", "SC-32", "SC-33", "SC-39", "SC-54"),
)
def one_record_for_each_id(moment: Moment) -> Iterator[Finding]:
    """Each shared Clever ID has exactly one active record, whose own id never changes."""
    found: list[Difference] = []
    counted = 0
    for kind in moment.trial.kinds:
        counted += len(moment.expected.of(kind))
        found += presence(moment, kind)
        found += _renumbered(moment, kind)
        found += _merged(moment, kind)
    found += _crossed(moment)
    if found:
        yield failed("Ids and records do not stand one to one.", *found)
    else:
        yield passed(f"{counted} ids have one active record each.")


def _renumbered(moment: Moment, kind: str) -> Iterator[Difference]:
    for one in moment.after.of(kind):
        was = moment.memory.app_ids.get((kind, one.clever_id))
        if one.clever_id and was is not None and was != one.app_id:
            yield Difference(
                f"{named(moment, kind, one.clever_id)} own id", "as it was", "another one"
            )


def _merged(moment: Moment, kind: str) -> Iterator[Difference]:
    """Two Clever IDs must not share one record of the application, unless as declared (Q-Y32)."""
    owners: dict[str, str] = {}
    for clever_id, one in sorted(moment.after.active(kind).items()):
        other = owners.setdefault(one.app_id, clever_id)
        if other != clever_id and clever_id not in ids_of_account(moment, other):
            first, second = named(moment, kind, other), named(moment, kind, clever_id)
            yield Difference(f"{first} and {second}", "two records", "one record")


def _crossed(moment: Moment) -> Iterator[Difference]:
    """No record of this district may be one of another district's (SC-54, EC-71)."""
    for kind in TYPES:
        # A record that was taken over is no longer shown as the other district's.
        elsewhere = (*moment.others_before.of(kind), *moment.others.of(kind))
        strangers = {one.app_id for one in elsewhere if one.app_id}
        for one in moment.after.of(kind):
            if one.clever_id and one.app_id in strangers:
                what = named(moment, kind, one.clever_id)
                yield Difference(what, "a record of its own", "a record of another district")


@check("SYN-22", scenarios=("SC-01", "SC-34", "SC-35", "SC-36", "SC-37"))
def every_role_of_one_person(moment: Moment) -> Iterator[Finding]:
    """People with several roles have one record under the top-level id, with every role."""
    must_have_ended(moment)
    keys = {*_SEVERAL_ROLES, *(_LATER if moment.scenario == _LATER_IN else ())}
    ids = {moment.keys.id(key) for key in keys} - {""}
    found = [*role_differences(moment, iter(ids)), *account_differences(moment), *_legacy(moment)]
    found += [one for one in presence(moment, "user") if _is_among(moment, one, ids)]
    if found:
        yield failed("Roles are not as the hub serves them.", *found)
    else:
        yield passed("Every person with several roles is one account with all of them.")


def _is_among(moment: Moment, difference: Difference, ids: set[str]) -> bool:
    return difference.what in {named(moment, "user", one) for one in ids}


def _legacy(moment: Moment) -> Iterator[Difference]:
    """No `legacy_id` may stand where a Clever ID belongs."""
    legacy: dict[str, str] = {}
    for clever_id, record in moment.expected.of("user").items():
        fields: dict[str, Any] = record.get("fields") or {}
        for path, value in fields.items():
            if path.endswith("legacy_id") and value and value != clever_id:
                legacy[str(value)] = clever_id
    for one in moment.after.of("user"):
        if one.clever_id in legacy:
            what = named(moment, "user", legacy[one.clever_id])
            yield Difference(f"{what} clever_id", "the id of the user", "a legacy_id")
