"""Whose account a record or a login is: a value, decided without a store, a network or a clock.

`decide` is for people, `decide_place` for districts and schools. Both answer with a `Decision`;
whoever asked acts on it. An e-mail from a roster is a hint and never a proof; missing never equals
missing; and what fits more than one account is for a person to say.
"""

from homeroom_kit.matching.decisions import Decision, Outcome, Proof
from homeroom_kit.matching.people import Account, Asked, Match, decide
from homeroom_kit.matching.places import KnownPlace, Place, decide_place

__all__ = [
    "Account",
    "Asked",
    "Decision",
    "KnownPlace",
    "Match",
    "Outcome",
    "Place",
    "Proof",
    "decide",
    "decide_place",
]
