"""What is done to the application itself in a step: accounts planted, edits made by hand, marks."""

from collections.abc import Mapping
from typing import Any, Final

from homeroom.certification.harness.channels.probe import Probe
from homeroom.certification.harness.errors import UndecidedError
from homeroom.certification.harness.plans.stage import Stage

__all__ = ["EDITS", "LATE_ADDRESS", "edit", "edits_of", "plant", "seed"]

_MARKED: Final[Mapping[str, str]] = {
    "k59": "x47", "k50": "x01", "k51": "x48", "k52": "x01", "k63": "x45", "k57": "x46",
    "k54": "x48", "k55": "x48",
}  # fmt: skip
"""Who gets a mark, and in which class she earned it (certification.md 6.4, SYN-08).

k54 and k55 are given another name and another e-mail: neither may be what progress hangs on.
"""

LATE_ADDRESS: Final = "nico.later@lanternridge.example"
"""The address of n02, who has not arrived when somebody is made by hand with it (SC-64).

The hub tells of nobody who is not there, so it is written here once more, and a test compares it.
"""

_BY_EMAIL: Final = ("k68", "k09")

EDITS: Final[Mapping[str, str]] = {
    "SC-60": "", "SC-61": "e", "SC-62": "e", "SC-63": "c", "SC-64": "b",
}  # fmt: skip
"""Scenario -> the part of Q-Y17 that must be yes; renaming a section is everybody's."""


def plant(stage: Stage) -> Mapping[str, str]:
    """Plant a mark on each actor; the marks by Clever id, none where the probe cannot."""
    trial = stage.trial
    if trial.probe is None or "progress" not in trial.info.capabilities:
        return {}
    planted = {}
    for key, section in _MARKED.items():
        person, where = trial.keys.id(key), trial.keys.id(section)
        if person in stage.expected.of("user"):
            planted[person] = f"mark-{trial.seed}-{trial.mode}-{key}"
            trial.probe.progress(person, where, planted[person])
    return planted


def seed(stage: Stage) -> Mapping[str, Any]:
    """Plant the accounts of SC-02, which are older than the connection."""
    trial = stage.trial
    probe = _able(trial.probe, trial.info.capabilities, "seed")
    people = stage.expected.of("user")
    sis_id = _sis_id(people.get(trial.keys.id("k67"), {}))
    email, other = (people.get(trial.keys.id(one), {}).get("email") or "" for one in _BY_EMAIL)
    if not (sis_id and email and other):
        raise UndecidedError("The district shares neither sis_id nor e-mail to match by.")
    marks = {key: f"mark-{trial.seed}-{trial.mode}-{key}" for key in ("k67", *_BY_EMAIL)}
    where = {"district": stage.district.id, "role": "student"}
    bysis = {"name": {"first": "Match", "last": "Bysis"}, "sis_id": sis_id, "mark": marks["k67"]}
    bymail = {"name": {"first": "Match", "last": "Bymail"}, "email": email, "mark": marks["k68"]}
    # She typed her address in small letters once, and the district writes it with capitals (EC-09).
    plain = {"name": {"first": "Plus", "last": "Address"}, "email": other.lower()}
    twins = {"name": {"first": "Match", "last": "Ambiguous"}}
    return {
        "seeded": {
            "k67": probe.seed(**bysis, **where),
            "k68": probe.seed(**bymail, **where),
            "k09": probe.seed(**plain, mark=marks["k09"], **where),
            "k69": (probe.seed(**twins, **where), probe.seed(**twins, **where)),
        },
        "seeded_marks": marks,
    }


def _sis_id(record: Mapping[str, Any]) -> str:
    fields = record.get("fields") or {}
    for path in ("sis_id", "roles.student.sis_id"):
        if fields.get(path):
            return str(fields[path])
    return ""


def edits_of(stage: Stage, scenario: str) -> str:
    """Say why the edits of a scenario are not made; blank when they are."""
    letter = EDITS.get(scenario, "")
    if letter and not stage.trial.answers.yes(f"Q-Y17{letter}"):
        return f"Q-Y17{letter} does not say yes"
    if "edit" not in stage.trial.info.capabilities:
        return "the probe does not offer edits"
    return ""


def edit(stage: Stage, scenario: str) -> Mapping[str, Any]:
    """Make the edit of a scenario by hand; what the checks need to know of it."""
    trial = stage.trial
    probe = _able(trial.probe, trial.info.capabilities, "edit")
    section = trial.keys.id("x20")
    if scenario == "SC-60":
        name = "Renamed by hand"
        return {"name": name, "app_id": probe.edit("rename_section", section=section, name=name)}
    if scenario == "SC-61":
        who = trial.keys.id("k60")
        return {"app_id": probe.edit("add_student", section=section, student=who)}
    if scenario == "SC-62":
        who = trial.keys.id("k42")
        return {"app_id": probe.edit("remove_student", section=section, student=who)}
    if scenario == "SC-63":
        members = [trial.keys.id("k41"), trial.keys.id("k42")]
        made = probe.edit(
            "create_group", name="Made by hand", students=members, district=stage.district.id
        )
        return {"app_id": made}
    made = probe.edit(
        "create_user",
        name={"first": "Made", "last": "Byhand"},
        email=LATE_ADDRESS,
        role="student",
        district=stage.district.id,
    )
    return {"app_id": made}


def _able(probe: Probe | None, capabilities: frozenset[str], word: str) -> Probe:
    if probe is None or word not in capabilities:
        raise UndecidedError(f"The probe does not offer `{word}`.")
    return probe
