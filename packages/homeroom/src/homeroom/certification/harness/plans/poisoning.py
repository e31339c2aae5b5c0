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
    """Poison one record of each type at the first sync, then let the hub be well again.

    Then once more, when all are known: what cannot be read for a while is not gone.
    """
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
    for bad, well, mode in (("SYN-16a", "SYN-16b", None), ("SYN-16c", "SYN-16d", FULL)):
        stage.step(
            "SYN-16",
            bad,
            lambda: trial.hub.fault(trial.client_id, faults),
            mode=mode,
            facts={"poisoned": tuple(ids), "disturbed": True},
            is_last=False,
        )
        stage.step("SYN-16", well, lambda: trial.hub.fault(trial.client_id, ()), mode=FULL)
