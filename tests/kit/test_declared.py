"""A policy that would protect nothing is refused before anything is read."""

from math import inf, nan
from typing import Any

import pytest

from homeroom_kit import ConfigurationError, Guard, Holds, Match, Policy
from homeroom_kit.sync import repair, resolve
from tests.kit.trial import a_trial, synced

UNKNOWN: Any = "Keep"

ODD = [
    (Policy(holds=Holds(fields={"users": frozenset({"grade"})})), "names 'grade'"),
    (Policy(holds=Holds(fields={"user": frozenset({"email"})})), "no record kind 'user'"),
    (Policy(holds=Holds(fields={"users": "email"})), "has to be a set"),  # type: ignore[dict-item]
    (Policy(holds=Holds(memberships=UNKNOWN)), "'keep' or 'overwrite'"),
    (Policy(holds=Holds(absent=UNKNOWN)), "'clear' or 'keep'"),
    (Policy(match=Match(undecided=UNKNOWN)), "'wait' or 'create'"),
    (Policy(match=Match(new_id=UNKNOWN)), "'create' or 'relink' or 'ask'"),
    (Policy(match=Match(alias_days=-1)), "alias_days"),
    (Policy(drift=UNKNOWN), "'freeze' or 'warn' or 'evolve'"),
    (Policy(roles=frozenset({"students"})), "names 'students'"),
    (Policy(roles="student"), "has to be a set"),  # type: ignore[arg-type]
    (Policy(roles=["student"]), "has to be a set"),  # type: ignore[arg-type]
    (Policy(holds=Holds(fields={"users": ["grade"]})), "names 'grade'"),  # type: ignore[dict-item]
    (Policy(guard=Guard(limits={"users": 25})), "0.25 for 25 %"),
    (Policy(guard=Guard(limits={"users": nan})), "is nan"),
    (Policy(guard=Guard(limits={"users": -inf})), "is -inf"),
    (Policy(guard=Guard(limits={"students": 0.25})), "no record kind 'students'"),
    (Policy(guard=Guard(floor=-1)), "floor"),
    (Policy(lease_seconds=0), "lease_seconds"),
]


@pytest.mark.parametrize(("policy", "told"), ODD, ids=[told for _, told in ODD])
def test_a_word_that_means_nothing_is_refused_before_anything_is_read(
    policy: Policy, told: str
) -> None:
    trial = a_trial(policy)
    with pytest.raises(ConfigurationError, match=told) as refused:
        trial.sync()
    assert ("bad_policy", []) == (refused.value.code, trial.town.asked)


def test_a_repair_and_an_answer_look_at_it_too() -> None:
    trial = synced()
    policy = Policy(holds=Holds(memberships=UNKNOWN))
    with pytest.raises(ConfigurationError):
        repair(trial.hub, trial.store, trial.town.art, policy)
    with pytest.raises(ConfigurationError):
        resolve(trial.hub, trial.store, "users", trial.town.ann, "1", policy)


@pytest.mark.parametrize(
    "policy",
    [
        Policy(),
        Policy(roles=frozenset({"student", "teacher", "staff", "district_admin", "contact"})),
        Policy(holds=Holds({"users": frozenset({"name.first", "roles", "sis_id"})}, "overwrite")),
        Policy(guard=Guard({"users": 1, "sections": 0.0}, 0, allow_empty=True)),
        Policy(holds=Holds({"users": ["email"], "sections": ("name",)})),  # type: ignore[dict-item]
        Policy(guard=Guard({"users": inf})),
        Policy(guard=None, match=Match(new_id="relink", alias_days=0)),
        Policy(drift="evolve", roles=frozenset({"librarian"})),
    ],
)
def test_what_means_something_is_taken(policy: Policy) -> None:
    assert "done" == a_trial(policy).sync().state
