"""Records that cannot be read: the procedure of SYN-16 (certification.md 6.4)."""

from typing import Final

from homeroom.certification.harness.errors import UndecidedError
from homeroom.certification.harness.plans.stage import Stage
from homeroom.certification.harness.trial import FULL

__all__ = ["play"]

_POISONED: Final = (
    ("user", "k04"), ("section", "x18"), ("term", "m8"), ("course", "q9"), ("contact", "c10"),
)  # fmt: skip
"""One of each type, of which little else depends."""


def play(stage: Stage) -> None:
    """Poison one record of each type at the first sync, then let the hub be well again."""
    trial = stage.trial
    stage.begin(sync=False)
    ids = [
        trial.keys.id(key)
        for kind, key in _POISONED
        if trial.keys.id(key) in stage.expected.of(kind) and kind in trial.kinds
    ]
    if not ids:
        raise UndecidedError("The application keeps none of the records that were to be poisoned.")
    faults = [{"kind": "poison", "record": one} for one in ids]
    stage.step(
        "SYN-16",
        "SYN-16a",
        lambda: trial.hub.fault(trial.client_id, faults),
        facts={"poisoned": tuple(ids), "disturbed": True},
        is_last=False,
    )
    stage.step(
        "SYN-16",
        "SYN-16b",
        lambda: trial.hub.fault(trial.client_id, ()),
        mode=FULL,
    )
