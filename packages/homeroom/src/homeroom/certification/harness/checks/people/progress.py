"""What a person did stays hers: SYN-08 and SYN-26."""

from collections.abc import Iterator

from homeroom.certification.harness.comparing import named
from homeroom.certification.harness.outcomes import Difference, Finding, Verdict, failed, passed
from homeroom.certification.harness.registry import check
from homeroom.certification.harness.trial import Moment


@check(
    "SYN-08",
    "SYN-26",
    scenarios=(
        "SC-10", "SC-11", "SC-13", "SC-17", "SC-20", "SC-21", "SC-22", "SC-23", "SC-30", "SC-31",
        "SC-32", "SC-40", "SC-41", "SC-45", "SC-53",
    ),
)  # fmt: skip
def marks_stay_with_the_person(moment: Moment) -> Iterator[Finding]:
    """Each planted mark is still on the record of its person, and on nobody else's."""
    planted = moment.facts.get("marks") or {}
    if not planted:
        why = "The probe does not offer `progress`, so nothing could be planted and looked for."
        yield Finding(Verdict.INCONCLUSIVE, why)
        return
    found: list[Difference] = []
    for clever_id, mark in planted.items():
        owners = {one.clever_id for one in moment.after.of("user") if mark in one.marks}
        what = f"the mark of {moment.keys.key(clever_id)}"
        if clever_id not in owners:
            found.append(Difference(what, named(moment, "user", clever_id), _of(moment, owners)))
        elif len(owners) > 1:
            others = owners - {clever_id}
            found.append(Difference(what, "on nobody else", _of(moment, others)))
    if found:
        yield failed("Progress is not with the person who made it.", *found)
    else:
        yield passed(f"{len(planted)} marks are still with their people.")


def _of(moment: Moment, owners: set[str]) -> str:
    return ", ".join(f"user {one}" for one in moment.keys.names(owners)) or "nobody"
